// Traits that name a field before the last one: that far is sent, and the rest is not the API's.
#include "base.h"

struct PJRT_Sample_Short_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  int32_t sent;
  int64_t not_sent;
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Short_Args, sent);

struct PJRT_Sample_Padded_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  int64_t first;
  bool last;
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Padded_Args, last);
