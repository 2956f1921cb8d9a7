#pragma once
#include <memory>
#include "pjrt_c_api.h"

namespace rbinding {

struct Client {
  PJRT_Client* client;
  std::shared_ptr<PJRT_Api> api;
  PJRT_Buffer_Type dtype = PJRT_Buffer_Type_F64;
  ~Client();
  std::vector<PJRT_Device*> devices();
  void wait(PJRT_Event_Await_Args* args);
};

}  // namespace rbinding
