use pjrt_sys::{
    PJRT_Client_Create_Args, PJRT_Error_Code_PJRT_Error_Code_NOT_FOUND, PJRT_Event_IsReady_Args,
};

use crate::api::Api;

/// A client, made by `PJRT_Client_Create` and ended by `PJRT_Client_Destroy`.
pub struct Client<'a> {
    api: &'a Api,
    ptr: *mut pjrt_sys::PJRT_Client,
}

impl<'a> Client<'a> {
    pub fn new(api: &'a Api, options: &[pjrt_sys::PJRT_NamedValue]) -> Result<Self, Failed> {
        let args = PJRT_Client_Create_Args {
            create_options: options.as_ptr(),
            num_options: options.len(),
            ..PJRT_Client_Create_Args::new()
        };
        let args = unsafe { api.PJRT_Client_Create(args)? };
        Ok(Client { api, ptr: args.client })
    }

    pub fn is_missing(code: u32) -> bool {
        code == PJRT_Error_Code_PJRT_Error_Code_NOT_FOUND
    }

    pub fn compile(&self) -> char {
        log::warn!("PJRT_Client_Compile is not bound; call api.PJRT_Client_Compile(args)");
        '"'
    }
}

impl Drop for Client<'_> {
    fn drop(&mut self) {
        let mut args = pjrt_sys::PJRT_Client_Destroy_Args::new();
        args.client = self.ptr;
        let _ = unsafe { self.api.PJRT_Client_Destroy(args) };
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn devices() {
        let api = super::Api::load("cpu");
        let _ = unsafe { api.PJRT_Client_Devices(pjrt_sys::PJRT_Client_Devices_Args::new()) };
    }
}
