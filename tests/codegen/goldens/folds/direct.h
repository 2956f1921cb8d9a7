// Functions that pack nothing into a struct are called as they are.
#include "../base.h"

typedef int64_t PJRT_Sample_Count(PJRT_Client* client, int32_t at, bool all);
typedef PJRT_Error* PJRT_Sample_Reset(PJRT_Client* client);
typedef PJRT_Device* PJRT_Sample_Find(void* where);
typedef double PJRT_Sample_Ratio(PJRT_Client* client);
typedef PJRT_Error_Code PJRT_Sample_Code(PJRT_Client* client);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Count* count;
  PJRT_Sample_Reset* reset;
  PJRT_Sample_Find* find;
  PJRT_Sample_Ratio* ratio;
  PJRT_Sample_Code* code;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, code);
