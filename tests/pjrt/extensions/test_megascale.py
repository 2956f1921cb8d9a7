"""Megascale, on libtpu as far as it goes without TPUs, and on the reference plugin."""

from __future__ import annotations

import gc
import sys
from typing import Any

import pytest

import pjrt
from pjrt.extensions import Megascale
from pjrt.extensions.megascale import Processes
from pjrt.server import Served

HERE = Processes(["127.0.0.1:8476"])
FAILED = pjrt.InternalError("a launch failed")


@pytest.fixture(scope="module")
def tpus(libtpu: pjrt.Plugin) -> Megascale:
    return libtpu.extension(Megascale)


@pytest.fixture
def megascale(reference: pjrt.Client) -> Megascale:
    return reference.plugin.extension(Megascale)


class Message:
    """What stands for a protobuf message."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def SerializeToString(self) -> bytes:
        return self.content


class TestConfigurations:
    def test_on_each_tpu(self, tpus: Megascale, tpu: pjrt.Topology) -> None:
        config = tpus.aot_config(tpu, 2)
        assert config.devices_per_slice == {0: len(tpu.devices), 1: len(tpu.devices)}
        where = [tpus.slice_device(number) for number in config.device_ids[1]]
        assert where == [(1, device.id) for device in tpu.devices]

    def test_with_a_context(self, tpus: Megascale, libtpu: pjrt.Plugin) -> None:
        topology = pjrt.Topology(libtpu, "v5e:2x2")
        config = tpus.multi_slice_config(topology, 2, context=tpus.context(), slice_id=1, dcn_topology=Message(b""))
        gc.collect()
        assert (config.num_slices, config.slice_id) == (2, 1)
        for name in ("endpoint_addresses", "dcn_topology"):
            with pytest.raises(pjrt.InternalError, match=f"Failed to parse megascale .* proto from {name}"):
                tpus.multi_slice_config(topology, 2, context=tpus.context(), **{name: b"\xff\xff"})

    def test_reference(self, megascale: Megascale, reference: pjrt.Client, served: Served) -> None:
        """The configuration keeps its context."""
        config = megascale.multi_slice_config(reference.topology, 2, context=megascale.context(), slice_id=1)
        gc.collect()
        assert (config.slice_id, served.live["PJRT_Megascale_ClientContext"]) == (1, 1)
        del config
        gc.collect()
        assert not {"PJRT_Megascale_ClientContext", "PJRT_MultiSlice_Config"} & set(served.live)

    @pytest.mark.parametrize(
        ("number", "error"), [(0, ValueError), (-1, ValueError), (2**31 - 1, ValueError), ("2", TypeError)]
    )
    def test_wrong_numbers(self, tpus: Megascale, libtpu: pjrt.Plugin, number: Any, error: type[Exception]) -> None:
        """libtpu would take minutes and all memory for the largest."""
        with pytest.raises(error, match=r"^num_slices: "):
            tpus.aot_config(pjrt.Topology(libtpu, "v5e:2x2"), number)

    def test_wrong_places(self, megascale: Megascale, reference: pjrt.Client, tpus: Megascale) -> None:
        context = megascale.context()
        for wrong, error in [
            ({"slice_id": 2}, ValueError),
            ({"slice_id": -1}, ValueError),
            ({"host_id": -1}, ValueError),
            ({"host_id": None}, TypeError),
            ({"dcn_topology": 5}, TypeError),
            ({"context": None}, TypeError),
            ({"context": tpus.context()}, ValueError),
        ]:
            with pytest.raises(error, match=f"^{next(iter(wrong))}: "):
                megascale.multi_slice_config(reference.topology, 2, **{"context": context, **wrong})
        with pytest.raises(ValueError, match=r"^topology: .* is not of the plugin"):
            tpus.aot_config(reference.topology, 2)

    def test_ids(self, tpus: Megascale, megascale: Megascale) -> None:
        for extension in (tpus, megascale):
            number = extension.megascale_id(5, 7)
            assert extension.slice_device(number) == (5, 7)
        with pytest.raises(pjrt.OutOfRangeError, match="SliceId should be a positive quantity"):
            tpus.megascale_id(-1, 0)
        with pytest.raises(pjrt.OutOfRangeError, match="below minimum value"):
            tpus.slice_device(0)
        with pytest.raises(ValueError, match=r"^slice_id: 2147483648 does not fit 32 bits"):
            tpus.megascale_id(2**31, 0)


class TestContexts:
    def test_libtpu(self, tpus: Megascale) -> None:
        """This build's Initialize wants a larger struct than any header that is known; the rest waits for it."""
        context = tpus.context()
        assert repr(context) == "<ClientContext of 'libtpu'>"
        with pytest.raises(pjrt.InvalidArgumentError, match="Initialize_Args size: expected 32, got 16"):
            context.initialize()
        with pytest.raises(pjrt.FailedPreconditionError, match="must be called before megascale_port"):
            _ = context.port
        with pytest.raises(pjrt.FailedPreconditionError, match="must be called before CancelLaunchId"):
            context.unblock_pending_work(1, 0.5)

    def test_reference(self, megascale: Megascale, reference: pjrt.Client, served: Served) -> None:
        for context in (megascale.context(), megascale.context(reference)):
            with pytest.raises(pjrt.FailedPreconditionError):
                _ = context.port
            context.initialize()
            assert context.port == 8080
            context.unblock_pending_work(7, 0.25)
        del context
        gc.collect()
        assert "PJRT_Megascale_ClientContext" not in served.live

    def test_wrong(self, megascale: Megascale, tpus: Megascale, reference: pjrt.Client) -> None:
        context = megascale.context()
        with pytest.raises(ValueError, match=r"^expire_after: "):
            context.unblock_pending_work(1, -1)
        with pytest.raises(TypeError, match=r"^expire_after: "):
            context.unblock_pending_work(1, "1")  # type: ignore[arg-type]
        with pytest.raises(ValueError, match=r"^client: "):
            tpus.context(reference)
        with pytest.raises(TypeError, match=r"^processes: "):
            context.collectives(["127.0.0.1:1"])  # type: ignore[arg-type]

    def test_a_closed_client(self, megascale: Megascale, served: Served) -> None:
        with pjrt.Client(served) as client:
            context = megascale.context(client)
        with pytest.raises(pjrt.ClosedError):
            context.initialize()

    @pytest.mark.parametrize(
        ("given", "error"),
        [
            ({"addresses": "127.0.0.1:1"}, TypeError),
            ({"addresses": []}, ValueError),
            ({"devices_per_process": 0}, ValueError),
            ({"slice_ids": [0, 1]}, ValueError),
            ({"ids_in_slice": ["0"]}, TypeError),
        ],
    )
    def test_processes(self, given: dict[str, Any], error: type[Exception]) -> None:
        with pytest.raises(error, match=f"^{next(iter(given))}"):
            Processes(**{"addresses": HERE.addresses, **given})


class TestHandlers:
    def test_libtpu(self, tpus: Megascale) -> None:
        with tpus.register_error_handler("a test", print) as handler:
            assert [one.owner for one in pjrt.debug.callbacks()].count("'a test', for print") == 1
            with pytest.raises(ValueError, match="there is a handler 'a test' already"):
                tpus.register_error_handler("a test", print)
        assert repr(handler) == "<ErrorHandler 'a test', unregistered>"
        handler.unregister()
        assert not [one for one in pjrt.debug.callbacks() if "a test" in one.owner]
        with pytest.raises(pjrt.NotFoundError, match="has not been registered"):
            tpus.table.unregister_error_handler("a test")

    def test_called(self, megascale: Megascale, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each handler, with the error; what one raises is told of, and is nobody else's."""
        seen: list[bytes] = []

        def raises(error: bytes) -> None:
            raise KeyError("mine")

        context = megascale.context()
        context.initialize()
        first = megascale.register_error_handler("first", raises)
        second = megascale.register_error_handler("second", seen.append)
        fault = megascale.runtime_error(3, FAILED)
        told: list[Any] = []
        monkeypatch.setattr(sys, "unraisablehook", told.append)
        context.unblock_pending_work(3)
        assert seen == [fault.serialized]
        assert [str(one.exc_value) for one in told] == ["'mine'"]
        second.unregister()
        first.unregister()
        context.unblock_pending_work(3)
        assert len(seen) == 1

    def test_refused(self, megascale: Megascale, served: Served) -> None:
        """A handler that C did not take is forgotten; its name is free."""
        before = len(pjrt.debug.callbacks())
        names = {"PJRT_Megascale_RegisterErrorHandler"}
        served.add_hook(lambda view: _fail() if view.name in names else None)
        with pytest.raises(pjrt.UnavailableError):
            megascale.register_error_handler("mine", print)
        assert len(pjrt.debug.callbacks()) == before
        names.clear()
        megascale.register_error_handler("mine", print).unregister()
        with pytest.raises(TypeError, match=r"^function: "):
            megascale.register_error_handler("mine", None)  # type: ignore[arg-type]
        with pytest.raises(ValueError, match=r"^name: "):
            megascale.register_error_handler("", print)


class TestErrors:
    def test_aggregator(self, tpus: Megascale, megascale: Megascale) -> None:
        for launch, extension in enumerate((tpus, megascale), 1000):
            fault = extension.runtime_error(launch, FAILED, error_type=1, start_time_ns=5)
            assert b"a launch failed" in fault.serialized
            assert fault.is_new
            again = extension.runtime_error(launch, FAILED, unrecoverable_type=1)
            assert again == (fault.serialized, False)
            with extension.error_aggregator("a test") as errors:
                assert (len(errors), errors.active, errors.digest) == (0, True, None)
                with pytest.raises(pjrt.ClosedError, match="not processed yet"):
                    errors.log()
                errors.add("worker 0", fault)
                errors.add("worker 1", fault.serialized)
                assert repr(errors) == f"<ErrorAggregator of {len(errors)} errors>"
                assert len(errors) == 2
            assert not errors.active
            assert repr(errors).endswith("processed>")
            errors.log()
            extension.error_aggregator().log(errors.digest)
            with pytest.raises(pjrt.ClosedError, match="was processed"):
                errors.add("worker 2", fault)
            with pytest.raises(pjrt.ClosedError, match="was processed"):
                errors.process()

    def test_all_destroyed(self, megascale: Megascale, served: Served) -> None:
        with megascale.error_aggregator() as errors:
            pass
        assert served.live["PJRT_Megascale_ErrorDigest"] == 1
        del errors
        gc.collect()
        assert not [kind for kind in served.live if "Megascale" in kind]

    def test_what_is_no_error(self, tpus: Megascale, megascale: Megascale) -> None:
        errors = tpus.error_aggregator()
        with pytest.raises(pjrt.InternalError, match="Failed to parse MegaScaleRuntimeError"):
            errors.add("worker", b"\xff\xff")
        with pytest.raises(TypeError, match=r"^error: "):
            errors.add("worker", "boom")  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"^error: expected a PjrtError"):
            tpus.runtime_error(1, "boom")  # type: ignore[arg-type]
        with megascale.error_aggregator() as others:
            pass
        with pytest.raises(ValueError, match=r"^digest: "):
            errors.log(others.digest)

    def test_addresses(self, tpus: Megascale, megascale: Megascale) -> None:
        with pytest.raises(pjrt.NotFoundError, match="Cannot find any usable IP addresses"):
            tpus.interface_addresses(8476, prefixes=["lo"])
        assert megascale.interface_addresses(8476) == [b"127.0.0.1:8476"]
        for wrong in (-1, 2**16):  # libtpu cuts them to 16 bits
            with pytest.raises(ValueError, match=r"^port: "):
                tpus.interface_addresses(wrong)
        with pytest.raises(TypeError, match=r"^prefixes: "):
            tpus.interface_addresses(1, prefixes="lo")


def _fail() -> None:
    raise pjrt.UnavailableError("not now")
