// Rule: texts.
#include "../base.h"

struct PJRT_Sample_Do_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  const char** keys;
  const size_t* key_sizes;
  size_t num_keys;
  const char* const* values;  // out
  const size_t* value_sizes;  // out
  size_t num_values;  // out
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Do_Args, num_values);
typedef PJRT_Error* PJRT_Sample_Do(PJRT_Sample_Do_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Do* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
