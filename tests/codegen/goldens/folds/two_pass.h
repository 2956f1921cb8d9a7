// Rule: two_pass.
#include "../base.h"

struct PJRT_Sample_Do_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  PJRT_Client* client;
  char* blob;  // in/out
  size_t blob_size;  // in/out
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Do_Args, blob_size);
typedef PJRT_Error* PJRT_Sample_Do(PJRT_Sample_Do_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Do* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
