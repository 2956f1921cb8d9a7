#include "impl.h"

namespace {

template <typename Args>
PJRT_Error* UnimplementedStub(Args*) {
  return plugin::Unimplemented("stub");
}

void Fill(PJRT_Api* api) {
  api->PJRT_Client_Create = plugin::PJRT_Client_Create;
  api->PJRT_Event_Await = +[](PJRT_Event_Await_Args* args) -> PJRT_Error* { return Wait(args->event); };
  api->PJRT_Client_Compile = UnimplementedStub<PJRT_Client_Compile_Args>;
  api->PJRT_Event_OnReady = nullptr;
#define SET(name) api->PJRT_##name = My_##name
  SET(Buffer_Destroy);
  SET(Buffer_Delete);
#undef SET
}

const PJRT_Api kApi = {
    .struct_size = PJRT_Api_STRUCT_SIZE,
    .PJRT_Error_Destroy = plugin::PJRT_Error_Destroy,
    .PJRT_Client_Devices = plugin::PJRT_Client_Devices,
    .PJRT_Event_IsReady = (decltype(kApi.PJRT_Event_IsReady))IsReady,
    .PJRT_Event_Error = NULL,
};

}  // namespace

extern "C" const PJRT_Api* GetPjrtApi() { return &kApi; }
