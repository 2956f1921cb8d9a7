# A plugin in Julia: the functions, and their places in the table.

function _buffer_delete(args::Ptr{LibPJRT.PJRT_Buffer_Delete_Args})::Ptr{Cvoid}
    forget!(unsafe_load(args).buffer)
    return C_NULL
end

function _platform_name(
    args::Ptr{LibPJRT.PJRT_Client_PlatformName_Args}
)::Ptr{Cvoid}
    unsafe_store_field!(args, pointer(NAME), Val{:platform_name}())
    return C_NULL
end

function table()
    return LibPJRT.PJRT_Api(;
        PJRT_Buffer_Delete = @cfunction(_buffer_delete, Ptr{Cvoid}, (Ptr{LibPJRT.PJRT_Buffer_Delete_Args},)),
        PJRT_Error_GetCode = C_NULL,
    )
end
