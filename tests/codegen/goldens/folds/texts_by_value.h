// Rule: texts_by_value.
#include "../base.h"

typedef struct Sample_Span {
  const char* ptr;
  size_t len;
} Sample_Span;

struct PJRT_Sample_Do_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  Sample_Span name;
  Sample_Span other;
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Do_Args, other);
typedef PJRT_Error* PJRT_Sample_Do(PJRT_Sample_Do_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Do* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
