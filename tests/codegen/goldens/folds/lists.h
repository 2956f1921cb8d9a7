// Rule: lists.
#include "../base.h"

typedef enum {
  Sample_Kind_kOne,
  Sample_Kind_kTwo,
} Sample_Kind;

typedef struct Sample_Point {
  int32_t x;
  int32_t y;
} Sample_Point;

struct PJRT_Sample_Do_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  const int64_t* dims;
  size_t num_dims;
  PJRT_Client* const* clients;  // may be NULL
  size_t num_clients;
  PJRT_Device* const* devices;  // out
  size_t num_devices;  // out
  const Sample_Kind* kinds;  // out
  size_t num_kinds;  // out
  const Sample_Point* points;  // out
  size_t num_points;  // out
  PJRT_Device** per_client;  // out, has size num_clients
};
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Do_Args, per_client);
typedef PJRT_Error* PJRT_Sample_Do(PJRT_Sample_Do_Args* args);

typedef struct PJRT_Sample_Extension {
  PJRT_Extension_Base base;
  PJRT_Sample_Do* run;
} PJRT_Sample_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Sample_Extension, run);
