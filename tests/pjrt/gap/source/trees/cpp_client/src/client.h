#pragma once
#include "pjrt_c_api.h"

// Calls a function of the table: CALL(api, Client_Create, args).
#define CALL(api, name, args) Check(api, (api)->PJRT_##name(&(args)), #name)
#define QUIETLY(api, name, args) CALL(api, name, args)

#define FOR_EACH_SLOT(X) \
  X(PJRT_Error_GetCode) \
  X(PJRT_Error_Message)

namespace client {

class Client {
 public:
  explicit Client(const PJRT_Api* api);
  ~Client();
  std::vector<PJRT_Device*> devices() const;
  bool RegisterHandler(const char* name);
  void Later(PJRT_Event_OnReady_Args* args);

 private:
  const PJRT_Api* api_;
  PJRT_Client* client_ = nullptr;
  PJRT_Memory_Id_Args kept_;
};

}  // namespace client
