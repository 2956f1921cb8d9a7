// Rule: automatic.
#include "../base.h"

struct PJRT_Sample_Do_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  void* priv;
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Do_Args, priv);
typedef PJRT_Error* PJRT_Sample_Do(PJRT_Sample_Do_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Do* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
