// A function type and a pointer to one, both used as fields; parameters that decay to pointers.
#include "base.h"

typedef void Sample_OnDone(PJRT_Error* error, void* user_arg);
typedef bool (*Sample_Visit)(const char* key, size_t key_size, void* user_arg);
typedef int32_t Sample_Fill(int64_t dims[4], const char name[], void each(int32_t));
typedef void Sample_Nothing(void);

struct Sample_Listen_Args {
  size_t struct_size;
  Sample_OnDone* on_done;
  Sample_Visit visit;
  Sample_Fill* fill;
  Sample_Nothing* nothing;
  void* user_arg;
};
PJRT_DEFINE_STRUCT_TRAITS(Sample_Listen_Args, user_arg);
