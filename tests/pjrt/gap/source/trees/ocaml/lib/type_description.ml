open Ctypes

(* The table. (* In C: api->PJRT_Client_Compile *) "PJRT_Client_Compile" *)
module Types (F : TYPE) = struct
  open F

  type api
  type client

  let api : api structure typ = structure "PJRT_Api"
  let client : client structure typ = structure "PJRT_Client"
  let f32 = constant "PJRT_Buffer_Type_F32" int64_t

  module ClientCreate = struct
    type t

    let t : t structure typ = structure "PJRT_Client_Create_Args"
    let struct_size = field t "struct_size" size_t
    let num_options = field t "num_options" size_t
    let client = field t "client" (ptr client)
    let () = seal t

    let api_field =
      field api "PJRT_Client_Create" @@ static_funptr (ptr t @-> returning (ptr_opt error))
  end

  module ClientDestroy = struct
    type t

    let t : t structure typ = structure "PJRT_Client_Destroy_Args"
    let client = field t "client" (ptr client)
    let api_field = field api "PJRT_Client_Destroy" @@ static_funptr (ptr t @-> returning (ptr_opt error))
  end

  module Destroy (F : sig
    val name : string
    val field_name : string
  end) = struct
    type t

    let t : t structure typ = structure (F.name ^ "_Destroy_Args")
    let api_field = field api (F.name ^ "_Destroy") @@ static_funptr (ptr t @-> returning (ptr_opt error))
  end

  module EventDestroy = Destroy (struct
    let name = "PJRT_Event"
    let field_name = "event"
  end)

  let buffer_destroy = field api "PJRT_Buffer_Destroy" (ptr void)
  let client_devices = field api "PJRT_Client_Devices" (ptr void)
  let event_await = field api "PJRT_Event_Await" (ptr void)
  let _ = field api "PJRT_Error_Message" (ptr void)
  let () = seal api
end
