"""Languages that have no tree of their own: in each a name that is used, and others that are only spoken of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pjrt.gap.document import Document, Status
from pjrt.gap.source import languages
from tests.pjrt.gap.source.conftest import of, why

Tree = Callable[..., Document]

USING = {
    "a.c": "int f(PJRT_Api* api) { return api->PJRT_Client_Create(0) == 0; } // PJRT_Client_Compile\n"
    'const char* s = "api->PJRT_Event_Await(0)";',
    "a.mm": "- (void)go { _api->PJRT_Client_Create(&args); } /* PJRT_Client_Compile */",
    "a.cu": 'void f(const PJRT_Api* api) { (*api).PJRT_Client_Create(&args); printf(R"(api->PJRT_Event_Await(")"); }',
    "a.h.in": "static inline void f(PJRT_Api* api) { api->PJRT_Client_Create(&args); } // PJRT_Client_Compile",
    "a.hsc": "-- PJRT_Client_Compile\nf api = (#peek PJRT_Api, PJRT_Client_Create) api\n"
    'g = putStrLn "PJRT_Event_Await"\n'
    "{- PJRT_Event_Error {- PJRT_Event_IsReady -} -}",
    "a.chs": "f api = {#get PJRT_Api->PJRT_Client_Create #} api >>= call -- PJRT_Client_Compile",
    "a.nim": "proc f(api: ptr PJRT_Api) =\n  ## PJRT_Client_Compile\n  discard api.PJRT_Client_Create(addr args)\n"
    '  echo "PJRT_Event_Await" #[ PJRT_Event_Error ]#',
    "a.d": "void f(PJRT_Api* api) { api.PJRT_Client_Create(&args); /+ PJRT_Client_Compile /+ PJRT_Event_Await +/ +/ }",
    "a.cs": 'class A { void F() { Call(api->PJRT_Client_Create, &args); var s = @"a ""PJRT_Event_Await"" b"; } '
    "/* PJRT_Client_Compile */ }",
    "a.java": "class A { void f() { PJRT_Api.PJRT_Client_Create(api); } } // PJRT_Client_Compile\n"
    'class B { void f() { log("PJRT_Event_Await"); } }',
    "a.kt": "fun f() { handle(api, OFFSET_PJRT_Client_Create) /* PJRT_Client_Compile /* PJRT_Event_Error */ */ }\n"
    'val s = """api.PJRT_Event_Await(""" + "x"',
    "a.scala": "object A { def f() = { api.PJRT_Client_Create(args) } } // PJRT_Client_Compile",
    "a.swift": 'func f() { _ = api.pointee.PJRT_Client_Create!(&args) }\nlet s = #"say "PJRT_Event_Await" now"#\n'
    "/* PJRT_Client_Compile /* PJRT_Event_Error */ PJRT_Event_IsReady */",
    "a.ts": "export function f(api: Api) { return api.symbols.PJRT_Client_Create(args); } // PJRT_Client_Compile\n"
    "console.log(`api.PJRT_Event_Await`);",
    "a.js": 'const f = () => { koffi.call(lib.func("PJRT_Client_Create"), args); }; /* PJRT_Client_Compile */',
    "a.odin": "f :: proc(api: ^PJRT_Api) { api.PJRT_Client_Create(&args) } // PJRT_Client_Compile",
    "a.rb": 'def f(api)\n  api[:x].PJRT_Client_Create(args) # PJRT_Client_Compile\n  puts "PJRT_Event_Await"\nend\n'
    "=begin\nPJRT_Event_Error\n=end",
    "a.ex": 'def f(api) do\n  Nif.call(api, "PJRT_Client_Create") # PJRT_Client_Compile\nend\n'
    '@doc """\nPJRT_Event_Await\n"""',
    "a.lua": "local function f(api)\n  return api.PJRT_Client_Create(args) -- PJRT_Client_Compile\nend\n"
    "--[==[ api.PJRT_Event_Await() ]] ]==]\nlocal s = [[ api.PJRT_Event_Error() ]]",
    "a.lisp": '(defun f (api) (foreign-funcall-pointer (slot api "PJRT_Client_Create"))) ; PJRT_Client_Compile\n'
    "#| PJRT_Event_Await |#",
    "a.fs": "let f (api: nativeptr<PJRT_Api>) = invoke (NativePtr.read api).PJRT_Client_Create // PJRT_Client_Compile\n"
    "(* PJRT_Event_Await *)",
    "a.f90": "subroutine f\n  call c_f_procpointer(api%PJRT_Client_Create, p) ! PJRT_Client_Compile\nend subroutine",
    "a.pas": "procedure F; begin Api^.PJRT_Client_Create(@Args); { PJRT_Client_Compile } (* PJRT_Event_Await *) end;",
    "a.pl": 'sub f { my $g = $ffi->function("PJRT_Client_Create"); } # PJRT_Client_Compile',
    "a.php": "<?php function f($api) { return $api->PJRT_Client_Create($args); } # PJRT_Client_Compile\n"
    "// PJRT_Event_Await",
    "a.pyx": "def f():\n    api.PJRT_Client_Create(&args)  # PJRT_Client_Compile\n"
    'cdef extern from "pjrt_c_api.h":\n    PJRT_Error* PJRT_Event_Await(PJRT_Event_Await_Args*)',
    "noending": "# a script\nf() {\n  call api.PJRT_Client_Create # PJRT_Client_Compile\n}\n",
    "unknown.xyz": "// of some language\nfn f(api) { api.PJRT_Client_Create(args) } // PJRT_Client_Compile",
}


@pytest.mark.parametrize("path", USING)
def test_a_use_is_told_from_talk(tree: Tree, path: str) -> None:
    assert of(tree({path: USING[path]}), Status.USED) == {"Client_Create"}


NO_USE = {
    "README.md": "`api->PJRT_Event_Await(&args)`",
    "doc/guide.rst": "api.PJRT_Event_Await(args)",
    "notes.txt": "api.PJRT_Event_Await(args)",
    "data.json": '{"call": "api.PJRT_Event_Await(args)"}',
    "Cargo.toml": 'description = "api.PJRT_Event_Await(args)"',
    "fix.patch": "+  api->PJRT_Event_Await(&args);",
    "Makefile": "# api->PJRT_Event_Await(&args)",
    "BUILD": "api.PJRT_Event_Await(args)",
}


@pytest.mark.parametrize("path", NO_USE)
def test_what_is_no_code(tree: Tree, path: str) -> None:
    document = tree({path: NO_USE[path], "a.c": USING["a.c"]})
    assert of(document, Status.USED) == {"Client_Create"}
    assert of(document, Status.DECLARED) == set()


STUBS = {
    "a.cc": "void f(PJRT_Api* a) { a->PJRT_Event_Await = +[](PJRT_Event_Await_Args* args) -> PJRT_Error* { "
    "return MakeError(kUnimplemented); }; }",
    "b.cc": 'PJRT_Error* PJRT_Event_Await(PJRT_Event_Await_Args* args) { return UnimplementedError("x"); }',
    "c.cc": "static PJRT_Error* My_Await(PJRT_Event_Await_Args* args) { return NotImplemented(); }",
    "a.rs": 'extern "C" fn event_await(args: *mut PJRT_Event_Await_Args) -> *mut PJRT_Error { todo!("later") }',
    "d.cc": "void f(PJRT_Api* a) { a->PJRT_Event_Await = nullptr; }",
    "e.cc": "const PJRT_Api kApi = {.PJRT_Event_Await = UnimplementedStub};",
    "b.rs": "static API: PJRT_Api = PJRT_Api { PJRT_Event_Await: None, };",
}


@pytest.mark.parametrize("path", STUBS)
def test_a_stub_is_no_implementation(tree: Tree, path: str) -> None:
    document = tree({path: STUBS[path]})
    assert of(document, Status.USED) == set()
    assert of(document, Status.DECLARED) == {"Event_Await"}
    assert why(document, "PJRT_Event_Await").startswith(("answered by a stub in ", "left empty in "))


IMPLEMENTING = {
    "a.cc": "void f(PJRT_Api* a) { a->PJRT_Event_Await = +[](PJRT_Event_Await_Args* args) -> PJRT_Error* { "
    "if (!args->event) return Unimplemented(); return Wait(args->event); }; }",
    "b.cc": "PJRT_Error* PJRT_Event_Await(PJRT_Event_Await_Args* args) { return Wait(args->event); }",
    "c.cc": "const PJRT_Api kApi = {sizeof(PJRT_Api), nullptr, plugin::PJRT_Event_Await};",
    "d.c": "const PJRT_Api api = {.PJRT_Event_Await = my_await};",
    "a.rs": "static API: PJRT_Api = PJRT_Api { PJRT_Event_Await: Some(wait), };",
    "a.py": "def f():\n    return PJRT_Api(PJRT_Event_Await=CALL(wait))\n",
    "a.zig": "pub const api = c.PJRT_Api{ .PJRT_Event_Await = wait };",
}


@pytest.mark.parametrize("path", IMPLEMENTING)
def test_an_implementation_is_a_use(tree: Tree, path: str) -> None:
    document = tree({path: IMPLEMENTING[path]})
    assert of(document, Status.USED) == {"Event_Await"}
    assert why(document, "PJRT_Event_Await") == "implemented"


CALLS = {
    "a.cc": "void f(PJRT_Api* api) { REQUIRE_OK(api->PJRT_Event_Await(&args)); }",
    "b.cc": "void f(PJRT_Api* api) { CALL_REQUIRED(api, PJRT_Event_Await, &args); }",
    "c.cc": "void f(PJRT_Api* api) { auto* g = api->PJRT_Event_Await; g(&args); }",
    "d.cc": "void f(PJRT_Api* api) { if (auto* e = api->PJRT_Event_Await(&args)) throw e; }",
    "a.rs": "fn f() { call!(api, PJRT_Event_Await { event: e }) }",
    "b.rs": "fn f() { let Some(g) = (unsafe { (*api).PJRT_Event_Await }) else { return }; }",
    "c.rs": "fn f() { ((*api).PJRT_Event_Await.unwrap())(&mut args); }",
    "a.zig": 'fn f() void { try api.call("PJRT_Event_Await", &args); }',
    "a.ml": 'let wait = foreign "PJRT_Event_Await" (ptr args @-> returning error)',
    "a.jl": "function f(api)\n    @call api PJRT_Event_Await args\nend\n",
    "b.jl": "function f(api)\n    ccall(getproperty(api, :PJRT_Event_Await), Cvoid, ())\nend\n",
    "a.py": "def f(api):\n    for name in ('PJRT_Event_Await',):\n        getattr(api, name)()\n",
    "b.py": "def f(api, late):\n    name = ('PJRT_Event_Await' if late else 'x')\n    api.call(name)\n",
    "c.py": "slot = api['PJRT_Event_Await']\n",
}


@pytest.mark.parametrize("path", CALLS)
def test_calls(tree: Tree, path: str) -> None:
    assert of(tree({path: CALLS[path]}), Status.USED) == {"Event_Await"}


DECLARING = {
    "a.zig": "pub const PJRT_Api = extern struct { PJRT_Event_Await: ?*const fn () void };",
    "a.rs": '#[repr(C)] pub struct PJRT_Api { pub PJRT_Event_Await: Option<unsafe extern "C" fn()> }',
    "b.rs": 'extern "C" { fn PJRT_Event_Await(args: *mut PJRT_Event_Await_Args) -> *mut PJRT_Error; }',
    "a.cs": "struct PJRT_Api { public IntPtr PJRT_Event_Await; }",
    "a.h": "typedef PJRT_Error* PJRT_Event_Await(PJRT_Event_Await_Args* args);",
    "b.h": "class Client { PJRT_Event_Await_Args args_; };",
    "c.h": "#define ALL(X) X(PJRT_Event_Await)",
    "a.py": "class PJRT_Api(Structure):\n    _fields_ = [('PJRT_Event_Await', c_void_p)]",
    "b.py": "SLOTS = ['PJRT_Event_Await']",
    "c.py": "api.PJRT_Event_Await.argtypes = [c_void_p]",
    "d.py": "PJRT_Event_Await = CFUNCTYPE(c_void_p, c_void_p)",
    "e.py": "def f(api):\n    return hasattr(api, 'PJRT_Event_Await')",
    "f.py": "def f(name):\n    return name == 'PJRT_Event_Await'",
    "a.jl": "struct PJRT_Api\n    PJRT_Event_Await::Ptr{Cvoid}\nend",
    "a.swift": "struct Api { var PJRT_Event_Await: OpaquePointer? }",
    "a.kt": "const val OFFSET_PJRT_Event_Await = 104L",
    "a.nim": "type PJRT_Api = object\n  PJRT_Event_Await: pointer",
    "a.go": "package a\n\ntype Api struct { PJRT_Event_Await unsafe.Pointer }",
    "a.pxd": 'cdef extern from "pjrt_c_api.h":\n    PJRT_Error* PJRT_Event_Await(PJRT_Event_Await_Args*)',
    "a.ml": 'let _ = field api "PJRT_Event_Await" (ptr void)',
    "a.cc": "void f(PJRT_Api* a) { PROBE_FIELD(a, PJRT_Event_Await); }",
    "b.cc": "void f(PJRT_Api* a) { static_assert(offsetof(PJRT_Api, PJRT_Event_Await) == 104); }",
    "c.cc": "void f(PJRT_Api* a) { if (a->PJRT_Event_Await == nullptr) return; }",
    "d.cc": "void f(PJRT_Api* a) { if (!a->PJRT_Event_Await) return; }",
    "c.rs": 'fn f(a: &PJRT_Api) { require_fn("x", a.PJRT_Event_Await)?; }',
    "d.rs": "use pjrt_sys::{PJRT_Event_Await, PJRT_Event_Await_Args};",
    "g.py": "from abi import (\n    PJRT_Event_Await,\n)\n",
}


@pytest.mark.parametrize("path", DECLARING)
def test_a_declaration_is_no_use(tree: Tree, path: str) -> None:
    document = tree({path: DECLARING[path]})
    assert of(document, Status.USED) == set()
    assert of(document, Status.DECLARED) == {"Event_Await"}


def test_suffixes_are_of_one_language_each() -> None:
    suffixes = [suffix for language in languages.LANGUAGES for suffix in language.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert not languages.DOCUMENTS.intersection(suffixes)


@pytest.mark.parametrize(
    ("text", "name"),
    [("// a\n// b\n# c", "C"), ("# a\n# b", "Python"), ("-- a\n-- b", "Lua"), ("; a", "Lisp"), ("", "C")],
)
def test_a_language_is_guessed_by_its_comments(text: str, name: str) -> None:
    language = languages.of("file.unheardof", text)
    assert language is not None
    assert language.name == name
