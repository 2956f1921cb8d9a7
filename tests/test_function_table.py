"""The record of a run: what the recorder records of a process, what becomes of it, and what fails the run."""

from __future__ import annotations

import json
import marshal
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.pjrt.conftest import PRELUDE
from tests.recording import recorder
from tests.report import exercised, leaks, record
from tests.report.model import Model
from tests.report.record import Seen
from tests.report.table import WITH_PYTHON, Reason, Table, read_reasons
from tests.report.write import figures, write_record

MODEL = Model.read()
ROOT = Path(__file__).parents[1]
CPU, OLD, TPU = "pjrt_c_api_cpu_plugin.so", "xla_cpu_pjrt.so", "libtpu.so"
Child = Callable[..., "subprocess.CompletedProcess[str]"]


class TestModel:
    def test_every_function_in_the_order_of_slots(self) -> None:
        assert len(MODEL.names) == len(set(MODEL.names)) > 130
        assert MODEL.names[0] == "PJRT_Error_Destroy"

    def test_facts(self) -> None:
        facts = MODEL.facts()
        assert set(facts) == {*MODEL.names, *MODEL.tables}
        error, makes, destroys, deleter = facts["PJRT_Client_BufferFromHostBuffer"]
        assert (error, destroys, deleter) == ("PJRT_Error", None, None)
        assert [(kind, shape) for kind, shape, *_ in makes] == [("PJRT_Event", "one"), ("PJRT_Buffer", "one")]
        assert [fact[:2] for fact in facts["PJRT_LoadedExecutable_Execute"][1]] == [
            ("PJRT_Buffer", "rows"),
            ("PJRT_Event", "row"),
        ]
        assert facts["PJRT_Error_Destroy"][2][0] == "PJRT_Error"
        assert facts["PJRT_Executable_Serialize"][3] is not None
        assert facts["PJRT_Client_Devices"] == ("PJRT_Error", (), None, None)

    def test_each_handle_that_is_made_is_destroyed_by_a_function(self) -> None:
        made = {kind for _, makes, _, _ in MODEL.facts().values() for kind, *_ in makes}
        assert made <= set(MODEL.destroys.values())

    def test_needs_and_gives(self) -> None:
        assert MODEL.needs["PJRT_Buffer_CopyToDevice"] == ("PJRT_Buffer", "PJRT_Device")
        assert MODEL.needs["PJRT_Client_Create"] == ()
        assert MODEL.gives["PJRT_Client"] == ("PJRT_Client_Create",)
        assert MODEL.gives["PJRT_CopyToDeviceStream"] == ("PJRT_LoadedExecutable_Execute",), "a callback gets it"
        assert "PJRT_Error" not in MODEL.gives
        assert MODEL.gives_to_keep["PJRT_TopologyDescription"] == (
            "PJRT_TopologyDescription_Create",
            "PJRT_TopologyDescription_Deserialize",
            "PJRT_TpuTopology_Subslice",
            "PJRT_TpuTopology_ReplaceHostBounds",
        )


@pytest.mark.download
class TestRecorder:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "facts").write_bytes(marshal.dumps(MODEL.facts()))
        return tmp_path

    @pytest.fixture
    def child(self, folder: Path) -> Child:
        """Runs code in a process of its own that is recorded in the folder."""

        def run(code: str, before: str = "") -> subprocess.CompletedProcess[str]:
            environment = {**os.environ, recorder.RECORD: str(folder)}
            command = [sys.executable, "-c", f"{before}\n{PRELUDE}\n{code}"]
            return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

        return run

    def test_a_process_looks_as_without_it(self, folder: Path) -> None:
        code = "import json, sys; print(json.dumps([sys.path, sorted(sys.modules), sys.flags, sys.argv]))"
        plain = {k: v for k, v in os.environ.items() if k != recorder.RECORD}
        hook, _, path = os.environ["PYTHONPATH"].partition(os.pathsep)
        assert Path(hook) == record.HOOK
        seen = []
        for environment in ({**plain, "PYTHONPATH": path}, {**os.environ, recorder.RECORD: str(folder)}):
            done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
            assert (done.returncode, done.stderr) == (0, "")
            seen.append(json.loads(done.stdout))
        assert seen[0][0] == seen[1][0]
        assert set(seen[1][1]) - set(seen[0][1]) <= {"recorder", "sitecustomize"}
        assert seen[0][2:] == seen[1][2:]
        assert not list(folder.glob("*.tsv"))

    def test_outcomes_and_callers(self, child: Child, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PJRT_ACCELERATOR", "0")  # which is not recorded
        done = child("""
client = pjrt.Client("xla_cpu_pjrt")
client.put(X).to_numpy()
abi = client.plugin.abi
abi.client_process_index(client._state.ptr)
for wrong in (lambda: client.device(99), client.create_event, lambda: client.compile("module {")):
    attempt(wrong)
""")
        assert done.returncode == 0, done.stderr
        seen = record.read(folder)
        assert set(seen) == {OLD}
        plugin = seen[OLD]
        assert plugin.version == "0.81"
        assert len(plugin.lacking) == 20
        assert plugin.of("PJRT_Client_Create") == {"OK"}
        assert plugin.of("PJRT_Buffer_Destroy") == {"OK"}, "also in a destructor"
        assert plugin.of("PJRT_Client_ProcessIndex") == set()
        assert plugin.of("PJRT_Client_ProcessIndex", "raw") == {"OK"}
        assert plugin.of("PJRT_Client_LookupDevice") == {"INVALID_ARGUMENT"}
        assert plugin.of("PJRT_Client_Compile") == {"UNKNOWN"}
        assert plugin.of("PJRT_Error_Message") == plugin.of("PJRT_Error_Destroy") == {"OK"}
        assert plugin.of("PJRT_Event_Create") == {"LACKS"}
        assert plugin.calls["PJRT_Client_Create"] == plugin.calls["PJRT_Client_Destroy"] == 1
        assert plugin.calls["PJRT_Error_Destroy"] == 2
        assert record.callbacks(folder) == set()

    def test_callbacks_by_their_c_type(self, child: Child, folder: Path) -> None:
        """Though ctypes makes one type of all that have the same signature."""
        done = child("""
import threading
from ctypes import c_void_p, cast
from pjrt._runtime import callbacks, host_transfers
called = threading.Event()
client = pjrt.Client("xla_cpu_pjrt")
client.put(X).ready.add_done_callback(lambda event: called.set())
assert called.wait(30)
prototype = type(host_transfers._FREE)
prototype(cast(host_transfers._FREE, c_void_p).value)(None, callbacks.keep("x", "y", lambda: None))
""")
        assert done.returncode == 0, done.stderr
        assert record.callbacks(folder) == {"PJRT_Event_OnReadyCallback", "PJRT_Chunk_deleter"}
        assert set(record.read(folder)) == {OLD}

    @pytest.mark.parametrize(
        ("end", "code"), [("os._exit(7)", 7), ("os.kill(os.getpid(), 9)", -signal.SIGKILL), ("os.abort()", -6)]
    )
    def test_a_process_that_ends_badly(self, child: Child, folder: Path, end: str, code: int) -> None:
        done = child(f"client = pjrt.Client('xla_cpu_pjrt')\n{end}")
        assert done.returncode == code
        plugin = record.read(folder)[OLD]
        assert plugin.of("PJRT_Client_Create") == {"OK"}
        assert not plugin.calls

    def test_a_fork(self, child: Child, folder: Path) -> None:
        done = child("""
pjrt.load("xla_cpu_pjrt").attributes
if os.fork() == 0:
    pjrt.Client("xla_cpu_pjrt")
    sys.exit(0)
os.wait()
""")
        assert done.returncode == 0, done.stderr
        plugin = record.read(folder)[OLD]
        assert plugin.of("PJRT_Client_Create") == {"OK"}
        assert plugin.calls["PJRT_Plugin_Attributes"] == plugin.calls["PJRT_Client_Create"] == 1, "each process its own"

    def test_a_table_that_a_test_made_up(self, child: Child, folder: Path) -> None:
        done = child("""
from ctypes import addressof, sizeof
from pjrt_abi.structs import PJRT_Api
from pjrt_abi.functions import Api
table = PJRT_Api()
table.struct_size = sizeof(PJRT_Api)
attempt(Api(addressof(table)).plugin_attributes)
""")
        assert done.returncode == 0, done.stderr
        assert record.read(folder) == {}

    def test_a_record_that_cannot_be_written(self, child: Child, folder: Path) -> None:
        done = child("client = pjrt.Client('xla_cpu_pjrt')", "import os, shutil, recorder; recorder._folder = '/none'")
        assert (done.returncode, "Traceback" in done.stderr) == (1, True), "no facts: the run would count nothing"
        done = child("import recorder; recorder._folder = '/none'\nclient = pjrt.Client('xla_cpu_pjrt')")
        assert done.returncode == 0, done.stderr
        assert record.read(folder) == {}

    def test_modules_that_are_imported_again(self, child: Child, folder: Path) -> None:
        done = child("""
for name in [m for m in sys.modules if m.partition('.')[0] in ("pjrt", "pjrt_abi")]:
    del sys.modules[name]
import pjrt
pjrt.Client("xla_cpu_pjrt")
""")
        assert done.returncode == 0, done.stderr
        assert record.read(folder)[OLD].of("PJRT_Client_Create") == {"OK"}


def seen(answered: str = "", refused: dict[str, str] | None = None, lacking: str = "", raw: str = "") -> Seen:
    """A plugin of which a run saw this: names without PJRT_, separated by blanks."""
    made = Seen("0.115", frozenset(f"PJRT_{name}" for name in lacking.split()))
    for name in answered.split():
        made.outcomes[f"PJRT_{name}"]["pjrt"].add("OK")
    for name, code in (refused or {}).items():
        made.outcomes[f"PJRT_{name}"]["pjrt"].add(code)
    for name in raw.split():
        made.outcomes[f"PJRT_{name}"]["raw"].add("OK")
    return made


def answering(but: str = "") -> Seen:
    """A plugin with every extension that answered all functions but this one."""
    made = seen(" ".join(name.removeprefix("PJRT_") for name in MODEL.names if name != but))
    made.chain = {extension.number: 2**20 for extension in MODEL.extensions}
    made.tables[recorder.BASE] = frozenset()
    for name in MODEL.tables.keys() - {but}:
        made.outcomes[name]["pjrt"].add("OK")
    return made


def table(*reasons: Reason, **plugins: Seen) -> Table:
    names = {"cpu": CPU, "old": OLD, "tpu": TPU}
    return Table(MODEL, {names[name]: plugin for name, plugin in plugins.items()}, reasons)


def whole() -> dict[str, Seen]:
    """A run in which everything was answered."""
    return {library: answering() for library in WITH_PYTHON}


def whole_table(run: dict[str, Seen], *reasons: Reason) -> Table:
    """Of such a run, with a façade for each extension."""
    return Table(MODEL, run, reasons, {extension.name: "somewhere" for extension in MODEL.extensions})


class TestCells:
    def cell(self, function: str, plugin: Seen, *reasons: Reason) -> str:
        return table(*reasons, cpu=plugin).cells[f"PJRT_{function}"][CPU].text

    def test_answered_once_is_answered(self) -> None:
        plugin = seen("Client_Create")
        plugin.outcomes["PJRT_Client_Create"]["pjrt"].add("INTERNAL")
        assert self.cell("Client_Create", plugin) == "answered"

    def test_only_errors(self) -> None:
        assert self.cell("Client_Create", seen(refused={"Client_Create": "NOT_FOUND"})) == "NOT_FOUND"

    def test_lacking_called_or_not(self) -> None:
        assert self.cell("Event_Create", seen(lacking="Event_Create")) == "lacks it"
        assert self.cell("Event_Create", seen(lacking="Event_Create", refused={"Event_Create": "LACKS"})) == "lacks it"

    def test_a_test_that_calls_the_raw_layer_does_not_count(self) -> None:
        called = seen("Client_Create", raw="Client_ProcessIndex")
        assert self.cell("Client_ProcessIndex", called) == "raw only"
        reason = Reason("PJRT_Client_ProcessIndex", "cpu", "because")
        assert self.cell("Client_ProcessIndex", called, reason) == "see below"

    def test_not_called(self) -> None:
        assert self.cell("Client_ProcessIndex", seen("Client_Create")) == "not called"

    @pytest.mark.parametrize(
        ("function", "expected"),
        [
            ("Client_Devices", "no Client"),
            ("Device_MemoryStats", "no Client"),
            ("AsyncHostToDeviceTransferManager_BufferCount", "no Client"),
            ("CopyToDeviceStream_TotalBytes", "no Client"),
            ("Executable_Name", "no Client or TopologyDescription"),
            ("TopologyDescription_Attributes", "no TopologyDescription"),
        ],
    )
    def test_what_is_wanting_is_named_where_it_begins(self, function: str, expected: str) -> None:
        plugin = seen(refused={"Client_Create": "NOT_FOUND", "TopologyDescription_Create": "UNIMPLEMENTED"})
        assert self.cell(function, plugin) == expected

    def test_a_borrowed_handle_cannot_be_destroyed(self) -> None:
        plugin = seen("Client_Create Client_TopologyDescription TopologyDescription_Attributes")
        assert self.cell("TopologyDescription_Attributes", plugin) == "answered"
        assert self.cell("TopologyDescription_Destroy", plugin) == "no TopologyDescription of its own"

    def test_a_reason(self) -> None:
        for plugin in ("*", "cpu", CPU):
            reason = Reason("PJRT_Client_Process*", plugin, "because")
            made = table(reason, cpu=seen("Client_Create"))
            assert made.cells["PJRT_Client_ProcessIndex"][CPU].note == reason


class TestProblems:
    def problems(self, *reasons: Reason, **plugins: Seen) -> list[str]:
        return list(table(*reasons, **plugins).problems())

    def test_none(self) -> None:
        assert list(whole_table(whole()).problems()) == []

    def test_a_function_that_nobody_calls(self) -> None:
        run = whole()
        for library in WITH_PYTHON:
            run[library] = answering("PJRT_Client_DmaMap")
        expected = "PJRT_Client_DmaMap: no façade reaches it on any plugin, and no reason is given"
        assert list(whole_table(run).problems()) == [expected]
        excused = whole_table(run, Reason("PJRT_Client_DmaMap", "*", "no plugin here has memory to map"))
        assert list(excused.problems()) == []
        assert not excused.reached("PJRT_Client_DmaMap")

    def test_a_function_that_one_plugin_is_not_asked(self) -> None:
        run = whole()
        run[TPU] = answering("PJRT_Client_DmaMap")
        expected = "PJRT_Client_DmaMap: no façade calls it on libtpu 0.115, and no reason is given"
        assert list(whole_table(run).problems()) == [expected]
        assert list(whole_table(run, Reason("PJRT_Client_DmaMap", "libtpu", "x")).problems()) == []

    def test_a_plugin_that_no_test_loads(self) -> None:
        run = whole()
        del run[TPU]
        assert "libtpu.so: no test loaded this plugin" in list(whole_table(run).problems())

    @pytest.mark.parametrize(
        ("reason", "expected"),
        [
            (
                Reason("PJRT_Client_DmaMap", "*", "x"),
                "PJRT_Client_DmaMap on *: stale: PJRT_Client_DmaMap on cpu 0.115: ",
            ),
            (Reason("PJRT_Nothing", "*", "x"), "PJRT_Nothing on *: no such function"),
            (Reason("PJRT_Client_DmaMap", "amiga", "x"), "PJRT_Client_DmaMap on amiga: no such plugin"),
        ],
    )
    def test_a_reason_that_does_not_hold(self, reason: Reason, expected: str) -> None:
        found = list(whole_table(whole(), reason).problems())
        assert any(line.startswith(f"reason for {expected}") for line in found)

    def test_a_reason_that_is_not_needed(self) -> None:
        reason = Reason("PJRT_Client_Devices", "cpu", "x")
        found = self.problems(reason, cpu=seen(refused={"Client_Create": "NOT_FOUND"}))
        assert "reason for PJRT_Client_Devices on cpu: superfluous: every cell says why by itself" in found

    def test_the_reasons_that_are_there(self) -> None:
        for reason in read_reasons():
            assert len(reason.why) > 20, reason


LEAKS: list[dict[str, Any]] = [
    {
        "kind": "buffer", "plugin": "cpu 0.115", "cycles": 10_000, "refused": refused, "kib": 4, "blocks": 7,
        "made": {"PJRT_Buffer": made}, "destroyed": {"PJRT_Buffer": 10_000},
    }
    for made, refused in ((10_000, 0), (10_001, 10_000))
]  # fmt: skip


class TestFigures:
    def test_leaks(self) -> None:
        text = leaks.markdown(LEAKS)
        assert "| buffer | 10,000 | 10,001 made, 10,000 destroyed, refused | 4 | 7 |" in text

    def test_what_a_run_called(self) -> None:
        run = table(cpu=seen("Client_Create"), tpu=seen("Client_Create"))
        run.seen[CPU].calls.update({"PJRT_Client_Create": 1_234, "PJRT_Client_Devices": 1})
        run.seen[TPU].calls["PJRT_Client_Create"] = 2
        calls, cycles = figures(run, LEAKS)
        assert calls == "1,237 C calls: 1,235 of cpu 0.115, 2 of libtpu 0.115"
        assert cycles.startswith("20,000 cycles of lives")
        assert figures(table(), [])[0] == "0 C calls"


class TestRecordOfARun:
    def made(self) -> Table:
        reason = Reason("PJRT_Client_ProcessIndex", "cpu", "nobody asks")
        plugins = {CPU: seen("Client_Create", {"Client_Devices": "INTERNAL"}, "Event_Create")}
        return Table(MODEL, plugins, (reason,), callbacks=frozenset(["PJRT_SendCallback", "PJRT_Chunk_deleter"]))

    def test_what_it_holds(self) -> None:
        data = exercised.data(self.made())
        assert data["api"] == MODEL.version
        assert data["plugins"][2] == {
            "id": CPU, "label": "cpu 0.115", "platform": "cpu", "api": "0.115", "real": True,
        }  # fmt: skip
        assert data["plugins"][-1]["real"] is False
        assert list(data["functions"]) == [*MODEL.names, *MODEL.tables]
        assert data["functions"]["PJRT_Client_Create"][CPU] == "answered"
        assert data["functions"]["PJRT_Client_Devices"][CPU] == "INTERNAL"
        assert data["functions"]["PJRT_Event_Create"][CPU] == "lacks it"
        assert data["functions"]["PJRT_Client_ProcessIndex"][CPU] == "see note"
        assert data["notes"] == {"PJRT_Client_ProcessIndex": {CPU: "nobody asks"}}
        assert data["callbacks"] == ["PJRT_Chunk_deleter", "PJRT_SendCallback"]

    def test_it_is_the_same_in_every_run(self) -> None:
        """However often something was called, and whatever it failed with besides."""
        one, other = self.made(), self.made()
        other.seen[CPU].calls["PJRT_Client_Create"] = 7
        other.seen[CPU].outcomes["PJRT_Client_Create"]["pjrt"].add("ABORTED")
        assert exercised.text(one) == exercised.text(other)

    def test_the_file(self) -> None:
        text = exercised.text(self.made())
        assert json.loads(text) == exercised.data(self.made())
        assert any(line.startswith(' "PJRT_Client_Create": {') for line in text.splitlines()), "a line a function"

    def test_a_record_that_is_not_of_this_run(self, tmp_path: Path) -> None:
        file, committed = tmp_path / "new" / "x.json", tmp_path / "exercised.json"
        made = whole_table(whole())
        problem, *drift = write_record(made, file, committed)
        assert problem == "generated/report/exercised.json is not what this run makes: run `make report` and commit it"
        assert drift[:2] == ["--- committed", "+++ made"]
        committed.write_text(file.read_text())
        assert write_record(made, file, committed) == []
        committed.write_text("of another run")
        assert write_record(made, committed, committed) == []

    def test_what_it_leaves_unexplained(self, tmp_path: Path) -> None:
        """Is a problem, be the record what is committed or not."""
        file, made = tmp_path / "x.json", self.made()
        found = write_record(made, file, file)
        assert found == list(made.problems())
        assert "libtpu.so: no test loaded this plugin" in found


def pytest_alone(*options: str) -> subprocess.CompletedProcess[str]:
    """pytest in a process that nobody records but itself."""
    environment = {key: value for key, value in os.environ.items() if key != recorder.RECORD}
    environment["PYTHONPATH"] = os.environ.get("PYTHONPATH", "").replace(str(record.HOOK), "").strip(os.pathsep)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, timeout=120)


@pytest.mark.parametrize("narrowed", [["tests/test_docs.py"], ["-k", "x"], ["-m", "slow"], ["--collect-only"]])
def test_the_record_is_of_a_whole_run(narrowed: list[str], tmp_path: Path) -> None:
    done = pytest_alone(f"--record={tmp_path / 'x.json'}", *narrowed)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "--record speaks of the whole run: leave out paths, -k, -m and the like" in done.stderr


def test_what_a_run_leaves_unexplained_fails_it(tmp_path: Path) -> None:
    """As one does whose tests are these few: all of them pass, and no plugin is loaded."""
    file = tmp_path / "x.json"
    done = pytest_alone(f"--record={file}", "-o", "testpaths=tests/codegen/test_names.py")
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert " passed" in done.stdout
    assert " failed" not in done.stdout
    assert "libtpu.so: no test loaded this plugin" in done.stdout
    assert "PJRT_Client_Devices: no façade reaches it on any plugin, and no reason is given" in done.stdout
    assert "generated/report/exercised.json is not what this run makes" in done.stdout
    assert "0 C calls" in done.stdout
    assert json.loads(file.read_text())["api"] == MODEL.version
