use pjrt::api::Api;

#[test]
fn on_cpu() {
    let api = Api::load("cpu");
    let mut args = pjrt_sys::PJRT_Buffer_IsOnCpu_Args::new();
    let answer = unsafe { (*api.raw).PJRT_Buffer_IsOnCpu.unwrap()(&mut args) };
    assert!(answer.is_null() && args.is_on_cpu);
}
