using Binding, Test

@testset "on CPU" begin
    args = Ref(Binding.LibPJRT.PJRT_Buffer_IsOnCpu_Args())
    @test ccall(unsafe_load(api()).PJRT_Buffer_IsOnCpu, Ptr{Cvoid}, (Ptr{Cvoid},), args) == C_NULL
    @test args[].is_on_cpu
end
