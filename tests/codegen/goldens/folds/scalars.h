// Rule: scalars.
#include "../base.h"

typedef enum {
  Sample_Kind_kOne,
  Sample_Kind_kTwo,
} Sample_Kind;

struct PJRT_Sample_Do_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  int64_t number;
  bool flag;
  Sample_Kind kind;
  void* address;
  double both;  // in/out
  float ratio;  // out
  Sample_Kind result;  // out
  void* where;  // out
  int32_t* pointed;  // out
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Do_Args, pointed);
typedef PJRT_Error* PJRT_Sample_Do(PJRT_Sample_Do_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Do* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
