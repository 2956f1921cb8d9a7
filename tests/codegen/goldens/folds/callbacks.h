// Rule: callbacks.
#include "../base.h"

typedef void Sample_OnDone(PJRT_Error* error, void* user_arg);

struct PJRT_Sample_Do_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  Sample_OnDone* on_done;
  Sample_OnDone* on_progress;  // may be NULL
  void* user_arg;
  void (*stop)(void* token);  // out
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Do_Args, stop);
typedef PJRT_Error* PJRT_Sample_Do(PJRT_Sample_Do_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Do* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
