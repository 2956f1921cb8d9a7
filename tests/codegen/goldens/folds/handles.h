// Rule: handles.
#include "../base.h"

struct PJRT_Sample_Do_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  PJRT_Client* client;
  PJRT_Device* hint;  // may be NULL
  PJRT_Device* exchanged;  // in/out
  PJRT_Device* device;  // out
  PJRT_Device* parent;  // out, may be NULL, owned by the client
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Do_Args, parent);
typedef PJRT_Error* PJRT_Sample_Do(PJRT_Sample_Do_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Do* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
