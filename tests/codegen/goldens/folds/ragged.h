// Rule: ragged.
#include "../base.h"

struct PJRT_Sample_Do_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  size_t num_shapes;
  const int64_t* const* rows;  // of size [num_shapes, row_lengths]
  const size_t* row_lengths;
  size_t num_results;  // out
  const size_t* dim_sizes;  // out, has size num_results
  const int64_t* dims;  // out, as many as the sum of all elements in the list `dim_sizes`
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Do_Args, dims);
typedef PJRT_Error* PJRT_Sample_Do(PJRT_Sample_Do_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Do* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
