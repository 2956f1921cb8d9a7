// Rule: named_values.
#include "../base.h"

struct PJRT_Sample_Do_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  const PJRT_NamedValue* options;
  size_t num_options;
  const PJRT_NamedValue* properties;  // out
  size_t num_properties;  // out
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Do_Args, num_properties);
typedef PJRT_Error* PJRT_Sample_Do(PJRT_Sample_Do_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Do* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
