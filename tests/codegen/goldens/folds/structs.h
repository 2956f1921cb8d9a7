// Rule: structs.
#include "../base.h"

typedef struct Sample_Point {
  int32_t x;
  int32_t y;
} Sample_Point;

struct PJRT_Sample_Do_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  Sample_Point at;
  const Sample_Point* start;
  const Sample_Point* goal;  // may be NULL
  Sample_Point* moved;  // in/out
  Sample_Point end;  // out
  const Sample_Point* origin;  // out
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Do_Args, origin);
typedef PJRT_Error* PJRT_Sample_Do(PJRT_Sample_Do_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Do* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
