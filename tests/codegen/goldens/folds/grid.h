// Rule: grid.
#include "../base.h"

struct PJRT_Sample_Do_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  PJRT_Client* const* const* given;  // of size [num_devices, num_given]
  size_t num_devices;
  size_t num_given;
  PJRT_Device** const* made;  // out, of size [num_devices, num_made]
  size_t num_made;
  PJRT_Device** const* found;  // out, of size [num_devices, num_found]
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Do_Args, found);
typedef PJRT_Error* PJRT_Sample_Do(PJRT_Sample_Do_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Do* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
