// What no rule takes makes the whole function raw, and its wrapper says which field it was.
#include "../base.h"

typedef struct Sample_Point {
  int32_t x;
  int32_t y;
} Sample_Point;

struct PJRT_Sample_Do_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  Sample_Point** points;  // out
  int64_t fixed[2];
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Do_Args, fixed);
typedef PJRT_Error* PJRT_Sample_Do(PJRT_Sample_Do_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Do* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
