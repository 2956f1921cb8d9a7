"""The part of the record about extensions: what is recorded of their tables, and what becomes of it."""

from __future__ import annotations

import json
import marshal
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pjrt_abi.extensions import EXTENSIONS
from tests.pjrt.conftest import PRELUDE
from tests.recording import recorder
from tests.recording.recorder import BASE, PYTHON
from tests.report import record
from tests.report.chain import HANDED, OWN, POINTED, VTABLE
from tests.report.facades import facades
from tests.report.model import Model
from tests.report.record import Seen
from tests.report.table import COLUMNS, Reason, Table
from tests.report.write import write_part

MODEL = Model.read()
OLD, NEW, TPU = "xla_cpu_pjrt.so", "pjrt_c_api_cpu_plugin.so", "libtpu.so"
TYPES = {extension.name: extension for extension in MODEL.extensions}
Child = Callable[[str], "dict[str, Seen]"]


class TestModel:
    def test_all_types_and_all_tables(self) -> None:
        assert [(e.number, e.name, e.mark, e.struct) for e in MODEL.extensions] == [
            (e.type, e.name, e.mark, e.struct) for e in EXTENSIONS
        ]
        assert len(MODEL.functions) == len({f["name"] for f in MODEL.functions}) == len(MODEL.names) + len(MODEL.tables)

    @pytest.mark.parametrize(
        ("name", "tables"),
        [
            ("Layouts", {"PJRT_Layouts_Extension": OWN}),
            ("Profiler", {"PLUGIN_Profiler_Api": POINTED}),
            (
                "Ffi",
                {
                    "PJRT_FFI_Extension": OWN,
                    "XLA_FFI_Api": HANDED,
                    "XLA_FFI_Collectives_Extension": HANDED,
                    "XLA_FFI_RecordApi": HANDED,
                },
            ),
            (
                "RawBuffer",
                {
                    "PJRT_RawBuffer_Extension": OWN,
                    "PJRT_DeviceEvent_FunctionTable": VTABLE,
                    "PJRT_DeviceEventPromise_FunctionTable": VTABLE,
                    "PJRT_RawBuffer_FunctionTable": VTABLE,
                },
            ),
            ("Unknown", {}),
        ],
    )
    def test_what_is_behind_an_extension(self, name: str, tables: dict[str, str]) -> None:
        assert {table.struct: table.how for table in TYPES[name].tables} == tables

    def test_needs(self) -> None:
        assert MODEL.needs["PJRT_TpuTopology_ChipCount"] == ("PJRT_TopologyDescription",)
        assert MODEL.needs["XLA_FFI_Stream_Get"] == ("PJRT_LoadedExecutable",), "a handler runs in a program"
        assert MODEL.given_by == {
            "PJRT_PhaseCompile_C_Buffers_Destroy": ("PJRT_PhaseCompile_Run_Phase", "PJRT_PhaseCompile_Get_PhaseNames")
        }
        assert MODEL.needs["PJRT_RawBuffer_FunctionTable_slice"] == ("PJRT_RawBuffer",)
        assert MODEL.needs["PJRT_DeviceEvent_FunctionTable_inc_ref"] == ("PJRT_RawBuffer",)

    def test_facts(self) -> None:
        facts = MODEL.facts()
        kinds = {name: [kind for kind, *_ in makes] for name, (_, makes, _, _) in facts.items() if makes}
        assert kinds["PJRT_ExecutableMetadata_GetExecutableMetadata"] == ["PJRT_ExecutableMetadata"]
        assert kinds["PJRT_Collectives_CreateCommunicators"] == ["PJRT_Collectives_Communicator"]
        assert "PJRT_Layouts_PJRT_Executable_GetOutputLayouts" not in kinds, "the executable's own"
        destroys = {name: fact[2][0] for name, fact in facts.items() if fact[2]}
        assert destroys["PJRT_ExecutableMetadata_DestroySerializedMetadata"] == "PJRT_ExecutableMetadata"
        assert destroys["PJRT_PhaseCompile_C_Buffers_Destroy"] == recorder.DATA
        assert facts["PJRT_PhaseCompile_Run_Phase"][3] is not None
        assert facts["PLUGIN_Profiler_Start"][0] == "PLUGIN_Profiler_Error"
        assert facts["XLA_FFI_Stream_Get"][0] == "XLA_FFI_Error"
        assert facts["XLA_FFI_Error_Create"][0] == "", "that is what it is asked for"
        assert facts["PJRT_RawBuffer_FunctionTable_dec_ref"] == ("", (), None, None)

    def test_marks(self) -> None:
        assert MODEL.marks["PJRT_Layouts_MemoryLayout_Destroy"] == "experimental"
        assert MODEL.marks["PJRT_Triton_Compile"] == "deprecated"
        assert MODEL.marks["PJRT_Client_Create"] == ""


@pytest.mark.download
class TestRecorder:
    @pytest.fixture
    def child(self, tmp_path: Path) -> Child:
        """What is recorded of code in a process of its own, which has to end well."""

        def run(code: str) -> dict[str, Seen]:
            (tmp_path / "facts").write_bytes(marshal.dumps(MODEL.facts()))
            environment = {**os.environ, recorder.RECORD: str(tmp_path), recorder.COUNT_HANDLES: "1"}
            command = [sys.executable, "-c", f"{PRELUDE}\npjrt.experimental.enable()\n{code}"]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, done.stderr
            return record.read(tmp_path)

        return run

    def test_raw_calls_on_a_real_plugin(self, child: Child) -> None:
        seen = child("""
import recorder
client = pjrt.Client("xla_cpu_pjrt")
layouts = client.plugin.extension(pjrt.extensions.Layouts).table
topology = client.topology
exe = client.compile(ADD)
shape = [2, 3]
made = layouts.client_get_default_layout(client._state.ptr, pjrt.dtypes.to_c(np.dtype("f4")), shape)
assert layouts.memory_layout_serialize(made)
attempt(lambda: layouts.executable_get_parameter_layouts(exe._unloaded))
kind = "PJRT_Layouts_MemoryLayout"
assert recorder.made[kind] - recorder.destroyed.get(kind, 0) == 1
layouts.memory_layout_destroy(made)
assert recorder.made[kind] == recorder.destroyed[kind] == 1
assert recorder.made[recorder.DATA] == recorder.destroyed[recorder.DATA] > 0
""")
        plugin = seen[OLD]
        assert set(plugin.chain) == {9, 5, 6, 4}
        assert plugin.chain[4] == 72
        assert plugin.tables == {"PJRT_Layouts_Extension": {"PJRT_Layouts_PJRT_Executable_GetParameterLayouts"}}
        for name in ("MemoryLayout_Serialize", "MemoryLayout_Destroy", "PJRT_Client_GetDefaultLayout"):
            assert plugin.of(f"PJRT_Layouts_{name}", "raw") == {"OK"}
            assert plugin.of(f"PJRT_Layouts_{name}") == set()
        assert plugin.of("PJRT_Layouts_PJRT_Executable_GetParameterLayouts", "raw") == {"LACKS"}

    def test_calls_of_a_facade_on_a_plugin_in_python(self, child: Child) -> None:
        seen = child("""
from pjrt import testing
from pjrt.extensions import Example, Unknown
from pjrt.server import Link
from pjrt_abi.extensions.profiler_c_api import ProfilerApi
from pjrt_abi.extensions.profiler import PJRT_Profiler_Extension
plugin = pjrt.load(testing.reference(faults=["PJRT_Example_Extension_example_method=ABORTED"]))
made = plugin.extension(Example).create()
assert attempt(lambda: made.example_method(1))[0] == "AbortedError"
link = next(link for link in plugin.extensions if link.name == "Profiler")
profiler = ProfilerApi(PJRT_Profiler_Extension.from_address(link.address).profiler_api)
assert attempt(lambda: profiler.profiler_stop(0))[0] == "InvalidArgumentError"
pjrt.load(testing.reference(extensions=[Link(4242)])).extension(Unknown)
del made
""")
        python = seen[PYTHON]
        assert python.of("PJRT_Example_Extension_create") == {"OK"}
        assert python.of("PJRT_Example_Extension_example_method") == {"ABORTED"}
        assert python.of("PJRT_Example_Extension_destroy") == {"OK"}
        assert python.of("PLUGIN_Profiler_Stop", "raw") == {"INVALID_ARGUMENT"}
        assert BASE in python.tables
        assert set(seen) == {PYTHON}

    def test_what_serves_is_no_facade(self, child: Child) -> None:
        seen = child("""
from pjrt import testing
exec(compile('''
def call(table):
    return table.create()
''', "served", "exec"), served := {"__name__": "pjrt.testing.some"})
table = pjrt.load(testing.reference()).extension(pjrt.extensions.Example).table
served["call"](table)
""")
        assert seen[PYTHON].of("PJRT_Example_Extension_create") == set()
        assert seen[PYTHON].of("PJRT_Example_Extension_create", "raw") == {"OK"}


def seen(*answered: str, chain: dict[str, int] | None = None) -> Seen:
    """A plugin of which a run saw this."""
    made = Seen("0.115", chain={TYPES[name].number: size for name, size in (chain or {}).items()})
    for name in answered:
        made.outcomes[name]["pjrt"].add("OK")
    return made


def table(*reasons: Reason, **plugins: Seen) -> Table:
    libraries = {"old": OLD, "new": NEW, "tpu": TPU, "python": PYTHON}
    return Table(
        MODEL, {libraries[name]: plugin for name, plugin in plugins.items()}, reasons, facades(MODEL.extensions)
    )


class TestCells:
    def cell(self, function: str, library: str, **plugins: Seen) -> str:
        found = table(**plugins).extension_cells[function].get(library)
        return found.text if found else ""

    def test_a_plugin_that_does_not_chain_it(self) -> None:
        assert self.cell("PJRT_Triton_Compile", NEW, new=seen("PJRT_Client_Create")) == ""
        assert self.cell("PJRT_Triton_Compile", PYTHON) == "not called"

    def test_a_struct_that_is_too_short(self) -> None:
        plugin = seen("PJRT_Client_Create", "PJRT_Client_Compile", chain={"Layouts": 72})
        plugin.outcomes["PJRT_LoadedExecutable_GetExecutable"]["pjrt"].add("OK")
        assert self.cell("PJRT_Layouts_PJRT_Executable_GetParameterLayouts", OLD, old=plugin) == "lacks it"
        assert self.cell("PJRT_Layouts_PJRT_Executable_GetOutputLayouts", OLD, old=plugin) == "not called"

    def test_what_needs_a_client(self) -> None:
        plugin = seen("PJRT_TopologyDescription_Create", chain={"Ffi": 48, "TpuTopology": 2**20})
        plugin.outcomes["PJRT_Client_Create"]["pjrt"].add("NOT_FOUND")
        assert self.cell("XLA_FFI_Stream_Get", TPU, tpu=plugin) == "no Client"
        assert self.cell("PJRT_TpuTopology_ChipCount", TPU, tpu=plugin) == "not called"
        assert self.cell("PJRT_FFI_Type_Register", TPU, tpu=plugin) == "not called"

    def test_data_that_nobody_gave(self) -> None:
        plugin = seen(chain={"PhaseCompile": 2**20})
        assert self.cell("PJRT_PhaseCompile_C_Buffers_Destroy", NEW, new=plugin) == "no data to free"
        plugin.outcomes["PJRT_PhaseCompile_Get_PhaseNames"]["pjrt"].add("OK")
        assert self.cell("PJRT_PhaseCompile_C_Buffers_Destroy", NEW, new=plugin) == "not called"

    def test_what_another_extension_gives(self) -> None:
        plugin = seen(chain={"MultiSlice": 2**20, "Megascale": 2**20})
        function = "PJRT_MultiSlice_Config_NumSlices"
        assert self.cell(function, TPU, tpu=plugin) == "no TopologyDescription"
        plugin.outcomes["PJRT_TopologyDescription_Create"]["pjrt"].add("OK")
        assert self.cell(function, TPU, tpu=plugin) == "no MultiSlice_Config"
        plugin.outcomes["PJRT_Megascale_CreateAoTConfig"]["raw"].add("OK")
        assert self.cell(function, TPU, tpu=plugin) == "not called"


class TestProblems:
    def problems(self, *reasons: Reason, **plugins: Seen) -> list[str]:
        return list(table(*reasons, **plugins).problems())

    def test_a_function_that_nobody_calls(self) -> None:
        expected = "PJRT_Triton_Compile: no façade reaches it on any plugin, and no reason is given"
        assert expected in self.problems()
        assert expected not in self.problems(python=seen("PJRT_Triton_Compile"))
        assert expected not in self.problems(Reason("PJRT_Triton_*", PYTHON, "because"))

    def test_a_real_plugin_that_is_not_asked(self) -> None:
        run = {"new": seen(chain={"XlaTransform": 2**20}), "python": seen("PJRT_Clear_Xla_Transform_Fn")}
        expected = "PJRT_Clear_Xla_Transform_Fn: no façade calls it on cpu 0.115, and no reason is given"
        assert expected in self.problems(**run)
        assert expected not in self.problems(Reason("PJRT_Clear_*", "*", "because"), **run)

    def test_reasons_that_do_not_hold(self) -> None:
        run = {"new": seen("PJRT_Clear_Xla_Transform_Fn", chain={"XlaTransform": 2**20})}
        found = self.problems(Reason("PJRT_Clear_*", "cpu", "x"), Reason("PJRT_Clear_*", "cuda", "x"), **run)
        start = "reason for PJRT_Clear_* on"
        assert f"{start} cpu: stale: PJRT_Clear_Xla_Transform_Fn on cpu 0.115: answered" in found
        assert f"{start} cuda: no such function" in found

    def test_types_without_a_facade(self) -> None:
        made = Table(MODEL, {PYTHON: seen()}, (), {"Example": "pjrt.extensions.Example", "Unknown": "x"})
        found = list(made.problems())
        assert "Triton: this extension type has no façade" in found
        assert not any(line.startswith("Example") for line in found)
        assert "Unknown: no façade looked at links that nobody knows" in found

    def test_where_facades_are(self) -> None:
        found = facades(MODEL.extensions)
        assert list(found) == list(TYPES)
        assert found["Example"] == "pjrt.extensions.Example"
        assert found["Unknown"] == "pjrt.extensions.Unknown"


class TestRecordOfAPart:
    def test_what_it_holds(self, tmp_path: Path) -> None:
        file = tmp_path / "x" / "y.json"
        python = seen("PJRT_Triton_Compile")
        python.tables[BASE] = frozenset()
        old = seen("PJRT_Layouts_MemoryLayout_Serialize", chain={"Layouts": 72})
        write_part(table(python=python, old=old), file)
        data = json.loads(file.read_text())
        assert data["extensions"]["Layouts"] == [OLD, PYTHON]
        assert data["extensions"]["Unknown"] == [PYTHON]
        assert data["functions"]["PJRT_Triton_Compile"] == {PYTHON: "answered"}
        assert data["functions"]["PJRT_Layouts_MemoryLayout_Serialize"] == {OLD: "answered", PYTHON: "not called"}
        lacking = data["functions"]["PJRT_Layouts_PJRT_Executable_GetParameterLayouts"]
        assert lacking == {OLD: "lacks it", PYTHON: "not called"}

    def test_only_what_is_said_of_extensions_is_told(self, tmp_path: Path) -> None:
        reasons = Reason("PJRT_Client_*", "cpu", "x"), Reason("PJRT_Triton_*", "amiga", "x")
        problems = write_part(table(*reasons, python=seen("PJRT_Triton_Compile")), tmp_path / "x.json")
        assert any(line.startswith("PJRT_Get_Stream_For_External_Ready_Events: ") for line in problems)
        assert not any(line.startswith(("PJRT_Client_Create:", "PJRT_Triton")) for line in problems)
        assert [line for line in problems if "reason for" in line] == [
            "reason for PJRT_Triton_* on amiga: no such plugin"
        ]


def test_all_columns_have_a_name() -> None:
    assert set(table().labels) == {*COLUMNS, PYTHON}
