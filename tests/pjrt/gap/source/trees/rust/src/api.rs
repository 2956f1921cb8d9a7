//! Wrappers of slots. `PJRT_Device_Id` is only spoken of here.

use pjrt_sys::{PJRT_Api, PJRT_Error, PJRT_Memory_Kind_Args, PJRT_TopologyDescription_Destroy_Args};

pub struct Api {
    pub(crate) raw: *const PJRT_Api,
}

macro_rules! wrap {
    ($slot:ident, $args:ident) => {
        impl Api {
            pub(crate) unsafe fn $slot(&self, mut args: pjrt_sys::$args) -> Result<pjrt_sys::$args, Failed> {
                let call = (*self.raw).$slot.ok_or(Failed::missing(stringify!($slot)))?;
                self.checked(call(&mut args), args)
            }
        }
    };
}

wrap!(PJRT_Client_Create, PJRT_Client_Create_Args);
wrap!(PJRT_Client_Destroy, PJRT_Client_Destroy_Args);
wrap!(PJRT_Error_GetCode, PJRT_Error_GetCode_Args);
wrap!(
    PJRT_Client_Devices,
    PJRT_Client_Devices_Args
);

/* An old attempt, /* with a nested comment */ that is no code:
   self.PJRT_Client_Compile(args) */

impl Api {
    /// Reads a message, as `(*api).PJRT_Buffer_Destroy` would not.
    pub unsafe fn message(&self, error: *mut PJRT_Error) -> String {
        let mut args = pjrt_sys::PJRT_Error_Message_Args::new();
        args.error = error;
        (*self.raw).PJRT_Error_Message.expect("PJRT_Error_Message")(&mut args);
        text(args.message, args.message_size)
    }

    pub fn can_destroy(&self) -> bool {
        unsafe { (*self.raw).PJRT_Error_Destroy.is_some() }
    }

    pub fn missing(&self) -> &'static str {
        r#"a raw string: api.PJRT_Event_Destroy("x")"#
    }
}
