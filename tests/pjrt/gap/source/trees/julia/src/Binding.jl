module Binding

include("LibPJRT.jl")
using .LibPJRT: PJRT_Api, PJRT_Client_Create_Args, PJRT_Memory_Id_Args

export Client, PJRT_Device_IsAddressable

#= Spoken of only: ccall(api.PJRT_Client_Compile, #= nested =# Ptr{Cvoid}, ()) =#

"""
    Client(api)

Calls `PJRT_Client_Compile` nowhere.
"""
mutable struct Client
    api::Ptr{PJRT_Api}
    ptr::Ptr{Cvoid}
end

macro slot(api, name)
    return :(getproperty(unsafe_load($(esc(api))), $(QuoteNode(name))))
end

slot(api, name) = getproperty(unsafe_load(api), Symbol("PJRT_", name))

function Client(api)
    args = Ref(PJRT_Client_Create_Args(0, C_NULL, C_NULL, 0, C_NULL))
    check(api, ccall(unsafe_load(api).PJRT_Client_Create, Ptr{Cvoid}, (Ptr{PJRT_Client_Create_Args},), args))
    return Client(api, args[].client)
end

function destroy(client::Client)
    f = getproperty(unsafe_load(client.api), :PJRT_Client_Destroy)
    check(client.api, ccall(f, Ptr{Cvoid}, (Ptr{Cvoid},), client.ptr))
    return client.ptr'
end

function devices(client::Client)
    args = Ref(LibPJRT.PJRT_Client_Devices_Args())
    args[].client = client.ptr
    check(client.api, ccall(@slot(client.api, PJRT_Client_Devices), Ptr{Cvoid}, (Ptr{Cvoid},), args))
    return args[].num_devices
end

function wait(api, event)
    args = LibPJRT.PJRT_Event_Await_Args(event)
    check(api, ccall(slot(api, "Event_Await"), Ptr{Cvoid}, (Ptr{Cvoid},), args))
end

check(api, error) = error == C_NULL || throw(ErrorException("PJRT_Error_Message: see PJRT_Error_Destroy"))

kind(::Type{Float32}) = LibPJRT.PJRT_Buffer_Type_F32

end
