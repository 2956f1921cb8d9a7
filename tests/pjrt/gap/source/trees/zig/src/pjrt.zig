const std = @import("std");
const c = @import("c.zig");

/// The table. `api.call(.PJRT_Client_Compile, .{})` is not written yet.
pub const Api = struct {
    inner: c.PJRT_Api,

    const Slot = std.meta.FieldEnum(c.PJRT_Api);

    fn call(self: *const Api, comptime slot: Slot, args: Args(slot)) !Args(slot) {
        var copy = args;
        copy.struct_size = @field(c, @typeName(Args(slot)) ++ "_STRUCT_SIZE");
        if (@field(self.inner, @tagName(slot)).?(&copy)) |failed| return Error.of(failed, self);
        return copy;
    }

    fn byName(self: *const Api, comptime name: []const u8) void {
        _ = @field(self.inner, "PJRT_" ++ name);
    }
};

pub const Error = opaque {
    pub fn message(self: *Error, api: *const Api) []const u8 {
        const ret = api.call(.PJRT_Error_Message, .{
            .@"error" = @ptrCast(self),
        }) catch unreachable;
        return ret.message[0..ret.message_size];
    }
};

pub const Code = enum(c_int) {
    cancelled = c.PJRT_Error_Code_CANCELLED,
    _,
};

pub const Client = opaque {
    pub fn init(api: *const Api, options: []const c.PJRT_NamedValue) !*Client {
        const ret = try api.call(.PJRT_Client_Create, .{
            .create_options = options.ptr,
            .num_options = options.len,
        });
        return @ptrCast(ret.client.?);
    }

    pub fn devices(self: *Client, api: *const Api) usize {
        var args = std.mem.zeroInit(c.PJRT_Client_Devices_Args, .{ .client = @as(*c.PJRT_Client, @ptrCast(self)) });
        _ = api.inner.PJRT_Client_Devices.?(&args);
        return args.num_devices;
    }

    pub fn help() []const u8 {
        return
            \\call api.inner.PJRT_Buffer_Destroy yourself
            \\ "quoted" .PJRT_Buffer_Destroy
        ;
    }

    pub fn drop(self: *Client, api: *const Api) void {
        _ = self;
        api.byName("Client_Destroy");
        std.log.warn("PJRT_Buffer_Destroy", .{});
    }
};

pub const Kind = enum {
    f32,

    pub fn of(kind: Kind) c_int {
        return switch (kind) {
            .f32 => c.PJRT_Buffer_Type_F32,
        };
    }
};

test "deletes" {
    var api = try Api.load();
    _ = try api.call(.PJRT_Buffer_Delete, .{ .buffer = null });
}
