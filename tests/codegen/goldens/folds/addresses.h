// Rule: addresses. The function frees what another one returned, as codegen/overrides.toml says of it.
#include "../base.h"

struct PJRT_PhaseCompile_C_Buffers_Destroy_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  char** buffers;
  const size_t* buffer_sizes;
  size_t num_buffers;
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_PhaseCompile_C_Buffers_Destroy_Args, num_buffers);
typedef void PJRT_PhaseCompile_C_Buffers_Destroy(PJRT_PhaseCompile_C_Buffers_Destroy_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_PhaseCompile_C_Buffers_Destroy* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
