"""Transfers between processes: on the reference plugin, whose clients stand for them; no real one has a client here."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt import testing
from pjrt.extensions import CrossHostTransfers
from pjrt.extensions.cross_host_transfers import Reception
from pjrt.server import Served
from pjrt.testing.extensions.cross_host_transfers import CrossHostTransfers as ServedTransfers

DATA = np.arange(6, dtype=np.float32).reshape(2, 3)
SPEC = (DATA.shape, DATA.dtype)


@pytest.fixture
def other(served: Served, reference: pjrt.Client) -> Iterator[pjrt.Client]:
    """Another client of the plugin."""
    with pjrt.Client(served) as client:
        yield client


@pytest.fixture
def transfers(reference: pjrt.Client) -> CrossHostTransfers:
    return reference.plugin.extension(CrossHostTransfers)


class TestKeys:
    def test_there(self, transfers: CrossHostTransfers, reference: pjrt.Client, other: pjrt.Client) -> None:
        """Two buffers, the receiver first for one and the sender first for the other."""
        source, target = reference.devices[1], other.devices[2]
        (early,) = transfers.receive(target, [SPEC], [source.id], [2**40])
        assert not early.ready.done()
        events = transfers.send(
            [reference.put(DATA, source), reference.put(DATA + 1, source)], [target.id] * 2, [2**40, -1]
        )
        assert [event.done() for event in events] == [True, False]
        (late,) = transfers.receive(target, [SPEC], [source.id], [-1], layouts=[pjrt.Layout((0, 1))])
        for event in events:
            event.result()
        np.testing.assert_array_equal(early.to_numpy(), DATA)
        np.testing.assert_array_equal(late.to_numpy(), DATA + 1)
        assert (late.device, late.layout) == (target, pjrt.Layout((0, 1)))

    def test_kept_until_sent(
        self, transfers: CrossHostTransfers, reference: pjrt.Client, other: pjrt.Client, nothing_left: None
    ) -> None:
        buffer = reference.put(DATA)
        (event,) = transfers.send([buffer], [1], [5])
        buffer.delete()
        del buffer
        gc.collect()
        assert [one.owner for one in pjrt.debug.callbacks()].count("a buffer that is sent") == 1
        (got,) = transfers.receive(other.devices[1], [SPEC], [0], [5])
        event.result()
        np.testing.assert_array_equal(got.to_numpy(), DATA)

    def test_of_what_failed(self, transfers: CrossHostTransfers, reference: pjrt.Client, other: pjrt.Client) -> None:
        bad = reference.error_buffer(pjrt.DataLossError("gone"), *SPEC)
        (event,) = transfers.send([bad], [0], [1])
        (got,) = transfers.receive(other.devices[0], [SPEC], [0], [1])
        with pytest.raises(pjrt.DataLossError, match="gone"):
            event.result()
        with pytest.raises(pjrt.DataLossError, match="gone"):
            got.block_until_ready()

    def test_refused_to_send(
        self, transfers: CrossHostTransfers, reference: pjrt.Client, other: pjrt.Client, served: Served
    ) -> None:
        x = reference.put(DATA)
        for buffers, ids, keys, error, where in [
            ([], [], [], ValueError, "buffers: expected one or more"),
            ([x], [0, 1], [1], ValueError, "destinations: expected one for each of 1 buffers, got 2"),
            ([x], [0], [], ValueError, "keys: expected one for each"),
            ([x], [2**31], [1], ValueError, r"destinations\[0\]: 2147483648 does not fit 32 bits"),
            ([x], [0], ["k"], TypeError, r"keys\[0\]: "),
            ([x, x], [0, 0], [1, 1], ValueError, "keys: expected none twice"),
            ([x, other.put(DATA)], [0, 0], [1, 2], ValueError, r"buffers\[1\]: .* is of another client"),
            ([DATA], [0], [1], TypeError, r"buffers\[0\]: expected a Buffer"),
            (x, [0], [1], TypeError, "buffers: expected a list"),
        ]:
            with pytest.raises(error, match=f"^{where}"):
                transfers.send(buffers, ids, keys)  # type: ignore[arg-type]
        served.add_hook(lambda view: _fail() if view.name.endswith("CrossHostSendBuffers") else None)
        with pytest.raises(pjrt.UnavailableError):
            transfers.send([x], [0], [1])
        x.donate()[1].fulfill()
        with pytest.raises(pjrt.ClosedError, match="deleted or donated"):
            transfers.send([x], [0], [1])

    def test_refused_to_receive(self, transfers: CrossHostTransfers, reference: pjrt.Client) -> None:
        device = reference.devices[0]
        elsewhere = pjrt.Client(testing.reference()).devices[0]
        for where, specs, layouts, error, what in [
            (device, [], None, ValueError, "specs: expected one for each"),
            (device, SPEC[0], None, TypeError, r"specs\[0\]: expected a Spec"),
            (device, [((-1,), np.float32)], None, ValueError, r"specs\[0\]"),
            (device, [((1,), object)], None, TypeError, "dtype object"),
            (device, [SPEC], [], ValueError, "layouts: expected one for each of 1 buffers, got 0"),
            (device, [SPEC], [pjrt.Layout((0,))], ValueError, r"layouts\[0\]: "),
            (elsewhere, [SPEC], None, ValueError, "device: .* is not of the plugin"),
            (0, [SPEC], None, TypeError, "device: expected a Device"),
        ]:
            with pytest.raises(error, match=f"^{what}"):
                transfers.receive(where, specs, [0] * len(specs), list(range(len(specs))), layouts=layouts)  # type: ignore[arg-type]


class TestDescriptors:
    def test_there(
        self, transfers: CrossHostTransfers, reference: pjrt.Client, other: pjrt.Client, nothing_left: None
    ) -> None:
        told: list[Reception] = []
        reception = transfers.make_receive_buffers(other.devices[3], [SPEC, ((4,), np.int8)], told.append)
        assert told == [reception]
        assert repr(reception) == "<Reception of 2 buffers, has its descriptors>"
        first, second = reception.descriptors(timeout=10)
        assert transfers.copy_to_remote(reference.put(DATA), first).result(timeout=10) is True
        np.testing.assert_array_equal(reception.buffers[0].to_numpy(), DATA)
        assert reception.buffers[0].device == other.devices[3]
        assert not reception.buffers[1].ready.done()
        assert transfers.copy_to_remote(reference.put(np.zeros(4, np.int8)), second).result(timeout=10)

    def test_later(self, transfers: CrossHostTransfers, reference: pjrt.Client, other: pjrt.Client) -> None:
        """What is sent before its data is there goes when that comes; it is kept until then."""
        reception = transfers.make_receive_buffers(other.devices[0], [SPEC])
        buffer, promise = reference.alias(*SPEC)
        done = transfers.copy_to_remote(buffer, reception.descriptors()[0])
        buffer.delete()
        assert [one.kind for one in pjrt.debug.callbacks()].count("PJRT_Transfers_CrossHostRemoteSendCallback") == 1
        promise.fulfill(reference.put(DATA))
        assert done.result(timeout=10)
        np.testing.assert_array_equal(reception.buffers[0].to_numpy(), DATA)

    def test_to_nobody(self, transfers: CrossHostTransfers, reference: pjrt.Client, nothing_left: None) -> None:
        with pytest.raises(pjrt.NotFoundError, match="nobody waits for 'x'"):
            transfers.copy_to_remote(reference.put(DATA), b"x").result(timeout=10)

    def test_another_shape(self, transfers: CrossHostTransfers, reference: pjrt.Client, other: pjrt.Client) -> None:
        reception = transfers.make_receive_buffers(other.devices[0], [((1,), np.int8)])
        with pytest.raises(pjrt.InvalidArgumentError, match="was sent for"):
            transfers.copy_to_remote(reference.put(DATA), reception.descriptors()[0]).result(timeout=10)
        with pytest.raises(pjrt.InvalidArgumentError):
            reception.buffers[0].block_until_ready()

    def test_cancel(self, transfers: CrossHostTransfers, other: pjrt.Client, nothing_left: None) -> None:
        """The buffer fails with the reason; a second time there is nothing to give up, and the future says so."""
        reception = transfers.make_receive_buffers(other.devices[0], [SPEC, SPEC])
        reception.cancel(0, pjrt.AbortedError("the sender is gone")).result(timeout=10)
        with pytest.raises(pjrt.AbortedError, match="the sender is gone"):
            reception.buffers[0].block_until_ready()
        assert not reception.buffers[1].ready.done()
        with pytest.raises(pjrt.NotFoundError, match="nobody waits"):
            reception.cancel(0).result(timeout=10)
        reception.cancel(1).result(timeout=10)
        with pytest.raises(pjrt.CancelledError, match="the transfer was cancelled"):
            reception.buffers[1].block_until_ready()
        for index, error in ((2, IndexError), (-1, IndexError), ("0", TypeError)):
            with pytest.raises(error, match=r"^index: "):
                reception.cancel(index)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"^reason: "):
            reception.cancel(0, "why")  # type: ignore[arg-type]

    def test_no_means_to_cancel(self) -> None:
        client = pjrt.Client(testing.reference(extensions=[ServedTransfers(no_cancel=True)]))
        transfers = client.plugin.extension(CrossHostTransfers)
        reception = transfers.make_receive_buffers(client.devices[0], [SPEC])
        with pytest.raises(pjrt.UnsupportedError, match="no means to cancel"):
            reception.cancel(0)

    def test_on_another_thread(self) -> None:
        """A notifier may come on any thread, also before the buffers; a failed one has no descriptors."""

        class Slow(ServedTransfers):
            def client_make_cross_host_receive_buffers(self, **given: Any) -> Any:
                make = super().client_make_cross_host_receive_buffers
                threads.append(threading.Thread(target=lambda: made.append(make(**given))))
                threads[0].start()
                threads[0].join()
                return made[0]

        threads: list[threading.Thread] = []
        made: list[Any] = []
        seen: list[tuple[int, str]] = []
        client = pjrt.Client(testing.reference(extensions=[Slow()]))
        reception = client.plugin.extension(CrossHostTransfers).make_receive_buffers(
            client.devices[0], [SPEC], lambda one: seen.append((len(one.descriptors()), repr(one)))
        )
        assert seen == [(1, "<Reception of 0 buffers, has its descriptors>")]
        assert len(reception.buffers) == 1

    def test_that_fails(self, nothing_left: None) -> None:
        """With an error in place of descriptors; the buffers are the plugin's to fail."""

        class Failing(ServedTransfers):
            def client_make_cross_host_receive_buffers(self, *, notifier: Any, device: Any, **given: Any) -> Any:
                self.tell_error(notifier, pjrt.UnavailableError("no network"))
                return super().client_make_cross_host_receive_buffers(notifier=_Deaf(), device=device, **given)

        client = pjrt.Client(testing.reference(extensions=[Failing()]))
        seen: list[str] = []
        reception = client.plugin.extension(CrossHostTransfers).make_receive_buffers(
            client.devices[0], [SPEC], lambda one: seen.append(repr(one))
        )
        assert seen == ["<Reception of 0 buffers, failed>"]
        with pytest.raises(pjrt.UnavailableError, match="no network"):
            reception.descriptors()
        with pytest.raises(pjrt.UnavailableError, match="no network"):
            reception.cancel(0)

    def test_notifier_that_raises(
        self, transfers: CrossHostTransfers, other: pjrt.Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[Any] = []
        monkeypatch.setattr(sys, "unraisablehook", told.append)

        def notifier(_: Reception) -> None:
            raise KeyError("mine")

        reception = transfers.make_receive_buffers(other.devices[0], [SPEC], notifier)
        assert len(reception.descriptors()) == 1
        assert [str(one.exc_value) for one in told] == ["'mine'"]

    def test_refused(
        self, transfers: CrossHostTransfers, reference: pjrt.Client, served: Served, nothing_left: None
    ) -> None:
        with pytest.raises(TypeError, match=r"^notifier: "):
            transfers.make_receive_buffers(reference.devices[0], [SPEC], 5)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"^descriptor: "):
            transfers.copy_to_remote(reference.put(DATA), "x")  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"^buffer: "):
            transfers.copy_to_remote(DATA, b"x")  # type: ignore[arg-type]
        served.add_hook(lambda view: _fail() if view.name.endswith("MakeCrossHostReceiveBuffers") else None)
        with pytest.raises(pjrt.UnavailableError):
            transfers.make_receive_buffers(reference.devices[0], [SPEC])

    def test_not_sent(
        self, transfers: CrossHostTransfers, reference: pjrt.Client, served: Served, nothing_left: None
    ) -> None:
        """Where the event of the descriptor cannot be set, nothing is lost and nothing stays in use."""
        buffer, before = reference.put(DATA), dict(served.live)
        served.add_hook(lambda view: _fail() if view.name == "PJRT_Event_Set" else None)
        with pytest.raises(pjrt.UnavailableError):
            transfers.copy_to_remote(buffer, b"x")
        assert dict(served.live) == before
        buffer.donate()[1].fulfill()

    def test_an_older_one(self) -> None:
        """It would free descriptors that are not its own, and call back with other arguments."""
        client = pjrt.Client(testing.reference(version=(0, 90)))
        transfers = client.plugin.extension(CrossHostTransfers)
        for call in (
            lambda: transfers.copy_to_remote(client.put(DATA), b"x"),
            lambda: transfers.make_receive_buffers(client.devices[0], [SPEC]),
        ):
            with pytest.raises(pjrt.UnsupportedError, match=r"CrossHostTransfers needs API 0\.104, this"):
                call()


class _Deaf:
    """A notifier that nobody hears."""

    user_arg = None

    def notifier(self, *_: Any) -> None:
        """It was told already."""


def test_real_plugins(libtpu: pjrt.Plugin, cuda: pjrt.Plugin) -> None:
    """Both have all of it, and all of it takes a client or a buffer, of which there are none without hardware."""
    for plugin in (libtpu, cuda):
        extension = plugin.extension(CrossHostTransfers)
        assert set(extension.functions.values()) == {""}
        assert extension.has("PJRT_Buffer_CopyToRemoteDevice")
        with pytest.raises(TypeError, match=r"^device: "):
            extension.receive(None, [SPEC], [0], [1])  # type: ignore[arg-type]


def _fail() -> None:
    raise pjrt.UnavailableError("not now")
