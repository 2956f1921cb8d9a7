#include "client.h"

#include <Rcpp.h>

namespace rbinding {

// PJRT_Client_Compile is still missing.
Client::~Client() {
  PJRT_Client_Destroy_Args args{};
  args.struct_size = sizeof(PJRT_Client_Destroy_Args);
  args.client = this->client;
  check(this->api.get(), this->api->PJRT_Client_Destroy(&args));
}

std::vector<PJRT_Device*> Client::devices() {
  PJRT_Client_AddressableDevices_Args args{};
  args.client = this->client;
  check(this->api.get(), this->api->PJRT_Client_AddressableDevices(&args));
  return std::vector(args.addressable_devices, args.addressable_devices + args.num_addressable_devices);
}

void Client::wait(PJRT_Event_Await_Args* args) { check(api.get(), api->PJRT_Event_Await(args)); }

}  // namespace rbinding

// [[Rcpp::export()]]
Rcpp::XPtr<rbinding::Client> impl_client_create(Rcpp::XPtr<rbinding::Plugin> plugin) {
  auto args = rbinding::make<PJRT_Client_Create_Args>();
  if (PJRT_Error* error = plugin->api->PJRT_Client_Create(&args)) {
    Rcpp::stop("PJRT_Client_Create failed; PJRT_Error_Message tells why");
  }
  auto* made = new rbinding::Client{args.client, plugin->api};
  return Rcpp::XPtr<rbinding::Client>(made);
}
