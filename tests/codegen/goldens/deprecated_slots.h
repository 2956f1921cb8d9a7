// Slots that lost their function keep their place in the table.
#include "base.h"

struct PJRT_Sample_Ping_Args {
  size_t struct_size;
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Ping_Args, struct_size);
typedef PJRT_Error* PJRT_Sample_First(PJRT_Sample_Ping_Args* args);
typedef PJRT_Error* PJRT_Sample_Last(PJRT_Sample_Ping_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_First* first;
  void* gone;  // deprecated
  void* data;
  PJRT_Sample_Last* last;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, last);
