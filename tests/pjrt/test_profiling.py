"""`pjrt.profile` and `pjrt.annotate`: what ends up in the files, whatever goes wrong."""

from __future__ import annotations

import asyncio
import gc
import gzip
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt import chrome_trace, testing, xspace
from tests.pjrt.programs import add

InChild = Callable[..., dict[str, Any]]
DEVICE = "/device:CUSTOM:reference"


def lines(profile: Any, plane: str = xspace.HOST) -> dict[str, list[str]]:
    """The names of events by the name of their line."""
    found = next(p for p in profile.xspace.planes if p.name == plane)
    return {line.name: [found.event_metadata[e.metadata_id].name for e in line.events] for line in found.lines}


def trace(profile: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(gzip.decompress(profile.paths[1].read_bytes()))
    return read


def reference(**knobs: Any) -> pjrt.Plugin:
    return pjrt.load(testing.reference(**knobs))


# -------------------------------------------------------------------- profiles


def test_the_whole(tmp_path: Path) -> None:
    with pjrt.Client(testing.reference()) as client, pjrt.profile(tmp_path, client.plugin) as profile:
        x = client.put(np.arange(4, dtype=np.float32))
        with pjrt.annotate("read back", step_num=7):
            x.to_numpy()
        del x
    events = [name for names in lines(profile).values() for name in names]
    assert {"PJRT_Client_BufferFromHostBuffer", "read back", "PLUGIN_Profiler_Stop"} <= set(events)
    whole, chrome = profile.paths
    assert xspace.parse(whole.read_bytes()) == profile.xspace
    (run,) = (tmp_path / "plugins" / "profile").iterdir()
    assert whole.parent == run
    (host,) = profile.xspace.hostnames
    assert sorted(os.listdir(run)) == [f"{host}.trace.json.gz", f"{host}.xplane.pb"]
    (annotated,) = (e for e in trace(profile)["traceEvents"] if e["name"] == "read back")
    assert annotated["args"] == {"step_num": 7}
    assert annotated["dur"] > 0
    assert chrome.read_bytes() == chrome_trace.compress(profile.xspace)
    assert repr(profile) == f"<Profile of Reference, {run}>"


@pytest.mark.download
def test_two_plugins_at_once(tmp_path: Path) -> None:
    """Libtpu's and CUDA's compilers, as far as they go without hardware."""
    from tests.pjrt.test_no_hardware import H100

    tpu = pjrt.Topology("libtpu", "v5e:2x2")
    gpu = pjrt.Topology("xla_cuda13", options={"topology": "1x1x1", "target_config": H100})
    with pjrt.profile(tmp_path, ["libtpu", "xla_cuda13"]) as profile, pjrt.annotate("both"):
        tpu.compile(add())
        gpu.compile(add())
    events = {name for names in lines(profile).values() for name in names}
    assert {"XLA::TPU code generation", "PTX->CUBIN", "both"} <= events
    planes = [plane.name for plane in profile.xspace.planes]
    assert planes.count(xspace.HOST) == planes.count("/host:metadata") == 1
    assert any("XLA::TPU code generation" in e["name"] for e in trace(profile)["traceEvents"])
    here = next(names for name, names in lines(profile).items() if name.endswith(f"/{threading.get_native_id()}"))
    assert "both" in here
    assert len(here) > 100, "libtpu's events of this thread are in the same line"


@pytest.mark.download
@pytest.mark.slow
def test_every_loaded_plugin(in_child: InChild, tmp_path: Path) -> None:
    report = in_child(
        """
from pathlib import Path
from pjrt import testing
folder = Path(sys.argv[1])
report["nothing"] = attempt(lambda: pjrt.profile(folder))
pjrt.load("cpu")
report["cpu only"] = attempt(lambda: pjrt.profile(folder))
report["cpu"] = attempt(lambda: pjrt.profile(folder, "cpu"))
pjrt.load("libtt")
report["tt only"] = attempt(pjrt.profile(folder).__enter__)
report["left"] = len(list((folder / "plugins" / "profile").iterdir()))
served = [testing.reference(), testing.reference()]
one, other = [pjrt.Client(each) for each in served]
with pjrt.profile(folder) as profile:
    report["again"] = attempt(pjrt.profile(folder, one.plugin).__enter__)
    one.put(X), other.put(X)
report["warnings"], report["profile"] = list(profile.xspace.warnings), repr(profile)
report["runs"] = len(list((folder / "plugins" / "profile").iterdir()))
report["live"] = [{k: n for k, n in each.live.items() if k.startswith("PLUGIN") and n} for each in served]
(host,) = [p for p in profile.xspace.planes if p.name == "/host:CPU"]
report["puts"] = sum(host.event_metadata[e.metadata_id].name == "PJRT_Client_BufferFromHostBuffer"
                     for line in host.lines for e in line.events)
""",
        str(tmp_path),
    )
    for case, names in (("nothing", "none is loaded"), ("cpu only", "fastatomstruct_xla_cpu")):
        assert report[case][0] == "UnsupportedError"
        assert f"no loaded plugin has the extension Profiler ({names})" in report[case][1]
        assert "plugin=[]" in report[case][1]
    assert report["cpu"][0] == "UnsupportedError"
    assert report["tt only"][0] == "PjrtError"
    assert "profiler is NULL" in report["tt only"][1]
    assert report["left"] == 0, "what did not start leaves no folder"
    assert report["again"][0] == "FailedPreconditionError"
    assert "Reference is being profiled already" in report["again"][1]
    (warning,) = report["warnings"]
    assert warning.startswith("libtt was left out: ")
    assert report["profile"].startswith("<Profile of Reference, Reference, ")
    assert (report["runs"], report["live"], report["puts"]) == (1, [{}, {}], 2)


@pytest.mark.download
def test_annotations_alone(client: pjrt.Client, tmp_path: Path) -> None:
    """Plugins without a profiler, such as XLA:CPU, can be annotated all the same."""
    with pjrt.profile(tmp_path, []) as profile, pjrt.annotate("outer"), pjrt.annotate("inner"):
        client.put(np.zeros(4)).block_until_ready()
    (names,) = lines(profile).values()
    assert names == ["outer", "inner"]
    assert repr(profile).startswith("<Profile of annotations, ")


def test_times(tmp_path: Path) -> None:
    """Lines count from the profile's start, which viewers find in a plane of its own; traces begin at 0."""
    with pjrt.profile(tmp_path, []) as profile, pjrt.annotate("a"):
        threading.Event().wait(0.002)
    host, session = profile.xspace.planes
    assert session.name == "Task Environment"
    start, stop = (stat.uint64_value for stat in session.stats)
    (line,) = host.lines
    assert 0 <= line.timestamp_ns <= stop - start
    assert line.events[0].duration_ps >= 2_000_000_000
    (event,) = (e for e in trace(profile)["traceEvents"] if e["ph"] == "X")
    assert event["ts"] == 0
    assert event["dur"] == line.events[0].duration_ps / 1e6
    assert int(trace(profile)["otherData"]["start_ns"]) == start + line.timestamp_ns


def test_options_reach_the_plugin(tmp_path: Path) -> None:
    plugin = reference()
    with pjrt.profile(tmp_path, plugin, host_tracer_level=0) as profile:
        _ = plugin.abi.plugin_attributes()
    assert [plane.name for plane in profile.xspace.planes if plane.name in (xspace.HOST, DEVICE)] == [DEVICE]


def test_names_of_run_and_host(tmp_path: Path) -> None:
    names = {"session_id": "one", "override_hostname": "here"}
    with pjrt.profile(tmp_path, [], **names) as profile:
        assert not any(profile._folder.iterdir())
    run = tmp_path / "plugins" / "profile" / "one"
    assert profile.paths == (run / "here.xplane.pb", run / "here.trace.json.gz")
    with pjrt.profile(tmp_path, [], **names | {"override_hostname": "there"}):
        assert len(list(run.iterdir())) == 2
    with pytest.raises(FileExistsError, match="dir: no profile can be written"):
        pjrt.profile(tmp_path, [], **names).__enter__()
    assert len(list(run.iterdir())) == 4


def test_runs_of_one_second(tmp_path: Path) -> None:
    for _ in range(3):
        with pjrt.profile(tmp_path, []):
            gc.collect(0)
    assert len(list(tmp_path.glob("plugins/profile/*/*.xplane.pb"))) == 3


# ------------------------------------------------------------- what goes wrong


def test_an_error_of_the_body(tmp_path: Path) -> None:
    plugin = reference()
    with pytest.raises(KeyError) as caught, pjrt.profile(tmp_path, plugin) as profile, pjrt.annotate("broken"):
        raise KeyError("the body's")
    assert not hasattr(caught.value, "__notes__")
    assert list(lines(profile).values()) == [["broken", "PLUGIN_Profiler_Stop"]]
    assert all(path.stat().st_size for path in profile.paths)


@pytest.mark.parametrize("step", ["Stop", "CollectData", "Destroy"])
def test_an_error_of_the_plugin(tmp_path: Path, step: str) -> None:
    plugins = [reference(faults=[f"PLUGIN_Profiler_{step}:1+=UNAVAILABLE"]), reference()]
    profile = pjrt.profile(tmp_path, plugins)
    with pytest.raises(pjrt.UnavailableError, match=f"PLUGIN_Profiler_{step}"), profile:
        plugins[1].abi.plugin_attributes()
    assert "PJRT_Plugin_Attributes" in [name for names in lines(profile).values() for name in names]
    assert f"PLUGIN_Profiler_{step}" in profile.xspace.errors[0]
    assert trace(profile)["otherData"]["errors"] == list(profile.xspace.errors)


def test_errors_of_both(tmp_path: Path) -> None:
    faults = ["PLUGIN_Profiler_Stop:1+=UNAVAILABLE"]
    with (
        pytest.raises(KeyError) as caught,
        pjrt.profile(tmp_path, [reference(faults=faults), reference(faults=faults)]),
    ):
        raise KeyError("the body's")
    notes = caught.value.__notes__
    assert len(notes) >= 2
    assert all(note.startswith("pjrt.profile: PLUGIN_Profiler_Stop") for note in notes)


def test_one_that_does_not_start_stops_the_others(tmp_path: Path) -> None:
    fine, broken = reference(), reference(faults=["PLUGIN_Profiler_Start:1=UNAVAILABLE"])
    profile = pjrt.profile(tmp_path, [fine, broken])
    with pytest.raises(pjrt.UnavailableError, match="PLUGIN_Profiler_Start"):
        profile.__enter__()
    assert not any((tmp_path / "plugins" / "profile").iterdir())
    with pytest.raises(pjrt.FailedPreconditionError, match="was used already"):
        profile.__enter__()
    with pjrt.profile(tmp_path, [fine, broken]):
        assert any((tmp_path / "plugins" / "profile").iterdir())


def test_two_of_one_plugin(tmp_path: Path) -> None:
    plugin = reference()
    with pjrt.profile(tmp_path, plugin) as first:
        with pytest.raises(pjrt.FailedPreconditionError, match="Reference is being profiled already"):
            pjrt.profile(tmp_path, plugin).__enter__()
        with pytest.raises(pjrt.FailedPreconditionError, match="has not ended"):
            _ = first.xspace
        with pytest.raises(pjrt.FailedPreconditionError, match="has not ended"):
            _ = first.paths
    with pytest.raises(pjrt.FailedPreconditionError, match="was used already"):
        first.__enter__()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    served = testing.reference()
    profile = pjrt.profile(tmp_path / "file", served)
    with pytest.raises(OSError, match="dir: no profile can be written: ") as caught:
        profile.__enter__()
    assert str(tmp_path / "file") in str(caught.value)
    assert not [kind for kind in served.live if kind.startswith("PLUGIN")], "nothing was started"
    (tmp_path / "file").unlink()
    with profile:
        assert served.live["PLUGIN_Profiler"] == 1


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="dir: no profile can be written: File name too long"):
        pjrt.profile(tmp_path, [], override_hostname="x" * 300).__enter__()
    assert not any((tmp_path / "plugins" / "profile").iterdir())


def test_files_that_cannot_be_written_in_the_end(tmp_path: Path) -> None:
    plugin = reference()
    with pytest.raises(FileNotFoundError), pjrt.profile(tmp_path, plugin) as profile:
        profile._folder.rmdir()
    assert profile.paths == ()
    assert lines(profile), "the data is there all the same"


@pytest.mark.parametrize(
    ("arguments", "options", "error", "text"),
    [
        ((3,), {}, TypeError, "dir: expected a path, got 3"),
        (("x", 3), {}, TypeError, "plugin: expected a plugin, a name, a path, or several, got 3"),
        (("x", [3]), {}, TypeError, "plugin: expected a name, a path or a Plugin, got 3"),
        (("x", []), {"host_tracer_level": "1"}, TypeError, "host_tracer_level: expected an int"),
        (("x", []), {"levels": 1}, ValueError, "levels: ProfileOptions has no such field"),
        (("x", []), {"session_id": "a/b"}, ValueError, "session_id: expected what can be the name of a file"),
        (("x", []), {"override_hostname": ".."}, ValueError, "override_hostname: expected what can be the name"),
        (("x", []), {"session_id": 3}, TypeError, "session_id: expected a str"),
    ],
)
def test_wrong_arguments(
    arguments: tuple[Any, ...], options: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        pjrt.profile(*arguments, **options)


# ----------------------------------------------------------------- annotations


def test_every_thread_has_its_line(tmp_path: Path) -> None:
    step = pjrt.annotate("step")
    together = threading.Barrier(3)

    def work() -> None:
        together.wait(20)
        for _ in range(3):
            with step, step:
                together.wait(20)

    threads = [threading.Thread(target=work, name=f"worker {n}") for n in range(3)]
    with pjrt.profile(tmp_path, []) as profile:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    seen = lines(profile)
    assert sorted(name.partition("/")[0] for name in seen) == ["worker 0", "worker 1", "worker 2"]
    assert all(names == ["step"] * 6 for names in seen.values())
    assert step._begun == {}


def test_decorated_functions(tmp_path: Path) -> None:
    @pjrt.annotate("plain", level=1)
    def plain(n: int) -> int:
        "Counts down."
        return plain(n - 1) if n else 5

    @pjrt.annotate("later")
    async def later() -> int:
        await asyncio.sleep(0)
        return 6

    with pjrt.profile(tmp_path, []) as profile:
        assert plain(2) == 5
        assert asyncio.run(later()) == 6
    assert (plain.__name__, plain.__doc__) == ("plain", "Counts down.")
    (names,) = lines(profile).values()
    assert names == ["plain"] * 3 + ["later"]


def test_what_goes_on_at_the_end(tmp_path: Path) -> None:
    before, during = pjrt.annotate("before"), pjrt.annotate("during")
    before.__enter__()
    with pjrt.profile(tmp_path, []) as profile:
        during.__enter__()
        before.__exit__(None, None, None)
    during.__exit__(None, None, None)
    (names,) = lines(profile).values()
    assert names == ["during"], "cut at the end of the profile; what began before it is not in it"
    (event,) = (e for e in trace(profile)["traceEvents"] if e["ph"] == "X")
    assert event["dur"] > 0


def test_stats_of_all_types(tmp_path: Path) -> None:
    stats = {"a": "text", "b": 1.5, "c": -3, "d": True, "e": b"xyz", "f": 2**64 - 1, "g": np.int32(4), "h": 2**63 - 1}
    with pjrt.profile(tmp_path, []) as profile, pjrt.annotate("all", **stats, i=np.float32(0.5), j="\udc80"):
        gc.collect(0)
    (event,) = profile.xspace.planes[0].lines[0].events
    kinds = [stat.WhichOneof("value") for stat in event.stats]
    integer = "int64_value"
    assert kinds == [
        "str_value", "double_value", integer, integer, "bytes_value", "uint64_value", integer, integer, "double_value",
        "str_value",
    ]  # fmt: skip
    (shown,) = (e["args"] for e in trace(profile)["traceEvents"] if e["name"] == "all")
    assert shown == {
        "a": "text", "b": 1.5, "c": -3, "d": 1, "e": "3 bytes", "f": str(2**64 - 1), "g": 4, "h": str(2**63 - 1),
        "i": 0.5, "j": "\\udc80",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "stats", "error", "text"),
    [
        (3, {}, TypeError, "name: expected a str, got 3"),
        ("x", {"a": [1]}, TypeError, r"a: expected a str, bytes, int, float or bool, got \[1\]"),
        ("x", {"a": 2**64}, ValueError, f"a: {2**64} does not fit 64 bits"),
    ],
)
def test_wrong_annotations(name: Any, stats: dict[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        pjrt.annotate(name, **stats)


def test_annotations_outside_of_profiles() -> None:
    step = pjrt.annotate("step", n=1)
    with step as entered:
        assert entered is step
        assert step._begun == {}
    assert repr(step) == "annotate('step', n=1)"
    with pytest.raises(TypeError, match="function: expected a function, got 5"):
        step(5)  # type: ignore[type-var]


def test_profile_and_annotate_are_imported_late(in_child: InChild) -> None:
    report = in_child("""
report["before"] = [name for name in sys.modules if name in ("pjrt.profiling", "pjrt.annotation", "pjrt.xspace")]
pjrt.annotate("x")
report["annotated"] = [name for name in sys.modules if name in ("pjrt.profiling", "google.protobuf")]
""")
    assert report == {"before": [], "annotated": []}
