"""Trees of bindings, clients and plugins with known gaps, known declarations and traps; each verdict with its place."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from pjrt.gap import source
from pjrt.gap.document import Document, Status
from pjrt.gap.names import Names
from tests.pjrt.gap.source.conftest import of, places, why

HERE = Path(__file__).parent
TREES = sorted(path.name for path in (HERE / "trees").iterdir() if path.is_dir())


@cache
def looked(tree: str) -> Document:
    return source.look(HERE / "trees" / tree, Names.load())


def said(document: Document) -> str:
    """All that a document says of what is there, and how many names are lacking."""
    lines = [f"{name}: {value}" for name, value in document.facts.items()]
    lines += [f"note: {note}" for note in document.notes]
    for item in document.items:
        if item.status is not Status.LACKING:
            where = " ".join(map(str, item.places)) + (f" +{item.more}" if item.more else "")
            lines.append(f"{item.status.value} {item.kind}: {item.name} [{where}] {item.why}".rstrip())
    lines.append(f"lacking: {sum(item.status is Status.LACKING for item in document.items)}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("tree", TREES)
def test_every_verdict(tree: str, request: pytest.FixtureRequest) -> None:
    golden = HERE / "goldens" / f"{tree}.txt"
    text = said(looked(tree))
    if request.config.getoption("--bless"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


# What must hold whatever the goldens say: by tree what it uses, what it only declares, and at which version.
KNOWN = {
    "rust": (
        {"Error_Message", "Client_Create", "Client_Destroy", "Client_Devices", "Buffer_IsOnCpu"},
        {
            "Error_Destroy",
            "Error_GetCode",
            "Event_IsReady",
            "Event_Await",
            "Client_Compile",
            "Memory_Kind",
            "Buffer_Destroy",
            "TopologyDescription_Destroy",
        },
        "0.81",
    ),
    "go": (
        {"Event_Await", "Client_Create", "Client_Devices", "Buffer_IsOnCpu"},
        {"Client_Compile", "Buffer_Destroy"},
        "0.90",
    ),
    "cpp_client": (
        {"Error_Destroy", "Client_Create", "Client_Destroy", "Client_Devices", "FFI_Register_Handler"},
        {
            "Error_Message",
            "Error_GetCode",
            "Event_OnReady",
            "Client_PlatformName",
            "Client_Compile",
            "Memory_Id",
            "Buffer_Destroy",
            "Buffer_Delete",
            "Buffer_IsOnCpu",
        },
        "0.81",
    ),
    "cpp_plugin": (
        {
            "Error_Destroy",
            "Event_IsReady",
            "Event_Await",
            "Client_Create",
            "Client_Devices",
            "Client_PlatformName",
            "Buffer_Destroy",
            "Buffer_Delete",
        },
        {"Event_Error", "Event_OnReady", "Client_Compile"},
        "unknown",
    ),
    "zig": (
        {"Error_Message", "Client_Create", "Client_Destroy", "Client_Devices", "Buffer_Delete"},
        {"Error_Destroy", "Client_Compile", "Buffer_Destroy"},
        "0.85",
    ),
    "python": (
        {
            "Error_Message",
            "Event_Await",
            "Client_Create",
            "Client_Destroy",
            "Client_Devices",
            "Client_LookupDevice",
            "Client_LookupAddressableDevice",
        },
        {
            "Error_Destroy",
            "Event_Destroy",
            "Client_Compile",
            "Buffer_Destroy",
            "Buffer_ElementType",
            "Buffer_OnDeviceSizeInBytes",
            "Buffer_IsOnCpu",
            "Compile",
        },
        "0.103",
    ),
    "julia": (
        {
            "Event_Await",
            "Client_Create",
            "Client_Destroy",
            "Client_Devices",
            "Client_PlatformName",
            "Buffer_Delete",
            "Buffer_IsOnCpu",
        },
        {
            "Error_Destroy",
            "Error_Message",
            "Error_GetCode",
            "Client_Compile",
            "Device_IsAddressable",
            "Memory_Id",
            "Buffer_Destroy",
        },
        "0.76",
    ),
    "r": (
        {
            "Event_Await",
            "Client_Create",
            "Client_Destroy",
            "Client_AddressableDevices",
            "Buffer_Destroy",
            "Buffer_IsOnCpu",
        },
        {"Error_Destroy"},
        "unknown",
    ),
    "ocaml": (
        {"Event_Await", "Client_Create", "Client_Devices", "Event_Destroy"},
        {"Error_Message", "Client_Destroy", "Buffer_Destroy"},
        "0.72",
    ),
}


@pytest.mark.parametrize("tree", TREES)
def test_functions_used_and_declared(tree: str, names: Names) -> None:
    used, declared, version = KNOWN[tree]
    document = looked(tree)
    assert of(document, Status.USED) == used
    assert of(document, Status.DECLARED) == declared
    assert document.facts["API version"] == version
    core = {n.name for n in names.all.values() if n.kind == "function" and n.owner == "PJRT_Api" and not n.gone}
    lacking = core - {f"PJRT_{name}" for name in used | declared}
    assert {f"PJRT_{name}" for name in of(document, Status.LACKING)} >= lacking


@pytest.mark.parametrize(
    ("tree", "name", "place"),
    [
        ("rust", "PJRT_Client_Create", "src/client.rs:20"),
        ("rust", "PJRT_Client_Create_Args.client", "src/client.rs:21"),
        ("rust", "PJRT_Error_Code_NOT_FOUND", "src/client.rs:25"),
        ("go", "PJRT_Client_Devices", "pjrt/client.go:43"),
        ("go", "PJRT_Event_Await", "pjrt/client.go:12"),
        ("go", "PJRT_Buffer_Type_F32", "pjrt/client.go:54"),
        ("cpp_client", "PJRT_FFI_Register_Handler", "src/client.cc:52"),
        ("cpp_client", "PJRT_Extension_Type_FFI", "src/client.cc:47"),
        ("cpp_plugin", "PJRT_Event_Await", "src/api.cc:12"),
        ("zig", "PJRT_Client_Create", "src/pjrt.zig:38"),
        ("zig", "PJRT_Error_Message_Args.error", "src/pjrt.zig:25"),
        ("python", "PJRT_Event_Await", "binding/client.py:44"),
        ("julia", "PJRT_Client_Destroy", "src/Binding.jl:33"),
        ("julia", "PJRT_Client_PlatformName_Args.platform_name", "src/Plugin.jl:11"),
        ("r", "PJRT_Client_AddressableDevices", "src/client.cpp:18"),
        ("ocaml", "PJRT_Client_Create", "lib/client.ml:11"),
    ],
)
def test_evidence_is_where_the_name_is(tree: str, name: str, place: str) -> None:
    assert place in places(looked(tree), name)
    file, _, line = place.rpartition(":")
    text = (HERE / "trees" / tree / file).read_text(encoding="utf-8").split("\n")[int(line) - 1]
    found = next(p for item in looked(tree).items if item.name == name for p in item.places if str(p) == place)
    assert found.text == text.strip()


@pytest.mark.parametrize(
    ("tree", "name", "reason"),
    [
        ("rust", "PJRT_Error_GetCode", "listed in src/api.rs:22, called nowhere"),
        ("rust", "PJRT_Error_Destroy", "checked for in src/api.rs:41, called nowhere"),
        ("rust", "PJRT_Event_IsReady", "imported in src/client.rs:2, called nowhere"),
        ("rust", "PJRT_Client_Devices", "only in tests"),
        ("go", "PJRT_Client_Compile", "declared in pjrt/gen_calls.c:13, called nowhere"),
        ("cpp_plugin", "PJRT_Client_Compile", "answered by a stub in src/api.cc:13"),
        ("cpp_plugin", "PJRT_Event_OnReady", "left empty in src/api.cc:14"),
        ("cpp_plugin", "PJRT_Client_Create", "implemented"),
        ("python", "PJRT_Event_Await", "through event_await of binding/_abi.py:36"),
        ("ocaml", "PJRT_Event_Await", "only in tests; through event_await of lib/type_description.ml:52"),
        ("ocaml", "PJRT_Event_Destroy", "through EventDestroy of lib/type_description.ml:46"),
        ("zig", "PJRT_Client_Load", "newer than the tree's own version, 0.85"),
        ("zig", "PJRT_Client_DmaMap", "the tree's own version, 0.85, has it"),
        ("r", "PJRT_Client_Load", ""),
    ],
)
def test_reasons(tree: str, name: str, reason: str) -> None:
    assert why(looked(tree), name) == reason


def test_two_headers_side_by_side() -> None:
    """The build file names the older one."""
    document = looked("cpp_client")
    assert document.facts["API version from"] == "include/0.81/pjrt_c_api.h:4"
    assert any("several API versions; 0.81 counts, not 0.90 (include/0.90/pjrt_c_api.h:4)" in n for n in document.notes)


def test_shares_at_both_versions() -> None:
    facts = looked("rust").facts
    assert facts["functions used, at its own version"] == "5 of 118 at 0.81"
    assert facts["functions used, at the newest"].startswith("5 of ")


def test_a_document_survives_json() -> None:
    document = looked("rust")
    assert Document.from_data(document.data()) == document
