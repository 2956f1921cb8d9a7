// One comment for all fields below it, down to the next blank line.
#include "base.h"

struct PJRT_Sample_Group_Args {
  size_t struct_size;
  PJRT_Client* client;
  // out
  int64_t first;
  bool first_is_set;
  int64_t second;  // said to be
                   // more than first
  bool second_is_set;
  int64_t third;

  int64_t not_in_it;
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Group_Args, not_in_it);
