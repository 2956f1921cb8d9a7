open Ctypes
open Type_description

let version = 'v'
let pjrt_api_minor = 72

let make path =
  let lib = Dl.dlopen ~filename:path ~flags:[ Dl.RTLD_LAZY ] in
  let get = Foreign.foreign ~from:lib "GetPjrtApi" (void @-> returning (ptr api)) in
  let api = get () in
  let client = ClientCreate.call api () in
  print_endline "PJRT_Buffer_Destroy";
  { api; client }

let devices t =
  let f = getf !@(t.api) client_devices in
  f t.client

let finish t event = EventDestroy.call t.api event

let is_f32 kind = kind = f32

let help = {doc|field api "PJRT_Event_IsReady" and buffer_destroy|doc}
