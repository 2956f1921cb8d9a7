// An object that starts with a pointer to its functions: a handle, not a struct to fill in.
#include "base.h"

typedef struct PJRT_Sample_FunctionTable PJRT_Sample_FunctionTable;

typedef struct PJRT_Sample {
  PJRT_Sample_FunctionTable* vtable;
} PJRT_Sample;

struct PJRT_Sample_Id_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  PJRT_Sample* sample;
  int32_t id;  // out
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Id_Args, id);
typedef PJRT_Error* PJRT_Sample_Id(PJRT_Sample_Id_Args* args);

struct PJRT_Sample_FunctionTable {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  PJRT_Sample_Id* id;
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_FunctionTable, id);
