#pragma once
#include "xla/pjrt/c/pjrt_c_api.h"

namespace plugin {
// Prototypes are no implementations.
PJRT_Error* PJRT_Client_Create(PJRT_Client_Create_Args* args);
PJRT_Error* PJRT_Client_Devices(PJRT_Client_Devices_Args* args);
PJRT_Error* PJRT_Client_Compile(PJRT_Client_Compile_Args* args);
PJRT_Error* PJRT_Event_OnReady(PJRT_Event_OnReady_Args* args);
void PJRT_Error_Destroy(PJRT_Error_Destroy_Args* args);
PJRT_Error* Unimplemented(const char* what);
}  // namespace plugin
