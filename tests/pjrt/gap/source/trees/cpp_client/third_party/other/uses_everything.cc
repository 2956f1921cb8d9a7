#include "pjrt_c_api.h"

void Everything(const PJRT_Api* api) {
  PJRT_Buffer_IsOnCpu_Args args{};
  api->PJRT_Buffer_IsOnCpu(&args);
}
