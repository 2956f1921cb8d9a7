// This extension is experimental.

#include "base.h"

typedef enum {
  Sample_Stage_kPlain = 0,
  // Experimental: may go.
  Sample_Stage_kEarly = 1,
  Sample_Stage_kLate = 2,  // deprecated
} Sample_Stage;

struct PJRT_Sample_Old_Args {
  size_t struct_size;
  int64_t kept;
  int64_t unused;  // Deprecated, not read.
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Old_Args, unused);

// Deprecated.
typedef PJRT_Error* PJRT_Sample_Old(PJRT_Sample_Old_Args* args);

// Under development.
typedef PJRT_Error* PJRT_Sample_New(PJRT_Sample_Old_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Old* old;
  PJRT_Sample_New* renamed;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, renamed);
