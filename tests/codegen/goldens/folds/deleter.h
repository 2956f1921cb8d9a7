// Rule: deleter.
#include "../base.h"

typedef struct PJRT_Sample_Held PJRT_Sample_Held;

struct PJRT_Sample_Do_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  PJRT_Client* client;
  const char* blob;  // out
  size_t blob_size;  // out
  PJRT_Sample_Held* held;  // out
  void (*held_deleter)(PJRT_Sample_Held* held);  // out
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Do_Args, held_deleter);
typedef PJRT_Error* PJRT_Sample_Do(PJRT_Sample_Do_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Do* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
