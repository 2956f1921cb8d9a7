#include "impl.h"

namespace plugin {

PJRT_Error* PJRT_Client_Create(PJRT_Client_Create_Args* args) {
  if (args->struct_size < PJRT_Client_Create_Args_STRUCT_SIZE) return Invalid("PJRT_Client_Create_Args");
  for (size_t i = 0; i < args->num_options; ++i) Use(args->create_options[i]);
  args->client = new ::PJRT_Client();
  return nullptr;
}

PJRT_Error* PJRT_Client_Devices(PJRT_Client_Devices_Args* args) {
  args->num_devices = 0;
  return nullptr;
}

void PJRT_Error_Destroy(PJRT_Error_Destroy_Args* args) { delete args->error; }

static PJRT_Error* IsReady(PJRT_Event_IsReady_Args* args) {
  args->is_ready = true;
  return nullptr;
}

}  // namespace plugin
