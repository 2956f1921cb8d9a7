"""Fields count where a variable is plainly of their struct, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pjrt.gap.document import Document, Status
from tests.pjrt.gap.source.conftest import of, places

Tree = Callable[..., Document]


def touched(document: Document) -> set[str]:
    return {name.removeprefix("Client_Devices_Args.") for name in of(document, Status.USED, "field")}


SETTING = {
    "declared.cc": "void f() { PJRT_Client_Devices_Args a; a.client = c; use(a.num_devices); other.devices = 1; }",
    "braces.cc": "void f() { PJRT_Client_Devices_Args a{.client = c}; use(a.num_devices); }",
    "assigned.cc": "void f() { PJRT_Client_Devices_Args a = {.client = c}; use(a.num_devices); }",
    "pointer.cc": "void f() { auto* a = new PJRT_Client_Devices_Args(); a->client = c; use((*a).num_devices); }",
    "made.cc": "void f() { auto a = Make<PJRT_Client_Devices_Args>(); a.client = c; use(a.num_devices); }",
    "parameter.cc": "void f(PJRT_Client_Devices_Args* a) { a->client = c; a->num_devices = 0; }\n"
    "void g() { a->devices; }",
    "cast.c": "void f(void* p) { PJRT_Client_Devices_Args* a = (PJRT_Client_Devices_Args*)p; "
    "a->client; a->num_devices; }",
    "compound.c": "void f() { call(&(PJRT_Client_Devices_Args){.client = c}); use(x.num_devices); }",
    "macro.rs": "fn f() { let a = call!(api, PJRT_Client_Devices { client: c })?; use_(a.num_devices); }",
    "new.rs": "fn f() { let mut a = PJRT_Client_Devices_Args::new(); a.client = c; use_(a.num_devices); }",
    "literal.rs": "fn f() { let a = PJRT_Client_Devices_Args { client, ..zero() }; use_(a.num_devices); }",
    "result.rs": "fn f() { let a = unsafe { api.PJRT_Client_Devices(x)? }; g(a.client, a.num_devices); }",
    "typed.rs": "fn f(a: &mut sys::PJRT_Client_Devices_Args) { a.client = c; use_(a.num_devices); }",
    "camel.rs": "fn f() { let a = PjrtClientDevicesArgs { client: c, ..z() }; use_(a.num_devices); }",
    "new.go": "package a\n\nfunc f() {\n\ta := C.new_PJRT_Client_Devices_Args()\n\ta.client = c\n"
    "\tuse(a.num_devices)\n}",
    "var.go": "package a\n\nfunc f() {\n\tvar a C.PJRT_Client_Devices_Args\n\ta.client = c\n\tuse(a.num_devices)\n}",
    "parameter.go": "package a\n\nfunc f(a *C.PJRT_Client_Devices_Args) {\n\ta.client = c\n\tuse(a.num_devices)\n}",
    "call.zig": "fn f() void { const a = try api.call(.PJRT_Client_Devices, .{ .client = c }); use(a.num_devices); }",
    "init.zig": "fn f() void { var a = init(c.PJRT_Client_Devices_Args); a.client = c; use(a.num_devices); }",
    "ctypes.py": "def f():\n    a = abi.PJRT_Client_Devices_Args()\n    a.client = c\n    use(a.num_devices)\n",
    "keywords.py": "def f():\n    a = args('PJRT_Client_Devices_Args', client=c)\n    use(a.num_devices)\n",
    "setattr.py": "def f():\n    a = PJRT_Client_Devices_Args()\n    setattr(a, 'client', c)\n"
    "    getattr(a, 'num_devices')\n",
    "contents.py": "def f(p):\n    a = cast(p, POINTER(PJRT_Client_Devices_Args))\n"
    "    a.contents.client\n    a[0].num_devices\n",
    "ref.jl": "function f()\n    a = Ref(PJRT_Client_Devices_Args())\n    a[].client = c\n    a[].num_devices\nend\n",
    "typed.jl": "function f(a::Ptr{PJRT_Client_Devices_Args})\n    unsafe_load(a).client\n    a.num_devices\nend\n",
    "f.swift": "func f() { var a = PJRT_Client_Devices_Args(); a.client = c; use(a.num_devices) }",
    "f.nim": "proc f() =\n  var a = PjrtClientDevicesArgs(client: c)\n  use(a.numDevices)\n",
    "sized.cc": "void f(T t) { t.args.struct_size = PJRT_Client_Devices_Args_STRUCT_SIZE; "
    "t.args.client; t.args.num_devices; }",
}


@pytest.mark.parametrize("path", SETTING)
def test_set_and_read(tree: Tree, path: str) -> None:
    found = touched(tree({path: SETTING[path]}))
    assert found == ({"client"} if path == "compound.c" else {"client", "num_devices"})


def test_only_in_its_block(tree: Tree) -> None:
    text = (
        "void f() {\n  { PJRT_Client_Devices_Args a; a.client = c; }\n  { Other a; a.num_devices = 0; }\n}\n"
        "void g(Other* a) { a->devices = 0; }\n"
    )
    assert touched(tree({"a.cc": text})) == {"client"}


def test_only_until_another_struct_has_the_name(tree: Tree) -> None:
    text = (
        "void f() {\n  PJRT_Client_Devices_Args a;\n  a.client = c;\n"
        "  PJRT_Client_Destroy_Args b;\n  b.client = c;\n  PJRT_Event_Await_Args a;\n  a.event = e;\n}\n"
    )
    document = tree({"a.cc": text})
    assert of(document, Status.USED, "field") == {
        "Client_Devices_Args.client",
        "Client_Destroy_Args.client",
        "Event_Await_Args.event",
    }
    assert places(document, "PJRT_Client_Destroy_Args.client") == ["a.cc:5"]


def test_a_size_of_another_struct_is_a_slip(tree: Tree) -> None:
    text = (
        "void f() {\n  PJRT_Event_Destroy_Args a;\n  a.struct_size = PJRT_Event_Await_Args_STRUCT_SIZE;\n"
        "  a.event = e;\n  api->PJRT_Event_Destroy(&a);\n}\n"
    )
    assert of(tree({"a.cc": text}), Status.USED, "field") == {"Event_Destroy_Args.event"}


def test_a_struct_within_a_struct(tree: Tree) -> None:
    text = (
        "def f():\n    lay = abi.PJRT_Buffer_MemoryLayout()\n"
        "    lay.tiled.struct_size = abi.PJRT_Buffer_MemoryLayout_Tiled_STRUCT_SIZE\n"
        "    lay.tiled.minor_to_major = order\n"
    )
    assert of(tree({"a.py": text}), Status.USED, "field") == {"Buffer_MemoryLayout_Tiled.minor_to_major"}


def test_names_of_other_languages(tree: Tree) -> None:
    """A field called type is type_ in Rust, _type in Go, and @"error" in Zig is error."""
    document = tree(
        {
            "a.rs": "fn f() { let mut a = PJRT_Client_BufferFromHostBuffer_Args::new(); a.type_ = t; }",
            "b.go": "package b\n\nfunc f() {\n\ta := C.new_PJRT_Client_BufferFromHostBuffer_Args()\n\ta._type = t\n}\n",
            "c.zig": 'fn f() void { _ = api.call(.PJRT_Error_Message, .{ .@"error" = e }); }',
        }
    )
    assert of(document, Status.USED, "field") == {"Client_BufferFromHostBuffer_Args.type", "Error_Message_Args.error"}
    assert places(document, "PJRT_Client_BufferFromHostBuffer_Args.type") == ["a.rs:1", "b.go:5"]


def test_a_function_that_its_table_calls_otherwise(tree: Tree) -> None:
    text = (
        "void f(PJRT_Extension_Base* base) {\n"
        "  auto* ext = reinterpret_cast<PJRT_FFI_Extension*>(base);\n"
        "  PJRT_FFI_UserData_Add_Args args;\n  args.user_data = d;\n  ext->user_data_add(&args);\n"
        "  if (ext->register_handler == nullptr) return;\n}\n"
    )
    document = tree({"a.cc": text})
    assert of(document, Status.USED) == {"FFI_UserData_Add"}
    assert of(document, Status.DECLARED) == {"FFI_Register_Handler"}
    assert of(document, Status.USED, "extension") == {"Extension_Type_FFI"}
    assert places(document, "PJRT_FFI_UserData_Add") == ["a.cc:5"]


def test_fields_are_told_of_structs_that_the_tree_has(tree: Tree) -> None:
    document = tree({"a.cc": SETTING["declared.cc"]})
    fields = {item.name.partition(".")[0] for item in document.items if item.kind == "field"}
    assert fields == {"PJRT_Client_Devices_Args"}
    assert not any(item.name.endswith((".struct_size", ".extension_start")) for item in document.items)


def test_callbacks(tree: Tree) -> None:
    document = tree(
        {
            "a.py": "def f(call):\n    call('PJRT_Event_OnReady', args('PJRT_Event_OnReady_Args', callback=done))\n",
            "b.cc": "PJRT_Error* Get(PJRT_KeyValueGetCallback_Args* args) { return Read(args->key); }\n",
            "c.h": "PJRT_SendCallback send;\n",
        }
    )
    assert of(document, Status.USED, "callback") == {"Event_OnReadyCallback", "KeyValueGetCallback"}
    assert of(document, Status.DECLARED, "callback") == {"SendCallback"}
