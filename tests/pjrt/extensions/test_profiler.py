"""The profiler: real plugins that have it, with programs compiled for hardware that is not here, and the reference."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import pjrt
from pjrt import testing, xspace
from pjrt.extensions import Profiler
from pjrt.extensions.profiler import DEFAULTS, ProfilerSession, serialized_options
from pjrt.protos import message
from pjrt.server import Served
from pjrt_abi.extensions.profiler_c_api import ProfilerApi
from tests.pjrt.programs import add

InChild = Callable[..., dict[str, Any]]
CONSUMING = ("PLUGIN_Profiler_Consume", "PLUGIN_Profiler_ConsumeResult_Destroy", "PLUGIN_Profiler_Serialize")


@pytest.fixture
def profiler(reference: pjrt.Client, served: Served) -> Iterator[Profiler]:
    """That of the reference plugin; in the end it has no session left."""
    yield reference.plugin.extension(Profiler)
    gc.collect()
    assert {kind: count for kind, count in served.live.items() if kind.startswith("PLUGIN") and count} == {}


def names(space: Any, plane: str = xspace.HOST) -> list[str]:
    """Those of all events of a plane."""
    (found,) = (p for p in space.planes if p.name == plane)
    return [found.event_metadata[event.metadata_id].name for line in found.lines for event in line.events]


def options(serialized: bytes) -> Any:
    return message("tensorflow.ProfileOptions").FromString(serialized)


# ------------------------------------------------------------- real plugins


@pytest.mark.download
def test_libtpu_notes_a_compilation(libtpu: pjrt.Plugin) -> None:
    topology = pjrt.Topology(libtpu, "v5e:2x2")
    profiler = libtpu.extension(Profiler)
    with profiler.session() as session:
        topology.compile(add())
    assert profiler.functions == {name: "" for name, *_ in ProfilerApi.SLOTS}
    space = session.collect()
    assert session.collect() == space, "asked for once"
    assert "XLA::TPU code generation" in names(space)
    assert {"/host:metadata", xspace.HOST} <= {plane.name for plane in space.planes}
    assert repr(session) == "<ProfilerSession of 'libtpu', collected>"
    session.close()

    session = profiler.session()
    with session:
        topology.compile(add())
    result = session.consume()
    consumed = result.serialize()
    assert "XLA::TPU code generation" in names(consumed)
    assert result.serialize() == consumed, "asked for once: libtpu refuses a second time"
    assert repr(result) == "<ProfilerResult of 'libtpu'>"
    session.close()


@pytest.mark.download
def test_libtpu_refuses_what_it_does_not_know(libtpu: pjrt.Plugin) -> None:
    session = libtpu.extension(Profiler).session(advanced_configuration={"tpu_trace_mode": "sideways"})
    with pytest.raises(pjrt.InvalidArgumentError, match=r"^PLUGIN_Profiler_Start: INVALID_ARGUMENT: .*tpu_trace_mode"):
        session.start()
    assert session.phase == "new"
    session.close()


@pytest.mark.download
def test_somebody_else_profiles(libtpu: pjrt.Plugin) -> None:
    """As a framework in the same process may."""
    profiler = libtpu.extension(Profiler)
    other = profiler.api.profiler_create(serialized_options({}))
    profiler.api.profiler_start(other)
    try:
        with pytest.raises(pjrt.UnavailableError, match=r"PLUGIN_Profiler_Start: .*already underway"):
            profiler.session().start()
    finally:
        profiler.api.profiler_stop(other)
        profiler.api.profiler_destroy(other)
    with profiler.session() as session:
        assert session.phase == "started"


@pytest.mark.download
def test_cuda_notes_a_compilation(cuda: pjrt.Plugin, h100: Callable[[str], pjrt.Topology]) -> None:
    profiler = cuda.extension(Profiler)
    assert not any(map(profiler.has, CONSUMING))
    with profiler.session() as session:
        h100("1x1x1").compile(add())
    with pytest.raises(pjrt.UnsupportedError, match=r"PLUGIN_Profiler_Consume: .*\(API 0\.\d+\) .*NULL"):
        session.consume()
    assert "PTX->CUBIN" in names(session.collect())


@pytest.mark.download
def test_a_level_of_zero_notes_no_host(libtpu: pjrt.Plugin) -> None:
    with libtpu.extension(Profiler).session(host_tracer_level=0) as session:
        pjrt.Topology(libtpu, "v5e:2x2")
    assert xspace.HOST not in {plane.name for plane in session.collect().planes}


@pytest.mark.download
@pytest.mark.slow
def test_tenstorrent_makes_none_without_a_device() -> None:
    profiler = pjrt.load("libtt").extension(Profiler)
    assert not any(map(profiler.has, CONSUMING))
    with pytest.raises(pjrt.PjrtError, match=r"no error was returned, but PLUGIN_Profiler_Create\.profiler is NULL"):
        profiler.session()


@pytest.mark.download
@pytest.mark.parametrize("name", ["libtpu", "xla_cuda13"])
def test_steps_out_of_order_reach_no_real_plugin(name: str) -> None:
    profiler = pjrt.load(name).extension(Profiler)
    session, other = profiler.session(), profiler.session()
    for step in (session.stop, session.collect, session.consume):
        with pytest.raises(pjrt.FailedPreconditionError, match="this profile is new, and not st"):
            step()
    session.start()
    with pytest.raises(pjrt.FailedPreconditionError, match="is being profiled already"):
        other.start()
    session.close()
    with other:
        assert other.phase == "started"
    other.close()


@pytest.mark.download
def test_a_process_may_end_in_the_middle(in_child: InChild) -> None:
    report = in_child("""
session = pjrt.load("libtpu").extension(pjrt.extensions.Profiler).session()
session.start()
if pid := os.fork():
    report["child"] = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
else:
    kind, text = attempt(session.stop)
    del session
    os._exit(0 if kind == "ClosedError" and "fork" in text else 1)
""")
    assert report == {"child": 0}


# ------------------------------------------------------------------- sessions


def test_a_session_in_its_steps(profiler: Profiler, reference: pjrt.Client) -> None:
    session = profiler.session()
    assert session.phase == "new"
    session.start()
    _ = reference.devices[0].kind
    session.stop()
    assert session.phase == "stopped"
    space = session.collect()
    assert names(space)[-2:] == ["PJRT_DeviceDescription_Kind", "PLUGIN_Profiler_Stop"]
    assert session.collect_bytes().endswith(b"\0")
    assert {p.name for p in space.planes} == {xspace.HOST, "/device:CUSTOM:reference"}
    with pytest.raises(pjrt.FailedPreconditionError, match="start: this profile is collected, and not new"):
        session.start()
    with pytest.raises(pjrt.FailedPreconditionError, match="consume: this profile is collected, and not stopped"):
        session.consume()


@pytest.mark.parametrize(
    ("taken", "step", "phase"),
    [
        ([], "stop", "new"),
        ([], "collect", "new"),
        ([], "consume", "new"),
        (["start"], "start", "started"),
        (["start"], "collect", "started"),
        (["start", "stop"], "start", "stopped"),
        (["start", "stop"], "stop", "stopped"),
        (["start", "stop", "consume"], "collect", "consumed"),
        (["start", "stop", "consume"], "consume", "consumed"),
    ],
)
def test_steps_out_of_order(profiler: Profiler, served: Served, taken: list[str], step: str, phase: str) -> None:
    session = profiler.session()
    for name in taken:
        getattr(session, name)()
    seen: list[str] = []
    served.add_hook(lambda view: seen.append(view.name))
    with pytest.raises(pjrt.FailedPreconditionError, match=f"this profile is {phase}, and not "):
        getattr(session, step)()
    assert seen == [], "C never saw it"


@pytest.mark.parametrize("step", ["start", "stop", "collect", "consume"])
def test_nothing_after_the_end(profiler: Profiler, step: str) -> None:
    session = profiler.session()
    session.close()
    session.close()
    assert session.phase == "closed"
    with pytest.raises(pjrt.ClosedError, match="this ProfilerSession was closed"):
        getattr(session, step)()


def test_closing_ends_what_was_consumed(profiler: Profiler, served: Served) -> None:
    session = profiler.session()
    with session:
        pass
    result = session.consume()
    session.close()
    assert served.live.get("PLUGIN_Profiler_ConsumeResult", 0) == 0
    with pytest.raises(pjrt.ClosedError):
        result.serialize()


def test_a_result_keeps_its_session(profiler: Profiler) -> None:
    session = profiler.session()
    with session:
        pass
    result = session.consume()
    del session
    gc.collect()
    assert names(result.serialize()) == ["PLUGIN_Profiler_Stop"]


def test_a_dropped_session_is_stopped(profiler: Profiler, served: Served) -> None:
    seen: list[str] = []
    served.add_hook(lambda view: seen.append(view.name))
    session = profiler.session()
    session.start()
    del session
    gc.collect()
    assert seen[-2:] == ["PLUGIN_Profiler_Stop", "PLUGIN_Profiler_Destroy"]
    with profiler.session() as other:
        assert other.phase == "started"


def test_one_runs_at_a_time(profiler: Profiler) -> None:
    first, second = profiler.session(), profiler.session()
    with first, pytest.raises(pjrt.FailedPreconditionError, match="Reference is being profiled already"):
        second.start()
    with second:
        assert first.phase == "stopped"


def test_a_step_in_another_thread(profiler: Profiler, served: Served) -> None:
    session = profiler.session()
    inside, go = threading.Event(), threading.Event()

    def wait(view: Any) -> None:
        if view.name == "PLUGIN_Profiler_Start":
            inside.set()
            assert go.wait(20)

    served.add_hook(wait)
    thread = threading.Thread(target=session.start)
    thread.start()
    assert inside.wait(20)
    for step in (session.start, session.stop, session.close):
        with pytest.raises(pjrt.FailedPreconditionError, match=r"this profile is in start\(\) of another thread"):
            step()
    go.set()
    thread.join()
    session.stop()


def test_what_the_plugin_fails_with() -> None:
    faults = [f"PLUGIN_Profiler_{name}:1=UNAVAILABLE" for name in ("Start", "Stop", "CollectData")]
    served = testing.reference(faults=faults)
    session = pjrt.load(served).extension(Profiler).session()
    for step, then in ((session.start, "started"), (session.stop, "stopped"), (session.collect, "collected")):
        before = session.phase
        with pytest.raises(pjrt.UnavailableError, match="PLUGIN_Profiler_"):
            step()
        assert session.phase == before
        step()
        assert session.phase == then


def test_an_error_of_the_body_stays() -> None:
    served = testing.reference(faults=["PLUGIN_Profiler_Stop:1=UNAVAILABLE"])
    with pytest.raises(KeyError) as caught, pjrt.load(served).extension(Profiler).session():
        raise KeyError("the body's")
    assert "the profile could not be stopped: PLUGIN_Profiler_Stop" in caught.value.__notes__[0]


def test_bytes_that_are_no_profile() -> None:
    with pytest.raises(pjrt.DataLossError, match=r"^PLUGIN_Profiler_X: .*4 bytes are no tensorflow\.profiler\.XSpace"):
        xspace.parse(b"\xff\xff\xff\xff", "PLUGIN_Profiler_X")
    assert xspace.parse(b"\0") == xspace.new()


# -------------------------------------------------------------------- options


def test_options() -> None:
    asked = options(serialized_options({}))
    assert {name: getattr(asked, name) for name in DEFAULTS} == DEFAULTS
    asked = options(
        serialized_options(
            {
                "host_tracer_level": 3,
                "device_type": "TPU",
                "session_id": "x",
                "trace_options": {"host_traceme_filter_mask": 2**64 - 1},
                "advanced_configuration": {"a": "text", "b": True, "c": -7},
            }
        )
    )
    assert (asked.host_tracer_level, asked.DeviceType.Name(asked.device_type), asked.session_id) == (3, "TPU", "x")
    assert asked.trace_options.host_traceme_filter_mask == 2**64 - 1
    kinds = {key: value.WhichOneof("value") for key, value in asked.advanced_configuration.items()}
    assert kinds == {"a": "string_value", "b": "bool_value", "c": "int64_value"}


@pytest.mark.parametrize(
    ("wrong", "error", "text"),
    [
        ({"host_tracer_levle": 1}, ValueError, "host_tracer_levle: .*did you mean host_tracer_level"),
        ({"host_tracer_level": "2"}, TypeError, "host_tracer_level: expected an int, got '2'"),
        ({"host_tracer_level": True}, TypeError, "host_tracer_level: expected an int"),
        ({"host_tracer_level": -1}, ValueError, "host_tracer_level: "),
        ({"enable_hlo_proto": 1}, TypeError, "enable_hlo_proto: expected a bool"),
        ({"device_type": "XPU"}, ValueError, "device_type: DeviceType has no 'XPU'"),
        ({"advanced_configuration": {"a": 1.5}}, TypeError, r"advanced_configuration\['a'\]: expected one of a str"),
        ({"advanced_configuration": {"a": 2**63}}, ValueError, r"advanced_configuration\['a'\]: "),
        ({"advanced_configuration": 3}, TypeError, "advanced_configuration: expected a dict"),
    ],
)
def test_wrong_options(profiler: Profiler, wrong: dict[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        profiler.session(**wrong)


@pytest.mark.download
def test_what_has_no_profiler(plugin: str) -> None:
    assert not Profiler.supported(plugin)
    with pytest.raises(pjrt.UnsupportedError, match="has no extension Profiler; it has"):
        pjrt.load(plugin).extension(Profiler)


def test_an_extension_without_a_table() -> None:
    from pjrt_abi.server.profiler import ProfilerServer

    plugin = pjrt.load(testing.reference(extensions=[ProfilerServer()]))
    assert Profiler.supported(plugin)
    with pytest.raises(pjrt.UnsupportedError, match="the extension Profiler of Reference has no table of functions"):
        plugin.extension(Profiler)


def test_names_of_functions(profiler: Profiler) -> None:
    assert profiler.has("PLUGIN_Profiler_Consume")
    assert list(profiler.functions) == [name for name, *_ in ProfilerApi.SLOTS]
    assert repr(profiler) == "<Profiler of 'Reference'>"
    with pytest.raises(ValueError, match="did you mean PLUGIN_Profiler_Consume"):
        profiler.has("PLUGIN_Profiler_Consumes")


def test_sessions_are_pinned(profiler: Profiler) -> None:
    import copy

    session = profiler.session()
    assert isinstance(session, ProfilerSession)
    with pytest.raises(TypeError, match="cannot be copied"):
        copy.copy(session)
