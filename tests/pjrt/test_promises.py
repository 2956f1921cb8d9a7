"""Promises: aliases, donations and raw copies that wait for the caller; who settles them, when, and how often."""

from __future__ import annotations

import copy
import gc
import pickle
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import pjrt
from pjrt import Layout

pytestmark = pytest.mark.download
Child = Callable[..., dict[str, Any]]
Eventually = Callable[..., bool]

X = np.arange(4, dtype=np.float32)
LOST = pjrt.DataLossError("lost")
ADD = (
    "module @add { func.func public @main(%a: tensor<4xf32> MARK, %b: tensor<4xf32>) -> tensor<4xf32> {"
    " %0 = stablehlo.add %a, %b : tensor<4xf32> return %0 : tensor<4xf32> } }"
)
DONATING = ADD.replace("MARK", "{tf.aliasing_output = 0 : i32}")
BAD_CODES = (0, 17, 999, -1, 2**31, 2**40, "x")


@pytest.fixture(scope="module")
def add(client: pjrt.Client) -> pjrt.LoadedExecutable:
    return client.compile(ADD.replace("MARK", ""))


@pytest.fixture(scope="module")
def donating(client: pjrt.Client) -> pjrt.LoadedExecutable:
    return client.compile(DONATING)


def failed(buffer: pjrt.Buffer) -> pjrt.PjrtError:
    error = buffer.ready.exception(timeout=20)
    assert error is not None
    return error


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Calls all at the same time, each in a thread of its own; "ok" or the type of what was raised."""
    start, ends = threading.Barrier(len(calls)), [""] * len(calls)

    def run(number: int) -> None:
        start.wait()
        try:
            calls[number]()
            ends[number] = "ok"
        except Exception as error:
            ends[number] = type(error).__name__

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


class TestAlias:
    def test_kept(self, client: pjrt.Client, add: pjrt.LoadedExecutable) -> None:
        alias, promise = client.alias((4,), np.float32)
        assert (alias.shape, alias.dtype, alias.layout) == ((4,), np.float32, Layout((0,)))
        assert (alias.on_device_nbytes, alias.is_on_cpu, alias.unpadded_shape) == (16, True, (4,))
        assert (alias.memory, alias.dynamic_dimensions) == (client.devices[0].default_memory, ())
        assert (repr(promise), promise.is_settled) == ("<AliasPromise, open>", False)
        (first,) = add(alias, X)
        (second,) = add(first, first)
        with pytest.raises(TimeoutError, match=r"not done after 0\.01 s"):
            second.ready.result(timeout=0.01)
        assert not alias.ready.done()
        source = client.put(X)
        promise.fulfill(source)
        assert (repr(promise), promise.is_settled, source.is_deleted) == ("<AliasPromise, settled>", True, True)
        assert alias.to_numpy().tolist() == X.tolist()
        assert second.to_numpy().tolist() == (4 * X).tolist()

    def test_broken(self, client: pjrt.Client, add: pjrt.LoadedExecutable) -> None:
        for end in ("fail", "drop"):
            alias, promise = client.alias((4,), np.float32)
            (result,) = add(alias, X)
            if end == "fail":
                promise.fail(LOST)
                with pytest.raises(pjrt.DataLossError, match="lost"):
                    alias.to_numpy()
            del promise
            if end == "drop":
                with pytest.raises(pjrt.CancelledError, match="the promise was dropped and never kept"):
                    np.asarray(alias)
            with pytest.raises(pjrt.PjrtError, match=r"lost|dropped and never kept"):
                result.to_numpy()

    def test_settled_twice(self, client: pjrt.Client) -> None:
        for kept in (True, False):
            _alias, promise = client.alias((4,), np.float32)
            if kept:
                promise.fulfill(client.put(X))
            else:
                promise.fail(LOST)
            other = client.put(X)
            for again in (lambda: promise.fulfill(other), lambda: promise.fail(LOST)):  # noqa: B023
                with pytest.raises(pjrt.ClosedError, match="this AliasPromise was settled already"):
                    again()
            assert other.to_numpy().tolist() == X.tolist()

    def test_by_two_at_once(self, client: pjrt.Client) -> None:
        ends: Counter[str] = Counter()
        for _ in range(50):
            alias, promise = client.alias((4,), np.float32)
            sources = client.put(X), client.put(X)
            calls = [lambda: promise.fulfill(sources[0]), lambda: promise.fail(LOST)]  # noqa: B023
            ends.update(at_once(*calls, lambda: promise.fulfill(sources[1])))  # noqa: B023
            assert alias.ready.exception(timeout=20) is None or isinstance(failed(alias), pjrt.DataLossError)
        assert ends == {"ok": 50, "ClosedError": 100}

    def test_what_is_refused(self, client: pjrt.Client, plugin: str) -> None:
        alias, promise = client.alias((4,), np.float32)
        deleted = client.put(X)
        deleted.delete()
        seen, in_two = client.put(X), client.put(np.zeros((2, 2), np.float32))
        view = seen.to_numpy()
        with pjrt.Client(plugin) as other:
            for buffer, kind, text in (
                (X, TypeError, r"buffer: expected a Buffer, got array\("),
                (None, TypeError, "buffer: expected a Buffer, got None"),
                (other.put(X), ValueError, "buffer: <Buffer .*> is of another client"),
                (alias, ValueError, "buffer: an alias cannot stand for itself"),
                (client.put(X[:3]), ValueError, r"buffer: expected float32\[4\], got <Buffer float32\[3\]"),
                (client.put(X.astype(np.int32)), ValueError, r"buffer: expected float32\[4\], got <Buffer int32\[4\]"),
                (in_two, ValueError, r"buffer: expected float32\[4\], got <Buffer float32\[2,2\]"),
                (client.put(X, client.devices[1]), ValueError, "buffer: expected one in <Memory .*>, got one in <Mem"),
                (client.put(X, client.memories[1]), ValueError, "buffer: expected one in <Memory .*>, got one in <Mem"),
                (seen, ValueError, "buffer: somebody looks at the memory of <Buffer .*>; drop its views, or put a cop"),
                (deleted, pjrt.ClosedError, "was deleted or donated"),
            ):
                with pytest.raises(kind, match=text):
                    promise.fulfill(buffer)  # type: ignore[arg-type]
        for error in ("x", None, ValueError("x")):
            with pytest.raises(TypeError, match="error: expected a PjrtError, got "):
                promise.fail(error)  # type: ignore[arg-type]
        del view
        promise.fulfill(seen)  # after all of that
        assert alias.to_numpy().tolist() == X.tolist()

    def test_references_let_go(self, client: pjrt.Client) -> None:
        alias, promise = client.alias((4,), np.float32)
        source = client.put(X)
        with source.external_reference(), pytest.raises(ValueError, match="somebody looks at the memory"):
            promise.fulfill(source)
        seen = np.from_dlpack(source)
        with pytest.raises(ValueError, match="somebody looks at the memory"):
            promise.fulfill(source)
        del seen
        promise.fulfill(source)
        assert alias.to_numpy().tolist() == X.tolist()

    def test_layouts_and_places(self, client: pjrt.Client) -> None:
        rows = np.arange(6.0).reshape(2, 3)
        column_major = Layout((0, 1))
        for place in (client.devices[1], client.memories[1], client.devices[2]):
            alias, promise = client.alias((2, 3), np.float64, place, layout=column_major)
            with pytest.raises(ValueError, match=r"buffer: expected the layout \{0,1\}, got \{1,0\}"):
                promise.fulfill(client.put(rows, place))
            promise.fulfill(client.put(rows, place, layout=column_major))
            assert alias.to_numpy().tolist() == rows.tolist()
            assert alias.layout == column_major

    @pytest.mark.parametrize("shape", [(), (0, 3), (1,) * 64])
    @pytest.mark.parametrize("dtype", [np.bool_, ml_dtypes.bfloat16, ml_dtypes.float8_e5m2, np.complex128])
    def test_shapes_and_types(self, client: pjrt.Client, shape: tuple[int, ...], dtype: Any) -> None:
        alias, promise = client.alias(shape, dtype)
        promise.fulfill(client.put(np.ones(shape, dtype)))
        assert alias.to_numpy().tobytes() == np.ones(shape, dtype).tobytes()

    def test_what_cannot_be_made(self, client: pjrt.Client) -> None:
        for dtype in (ml_dtypes.int4, ml_dtypes.uint2, ml_dtypes.float4_e2m1fn):
            with pytest.raises(pjrt.UnimplementedError, match="elements of less than a byte, could not be fulfilled"):
                client.alias((4,), dtype)
        for arguments, kind, text in (
            ((4, np.float32), TypeError, "shape: expected a tuple of ints, got 4"),
            (("4", np.float32), TypeError, "shape: expected a tuple of ints, got '4'"),
            (((-4,), np.float32), ValueError, r"shape: \(-4,\) has a negative size"),
            (((2**62, 4), np.float32), ValueError, "needs more bytes than 64 bits can count"),
            (((True,), np.float32), TypeError, "shape: expected a tuple of ints"),
            (((4,), None), TypeError, "dtype: expected a dtype, got None: it is required"),
            (((4,), object), TypeError, "dtype object has no PJRT element type"),
            (((4,), np.float32, "cpu"), TypeError, "device_or_memory: expected a Device or a Memory"),
        ):
            with pytest.raises(kind, match=text):
                client.alias(*arguments)  # type: ignore[arg-type]

    def test_of_an_alias(self, client: pjrt.Client) -> None:
        for error in (None, LOST):
            (first, to_first), (second, to_second) = client.alias((4,), np.float32), client.alias((4,), np.float32)
            to_first.fulfill(second)
            assert not first.ready.done()
            if error is None:
                to_second.fulfill(client.put(X))
                assert first.to_numpy().tolist() == X.tolist()
            else:
                to_second.fail(error)
                assert isinstance(failed(first), pjrt.DataLossError)

    def test_of_what_is_not_there_yet(self, client: pjrt.Client) -> None:
        t = "tensor<600x600xf32>"
        slow = client.compile(
            f"module @slow {{ func.func public @main(%a: {t}) -> {t} {{ %0 = stablehlo.dot_general %a, %a,"
            f" contracting_dims = [1] x [0] : ({t}, {t}) -> {t} return %0 : {t} }} }}"
        )
        source = client.put(2 * np.eye(600, dtype=np.float32))
        (result,) = slow(source)
        for pending, expected in ((result, 4), (source, 2)):  # one that is made, one that is used
            alias, promise = client.alias((600, 600), np.float32)
            promise.fulfill(pending)
            assert alias.to_numpy()[7, 7] == expected

    def test_gone_before_it_is_kept(self, client: pjrt.Client, add: pjrt.LoadedExecutable) -> None:
        for end in ("delete", "drop", "in use"):
            for kept in (True, False):
                alias, promise = client.alias((4,), np.float32)
                results = add(alias, X) if end == "in use" else ()
                alias.delete()
                with pytest.raises(pjrt.ClosedError, match="was deleted or donated"):
                    alias.to_numpy()
                if end == "drop":
                    del alias
                if kept:
                    promise.fulfill(client.put(X))
                    assert [result.to_numpy().tolist() for result in results] == [(2 * X).tolist()] * len(results)
                else:
                    promise.fail(LOST)
                    assert all("lost" in failed(result).message for result in results)

    def test_donated_before_it_is_kept(self, client: pjrt.Client, donating: pjrt.LoadedExecutable) -> None:
        for kept in (True, False):
            alias, promise = client.alias((4,), np.float32)
            (result,) = donating(alias, X)
            if kept:
                promise.fulfill(client.put(X))
                assert result.to_numpy().tolist() == (2 * X).tolist()
            else:
                promise.fail(LOST)
                assert "lost" in failed(result).message

    def test_every_use_while_it_is_open(self, client: pjrt.Client) -> None:
        """What needs the memory waits for it; the rest is done in the background."""
        waits = {
            "to_numpy": lambda b: b.to_numpy().tolist(),
            "raw_bytes": lambda b: np.frombuffer(b.raw_bytes(), np.float32).tolist(),
            "unsafe_pointer": lambda b: b.unsafe_pointer != 0,
            "external_reference": lambda b: b.external_reference().address != 0,
            "__dlpack__": lambda b: np.from_dlpack(b).tolist(),
            "put": lambda b: client.put(b).to_numpy().tolist(),
            "from_dlpack": lambda b: client.from_dlpack(b).to_numpy().tolist(),
        }
        for kept in (True, False):
            for name, use in waits.items():
                alias, promise = client.alias((4,), np.float32)
                ends: list[Any] = []

                def run(use: Any = use, alias: Any = alias, ends: list[Any] = ends) -> None:
                    try:
                        ends.append(use(alias))
                    except pjrt.DataLossError:
                        ends.append("lost")

                thread = threading.Thread(target=run)
                thread.start()
                thread.join(0.01)
                assert ends == [], name
                if kept:
                    promise.fulfill(client.put(X))
                else:
                    promise.fail(LOST)
                thread.join(20)
                assert ends == (["lost"] if not kept else ends[:1]), name
                assert not kept or ends[0] in (True, X.tolist()), name

    def test_copies_while_it_is_open(self, client: pjrt.Client) -> None:
        for kept in (True, False):
            alias, promise = client.alias((4,), np.float32)
            made = [alias.copy_to(client.devices[1]), alias.copy_to(client.memories[1])]
            assert not any(copied.ready.done() for copied in made)
            if client.plugin.abi.has("PJRT_Buffer_CopyRawToHostFuture"):  # else it waits, see above
                into = np.zeros(4, np.float32)
                event = alias.copy_raw_to_host(into)
                assert not event.done()
            if client.plugin.abi.has("PJRT_Buffer_Bitcast"):
                made.append(alias.bitcast(np.float32))
                assert alias.is_deleted
            if kept:
                promise.fulfill(client.put(X))
                assert [copied.to_numpy().tolist() for copied in made] == [X.tolist()] * len(made)
                assert made == made[:2] or (event.result(), into.tolist())[1] == X.tolist()
            else:
                promise.fail(LOST)
                assert {type(failed(copied)) for copied in made} == {pjrt.DataLossError}
                assert made == made[:2] or isinstance(event.exception(), pjrt.DataLossError)

    def test_every_use_after_it_failed(self, client: pjrt.Client, add: pjrt.LoadedExecutable) -> None:
        alias, promise = client.alias((4,), np.float32)
        promise.fail(LOST)
        assert isinstance(failed(alias), pjrt.DataLossError)
        for use in (
            *(alias.to_numpy, alias.raw_bytes, alias.external_reference, lambda: alias.unsafe_pointer),
            *(lambda: np.asarray(alias), lambda: np.from_dlpack(alias), lambda: client.put(alias)),
            lambda: alias.copy_to(client.devices[1]).to_numpy(),
            lambda: alias.copy_raw_to_host(bytearray(16)).result(),
        ):
            with pytest.raises(pjrt.DataLossError, match="lost"):
                use()
        with pytest.raises(pjrt.InternalError, match="lost"):
            add(alias, X)[0].to_numpy()
        assert (alias.layout, alias.on_device_nbytes, alias.is_deleted) == (Layout((0,)), 16, False)

    def test_callbacks_that_settle_others(self, client: pjrt.Client) -> None:
        (first, to_first), (second, to_second) = client.alias((4,), np.float32), client.alias((4,), np.float32)
        first.ready.add_done_callback(lambda _: to_second.fulfill(client.put(first.to_numpy() * 2)))
        to_first.fulfill(client.put(X))
        assert second.to_numpy().tolist() == (2 * X).tolist()

    @pytest.mark.parametrize("message", ["", "nul\0in it", "é 日本", "\udc80 \ud800", "x" * 100_000])
    def test_messages(self, client: pjrt.Client, message: str) -> None:
        alias, promise = client.alias((4,), np.float32)
        promise.fail(pjrt.DataLossError(message))
        expected = message.replace("\udc80 \ud800", "\\udc80 \\ud800")
        assert failed(alias).message.endswith(expected)

    def test_codes_that_c_has_not(self, client: pjrt.Client) -> None:
        """Cut to 32 bits some of them would be OK, and a failure without an error crashes plugins."""
        for code in (*BAD_CODES, None):
            alias, promise = client.alias((4,), np.float32)
            promise.fail(pjrt.PjrtError("odd", code=code))  # type: ignore[arg-type]
            assert isinstance(failed(alias), pjrt.UnknownError)
        for kind in (pjrt.CancelledError, pjrt.UnauthenticatedError):
            alias, promise = client.alias((4,), np.float32)
            promise.fail(kind("last"))
            assert type(failed(alias)) is kind

    def test_a_plugin_that_refuses(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: Any) -> None:
            raise pjrt.InternalError("for this test")

        _alias, promise = client.alias((4,), np.float32)
        _other, another = client.alias((4,), np.float32)
        with monkeypatch.context() as patch:
            patch.setattr(client.plugin.abi, "client_fulfill_alias_buffer", refuse)
            source = client.put(X)
            with pytest.raises(pjrt.InternalError, match="for this test"):
                promise.fulfill(source)
            with pytest.raises(pjrt.InternalError, match="for this test"):
                another.fail(LOST)
        assert source.to_numpy().tolist() == X.tolist()

    def test_neither_copied_nor_pickled(self, client: pjrt.Client) -> None:
        _alias, promise = client.alias((4,), np.float32)
        for call, word in ((copy.copy, "copied"), (copy.deepcopy, "copied"), (pickle.dumps, "pickled")):
            with pytest.raises(
                TypeError, match=f"AliasPromise stands for an object in its plugin and cannot be {word}"
            ):
                call(promise)

    def test_a_closed_client(self, plugin: str) -> None:
        client = pjrt.Client(plugin)
        (alias, promise), (_other, dropped) = client.alias((4,), np.float32), client.alias((4,), np.float32)
        source = client.put(X)
        client.close()
        with pytest.raises(pjrt.ClosedError, match="this client was closed"):
            promise.fulfill(source)
        with pytest.raises(pjrt.ClosedError, match="this client was closed"):
            promise.fail(LOST)
        assert not promise.is_settled
        del dropped
        gc.collect()
        del client, alias, source, _other, promise
        gc.collect()


class TestDonation:
    @pytest.fixture(autouse=True)
    def able(self, client: pjrt.Client) -> bool:
        """Whether the plugin can; of one that cannot, what it says is checked."""
        if client.plugin.api_version > (0, 106):
            return True
        buffer = client.put(X)
        lacking = client.plugin.api_version < (0, 106)
        with pytest.raises(pjrt.UnsupportedError if lacking else pjrt.UnimplementedError):
            buffer.donate()
        assert buffer.to_numpy().tolist() == X.tolist()
        return False

    def test_kept(self, client: pjrt.Client, add: pjrt.LoadedExecutable, able: bool) -> None:
        if not able:
            return
        source = client.put(X, layout=Layout((0,)))
        owner, promise = source.donate()
        assert source.is_deleted
        assert (owner.shape, owner.dtype, owner.layout) == ((4,), np.float32, Layout((0,)))
        assert repr(promise) == "<DonationPromise, open>"
        (result,) = add(owner, X)
        assert not result.ready.done()
        promise.fulfill()
        assert result.to_numpy().tolist() == (2 * X).tolist()
        assert owner.to_numpy().tolist() == X.tolist()
        for again in (promise.fulfill, lambda: promise.fail(LOST)):
            with pytest.raises(pjrt.ClosedError, match="this DonationPromise was settled already"):
                again()

    def test_broken(self, client: pjrt.Client, add: pjrt.LoadedExecutable, able: bool) -> None:
        if not able:
            return
        for error, kind in ((LOST, pjrt.DataLossError), (None, pjrt.CancelledError)):
            owner, promise = client.put(X).donate()
            (result,) = add(owner, X)
            if error is not None:
                promise.fail(error)
            del promise
            assert isinstance(failed(owner), kind)
            assert isinstance(failed(result), pjrt.InternalError)
        for code in BAD_CODES:
            owner, promise = client.put(X).donate()
            promise.fail(pjrt.PjrtError("odd", code=code))
            assert isinstance(failed(owner), pjrt.UnknownError)

    def test_gone_first(self, client: pjrt.Client, able: bool) -> None:
        if not able:
            return
        for end in ("delete", "drop"):
            owner, promise = client.put(X).donate()
            owner.delete()
            if end == "drop":
                del owner
            promise.fulfill()

    def test_one_after_the_other(self, client: pjrt.Client, able: bool) -> None:
        if not able:
            return
        first, to_first = client.put(X).donate()
        second, to_second = first.donate()
        to_second.fulfill()
        assert not second.ready.done()
        third = second.bitcast(np.int32)
        to_first.fulfill()
        assert third.to_numpy().view(np.float32).tolist() == X.tolist()

    def test_while_somebody_looks(self, client: pjrt.Client, able: bool) -> None:
        if not able:
            return
        buffer = client.put(X)
        view = buffer.to_numpy()
        with pytest.raises(pjrt.InvalidArgumentError, match="Donation requested for buffer with external reference"):
            buffer.donate()
        assert not buffer.is_deleted
        assert view.tolist() == buffer.to_numpy().tolist() == X.tolist()

    def test_by_two_at_once(self, client: pjrt.Client, able: bool) -> None:
        if not able:
            return
        for _ in range(50):
            source = client.put(X)
            kept: list[tuple[pjrt.Buffer, pjrt.DonationPromise]] = []
            donate = lambda: kept.append(source.donate())  # noqa: B023, E731
            ends = at_once(donate, donate)
            assert sorted(ends) in (["ClosedError", "ok"], ["InvalidArgumentError", "ok"])
            ends = at_once(kept[0][1].fulfill, kept[0][1].fulfill)
            assert sorted(ends) == ["ClosedError", "ok"]
            assert kept[0][0].to_numpy().tolist() == X.tolist()


class TestRawCopy:
    @pytest.fixture(autouse=True)
    def able(self, client: pjrt.Client) -> bool:
        """Whether the plugin can; of one that cannot, what it says is checked."""
        if client.plugin.abi.has("PJRT_Buffer_CopyRawToHostFuture"):
            return True
        buffer = client.put(X)
        with pytest.raises(pjrt.UnsupportedError, match=r"CopyRawToHostFuture: needs API 0\.84, this"):
            buffer.copy_raw_later()
        buffer.delete()  # it is nobody's
        assert client.plugin.abi.buffer_is_deleted(buffer._ptr)
        return False

    def test_kept(self, client: pjrt.Client, able: bool) -> None:
        if not able:
            return
        promise = client.put(X).copy_raw_later(4, 8)
        assert (promise.nbytes, promise.done.done(), repr(promise)) == (8, False, "<RawCopyPromise, open>")
        into = np.zeros(2, np.float32)
        for wrong, kind, text in (
            (bytearray(7), ValueError, "destination: expected 8 bytes, got 7"),
            (b"12345678", TypeError, "destination: expected writable memory in one piece, got b'12345678'"),
            ("x", TypeError, "destination: expected writable memory in one piece, got 'x'"),
            (np.zeros(4, np.float32)[::2], TypeError, "destination: expected writable memory in one piece"),
        ):
            with pytest.raises(kind, match=text):
                promise.fulfill(wrong)
        assert promise.fulfill(into) is promise.done
        promise.done.result()
        assert into.tolist() == [1, 2]
        for again in (lambda: promise.fulfill(into), lambda: promise.fail(LOST)):
            with pytest.raises(pjrt.ClosedError, match="this RawCopyPromise was settled already"):
                again()

    def test_ranges(self, client: pjrt.Client, able: bool) -> None:
        if not able:
            return
        buffer = client.put(X)
        assert [buffer.copy_raw_later(*told).nbytes for told in ((), (4,), (16,), (16, 0), (0, 3))] == [16, 12, 0, 0, 3]
        for told, kind in (((17,), ValueError), ((-1,), ValueError), ((0, 17), ValueError), ((2**70,), ValueError)):
            with pytest.raises(kind, match="offset: "):
                buffer.copy_raw_later(*told)
        for told in ((None,), (True,), (1.0,), (0, "x"), (0, True)):
            with pytest.raises(TypeError, match=r"(offset|nbytes): expected an int, got"):
                buffer.copy_raw_later(*told)
        promise = buffer.copy_raw_later(16)
        promise.fulfill(bytearray()).result(timeout=20)
        buffer.delete()
        assert client.plugin.abi.buffer_is_deleted(buffer._ptr)

    def test_broken(self, client: pjrt.Client, able: bool) -> None:
        if not able:
            return
        buffer = client.put(X)
        for error, kind in (
            (LOST, pjrt.DataLossError),
            (None, pjrt.CancelledError),
            *((pjrt.PjrtError("odd", code=code), pjrt.UnknownError) for code in BAD_CODES),
        ):
            promise = buffer.copy_raw_later()
            done = promise.done
            if error is not None:
                promise.fail(error)
            del promise
            assert isinstance(done.exception(timeout=20), kind)

    def test_the_buffer_meanwhile(self, client: pjrt.Client, donating: pjrt.LoadedExecutable, able: bool) -> None:
        """It cannot be donated, which would wait in C; its deletion waits."""
        if not able:
            return
        buffer = client.put(X)
        promise = buffer.copy_raw_later()
        for use in (lambda: donating(buffer, X), lambda: buffer.bitcast(np.int32), buffer.donate):
            with pytest.raises(pjrt.ClosedError, match=r"this buffer, float32\[4\], is in use by another call"):
                use()
        buffer.delete()
        assert buffer.is_deleted
        assert not client.plugin.abi.buffer_is_deleted(buffer._ptr)
        into = np.zeros(4, np.float32)
        promise.fulfill(into).result()
        assert into.tolist() == X.tolist()
        assert client.plugin.abi.buffer_is_deleted(buffer._ptr)
        for end in ("fulfill", "fail", "drop"):
            promise = client.put(X).copy_raw_later()  # the promise keeps the buffer
            gc.collect()
            if end == "fulfill":
                into[:] = 0
                promise.fulfill(into).result()
                assert into.tolist() == X.tolist()
            elif end == "fail":
                promise.fail(LOST)
            del promise

    def test_the_destination_is_dropped(self, client: pjrt.Client, able: bool, eventually: Eventually) -> None:
        if not able:
            return
        promise = client.put(np.zeros(1_000_000)).copy_raw_later()
        done = promise.fulfill(np.empty(1_000_000))
        del promise
        done.result(timeout=20)

    def test_of_data_that_comes_or_fails(self, client: pjrt.Client, able: bool) -> None:
        if not able:
            return
        for first in (True, False):
            for kept in (True, False):
                alias, promise = client.alias((4,), np.float32)
                copying, into = alias.copy_raw_later(), np.zeros(4, np.float32)
                if first:
                    copying.fulfill(into)
                if kept:
                    promise.fulfill(client.put(X))
                else:
                    promise.fail(LOST)
                if not first:
                    copying.fulfill(into)
                error = copying.done.exception(timeout=20)
                assert (error is None) == kept
                assert into.tolist() == (X.tolist() if kept else [0] * 4)


def test_the_end(plugin: str, in_child: Child) -> None:
    """Ctrl-C while waiting, then fork, then the process ends with promises open and a thread waiting for one."""
    report = in_child(
        """
import signal
client = pjrt.Client(sys.argv[1])
exe = client.compile(ADD)
alias, promise = client.alias((4,), np.float32)
(y,) = exe(alias, X)
packed, to_packed = client.alias((2, 3), np.int8)
def interrupted(use):
    timer = threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    try:
        use()
    except KeyboardInterrupt:
        return True
    finally:
        timer.join()
    return False
report["interrupted"] = [interrupted(use) for use in (
    y.to_numpy, y.block_until_ready, y.raw_bytes, y.external_reference, packed.to_numpy, lambda: y.unsafe_pointer,
    lambda: np.asarray(y), lambda: np.from_dlpack(y), lambda: y.ready.result(), lambda: y.ready.result(timeout=20),
    lambda: client.put(y), lambda: client.from_dlpack(y))]
promise.fulfill(client.put(X))
report["result"] = y.to_numpy().tolist()

alias, promise = client.alias((4,), np.float32)
source, child = client.put(X), os.fork()
if not child:
    def refused(settle):
        try:
            settle()
        except pjrt.ClosedError as error:
            return "before fork" in str(error)
    ends = [refused(lambda: promise.fulfill(source)), refused(lambda: promise.fail(pjrt.DataLossError("x")))]
    ends.append(promise.is_settled)
    del promise, alias, source
    gc.collect()
    os._exit(7 if ends == [True, True, False] else 8)
report["child"] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
(y,) = exe(alias, X)
left = []
for make in (source.copy_raw_later, client.put(X).donate):
    attempt(lambda: left.append(make()))
""",
        plugin,
    )
    assert report == {"interrupted": [True] * 12, "result": (2 * X).tolist(), "child": 7}


def test_fulfilling_waits_for_a_reference_that_is_just_going(plugin: str, in_child: Child) -> None:
    """A plugin aborts on an alias of memory that it counts a reference to."""
    report = in_child(
        """
from pjrt._runtime import host_memory
client = pjrt.Client(sys.argv[1])
buffer, abi = client.put(X), client.plugin.abi
reference, (alias, promise) = buffer.external_reference(), client.alias((4,), np.float32)
going, go, releasing = threading.Event(), threading.Event(), threading.Thread(target=reference.release)
decrease, asked = abi.buffer_decrease_external_reference_count, host_memory.is_referenced

def slowly(ptr):
    going.set()
    assert go.wait(20)
    decrease(ptr)

def late(buffer):  # the reference goes when the buffer is claimed already
    releasing.start()
    assert going.wait(20)
    return asked(buffer)

abi.buffer_decrease_external_reference_count, host_memory.is_referenced = slowly, late
fulfilling = threading.Thread(target=promise.fulfill, args=(buffer,))
fulfilling.start()
fulfilling.join(0.3)
report["waits"] = fulfilling.is_alive()
go.set()
releasing.join(), fulfilling.join()
report["alias"] = alias.to_numpy().tolist()
""",
        plugin,
    )
    assert report == {"waits": True, "alias": [0, 1, 2, 3]}
