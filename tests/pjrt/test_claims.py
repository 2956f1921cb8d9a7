"""Buffers that a call holds: donated, deleted meanwhile, interrupted."""

from __future__ import annotations

import gc
import threading
from typing import Any

import pytest

import pjrt
from pjrt.claims import Claims
from tests.pjrt.programs import (
    DONATED,
    FOUR,
    SUM,
    Child,
    Compiled,
    X,
    add,
    same,
    values,
)

pytestmark = [pytest.mark.download, pytest.mark.usefixtures("nothing_left")]


class TestDonation:
    def test_in_all_rows(self, client: pjrt.Client, compiled: Compiled) -> None:
        rows = [[client.put(X, device), client.put(X, device)] for device in client.devices]
        results = compiled(add(DONATED), FOUR).execute(rows)
        assert values(results) == [[(2 * X).tolist()]] * 4
        assert [[buffer.is_deleted for buffer in row] for row in rows] == [[True, False]] * 4
        assert {buffer._users for row in rows for buffer in row} == {0}

    def test_twice_in_a_row(self, client: pjrt.Client, compiled: Compiled) -> None:
        twice = client.put(X, client.devices[1])
        with pytest.raises(ValueError, match=r"^device 1, argument 1: a donated buffer is given twice$"):
            compiled(add(DONATED), FOUR).execute([[X, X], [twice, twice], [X, X], [X, X]])
        assert (twice._users, same(twice, X)) == (0, True)

    def test_earlier(self, client: pjrt.Client, compiled: Compiled) -> None:
        """Nobody has asked yet whether it is gone; one device would fail, and the others might wait for ever."""
        rows = [[client.put(X, device), client.put(X, device)] for device in client.devices]
        compiled(add(DONATED))(rows[0][0], X)
        with pytest.raises(pjrt.ClosedError, match="was deleted or donated"):
            compiled(add(), FOUR).execute(rows)
        rows[0][0] = client.put(X, client.devices[0])
        assert values(compiled(add(), FOUR).execute(rows)) == [[(2 * X).tolist()]] * 4

    def test_one_that_is_in_use(self, client: pjrt.Client, compiled: Compiled) -> None:
        held = client.put(X)
        with Claims() as claims:
            claims.add(held, alone=False)
            with pytest.raises(pjrt.ClosedError, match=r"^this buffer, float32\[4\], is in use by another call$"):
                compiled(add(DONATED))(held, X)
            assert held._users == 1
        compiled(add(DONATED))(held, X)
        assert held.is_deleted

    def test_one_that_another_call_is_about_to_donate(self, client: pjrt.Client, compiled: Compiled) -> None:
        held = client.put(X)
        with Claims() as claims:
            claims.add(held, alone=True)
            with pytest.raises(pjrt.ClosedError, match="is in use by another call"):
                compiled(add(), FOUR).execute([[held, X], [X, X], [X, X], [X, X]])
            with pytest.raises(pjrt.ClosedError, match="is in use by another call"):
                compiled(add(DONATED))(held, X)
        assert (held._users, same(held, X)) == (0, True)

    def test_not_donatable(self, client: pjrt.Client, compiled: Compiled) -> None:
        a = client.put(X)
        kept = pjrt.ExecuteOptions(non_donatable=[0])
        assert same(compiled(add(DONATED))(a, a, options=kept)[0], 2 * X)
        assert (a.is_deleted, same(a, X), a._users) == (False, True, 0)
        rows = [[client.put(X, device), X] for device in client.devices]
        assert values(compiled(add(DONATED), FOUR).execute(rows, options=kept)) == [[(2 * X).tolist()]] * 4
        assert not any(row[0].is_deleted for row in rows)
        with pytest.raises(ValueError, match=r"^options: non_donatable names parameter 2; the program has 2$"):
            compiled(add())(X, X, options=pjrt.ExecuteOptions(non_donatable=[0, 2]))


class TestClaims:
    def test_deleted_meanwhile(self, client: pjrt.Client) -> None:
        """The buffer is deleted when the last call is over, also in C."""
        held = client.put(X)
        abi, ptr = client.plugin.abi, held._handle()
        with Claims() as outer:
            outer.add(held, alone=False)
            with Claims() as inner:
                inner.add(held, alone=False)
                held.delete()
                assert (held.is_deleted, abi.buffer_is_deleted(ptr)) == (True, False)
                with pytest.raises(pjrt.ClosedError, match="was deleted or donated"), Claims() as late:
                    late.add(held, alone=False)
            assert (held._users, abi.buffer_is_deleted(ptr)) == (1, False)
        assert (held._users, abi.buffer_is_deleted(ptr)) == (0, True)

    def test_deleted_during_a_call(
        self, client: pjrt.Client, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        abi = client.plugin.abi
        rows = [[client.put(X, device), client.put(X, device)] for device in client.devices]
        exe, call = compiled(add(), FOUR), abi.PJRT_LoadedExecutable_Execute

        def execute(arguments: int) -> int | None:
            rows[2][1].delete()
            result: int | None = call(arguments)
            return result

        monkeypatch.setattr(abi, "PJRT_LoadedExecutable_Execute", execute)
        results = exe.execute(rows)
        assert abi.buffer_is_deleted(rows[2][1]._ptr)  # type: ignore[arg-type]
        assert not abi.buffer_is_deleted(rows[2][0]._ptr)  # type: ignore[arg-type]
        assert values(results) == [[(2 * X).tolist()]] * 4
        assert {buffer._users for row in rows for buffer in row} == {0}

    @pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, ValueError, MemoryError, pjrt.InternalError])
    def test_an_exception_in_the_middle(
        self, client: pjrt.Client, compiled: Compiled, monkeypatch: pytest.MonkeyPatch, kind: type[BaseException]
    ) -> None:
        rows = [[client.put(X, device), client.put(X, device)] for device in client.devices]
        exe, abi = compiled(add(DONATED), FOUR), client.plugin.abi
        with monkeypatch.context() as patched:

            def execute(_: int) -> int:
                raise kind("now")

            patched.setattr(abi, "PJRT_LoadedExecutable_Execute", execute)
            with pytest.raises(kind, match="now"):
                exe.execute(rows)
        assert {(buffer._users, buffer.is_deleted) for row in rows for buffer in row} == {(0, False)}
        (_, second), (third, _) = rows[0], rows[1]
        third.delete()
        with pytest.raises(pjrt.ClosedError, match=r"device 1, argument 0: this buffer, float32\[4\], was deleted"):
            exe.execute(rows)
        second.delete()
        assert {buffer._users for row in rows for buffer in row} == {0}

    def test_one_of_many_cannot_be_had(self, client: pjrt.Client, compiled: Compiled) -> None:
        rows = [[client.put(X, device), client.put(X, device)] for device in client.devices]
        with Claims() as claims:
            claims.add(rows[3][0], alone=True)
            with pytest.raises(pjrt.ClosedError, match="is in use by another call"):
                compiled(add(), FOUR).execute(rows)
            assert [[buffer._users for buffer in row] for row in rows] == [[0, 0]] * 3 + [[-1, 0]]
        assert values(compiled(add(), FOUR).execute(rows)) == [[(2 * X).tolist()]] * 4

    def test_a_release_that_is_interrupted(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """What was not released goes with the claims themselves."""
        held = [client.put(X) for _ in range(3)]
        real, left = Claims._release, [1]

        def release(claims: Claims, buffer: pjrt.Buffer) -> None:
            if left[0]:
                left[0] -= 1
                raise KeyboardInterrupt
            real(claims, buffer)

        def claim() -> None:
            with Claims() as claims:
                for buffer in held:
                    claims.add(buffer, alone=True)

        monkeypatch.setattr(Claims, "_release", release)
        with pytest.raises(KeyboardInterrupt):
            claim()
        gc.collect()
        assert [buffer._users for buffer in held] == [0, 0, 0]

    def test_ctrl_c_at_any_moment(self, plugin: str, in_child: Child) -> None:
        """A timer's signal raises at random places; no claim and no place among a device's programs is left behind."""
        report = in_child(
            """
import random, signal
client = pjrt.Client(sys.argv[1], options={"cpu_device_count": 4})
four = client.compile(ADD, pjrt.CompileOptions(num_replicas=4))
donating = client.compile(DONATING)
rows = [[client.put(X, d), client.put(X, d)] for d in client.devices]
class Now(BaseException): pass
armed = [False]
def handler(*_):
    if armed[0]:
        armed[0] = False
        raise Now
signal.signal(signal.SIGALRM, handler)
rng, hits, wrong = random.Random(1), 0, []
for i in range(1500):
    a = client.put(X)
    try:
        try:
            armed[0] = True
            signal.setitimer(signal.ITIMER_REAL, rng.uniform(1e-5, 6e-4))
            while armed[0]:  # a destructor may have swallowed it
                if i % 2:
                    four.execute(rows)
                else:
                    donating(a, X, options=pjrt.ExecuteOptions(non_donatable=[0]))
                    donating(a, X)
                    a = client.put(X)
        except pjrt.ClosedError:  # Now came after C had taken the buffer
            while armed[0]:
                pass
    except Now:
        hits += 1
    if a._users or any(b._users for row in rows for b in row) or client._state.calls.coming:
        wrong.append(i)
signal.setitimer(signal.ITIMER_REAL, 0)
report["values"] = [r[0].to_numpy().tolist() for r in four.execute(rows)]
report.update(hits=hits, wrong=wrong)
""",
            plugin,
        )
        assert report["wrong"] == []
        assert report["hits"] > 1000
        assert report["values"] == [(2 * X).tolist()] * 4


class TestUnsafePointers:
    """Plugins take a reference to the memory while they tell its address, and abort on fulfilling an alias with it."""

    def test_fulfilling_waits_for_an_address(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        abi, source = client.plugin.abi, client.put(X)
        alias, promise = client.alias(X.shape, X.dtype)
        tell, address = abi.buffer_unsafe_pointer, source.unsafe_pointer
        other = threading.Thread(target=promise.fulfill, args=(source,))
        waits = []

        def telling(handle: Any) -> int:
            other.start()
            other.join(0.2)
            waits.append(other.is_alive())
            return tell(handle)

        monkeypatch.setattr(abi, "buffer_unsafe_pointer", telling)
        assert source.unsafe_pointer == address
        other.join(20)
        assert (waits, source.is_deleted, same(alias, X)) == ([True], True, True)

    def test_no_address_while_fulfilling(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        abi, source = client.plugin.abi, client.put(X)
        alias, promise = client.alias(X.shape, X.dtype)
        fulfil = abi.client_fulfill_alias_buffer

        def fulfilling(*arguments: Any) -> Any:
            with pytest.raises(pjrt.ClosedError, match="is in use by another call"):
                source.unsafe_pointer  # noqa: B018
            return fulfil(*arguments)

        monkeypatch.setattr(abi, "client_fulfill_alias_buffer", fulfilling)
        promise.fulfill(source)
        assert same(alias, X)

    def test_threads(self, plugin: str, in_child: Child) -> None:
        report = in_child(
            """
sys.setswitchinterval(1e-5)
client = pjrt.Client(sys.argv[1])
shared, counts, until = [client.put(X)], [0, 0], time.monotonic() + 0.6
def tell():
    while time.monotonic() < until:
        buffer = shared[0]
        try:
            for _ in range(50):
                buffer.unsafe_pointer
                counts[0] += 1
        except pjrt.PjrtError:
            pass
def fulfill():
    while time.monotonic() < until:
        alias, promise = client.alias(X.shape, X.dtype)
        shared[0] = source = client.put(X)
        time.sleep(0)
        promise.fulfill(source)
        counts[1] += 1
threads = [threading.Thread(target=function) for function in (tell, fulfill)]
[t.start() for t in threads], [t.join() for t in threads]
report["counts"] = counts
""",
            plugin,
        )
        assert all(count > 10 for count in report["counts"])


class TestRaces:
    """Each ends in an exception at worst; the plugins crash on some of it where nobody claims a buffer."""

    def test_deletion_and_donation_meanwhile(self, plugin: str, in_child: Child) -> None:
        report = in_child(
            """
client = pjrt.Client(sys.argv[1], options={"cpu_device_count": 4})
FOUR = pjrt.CompileOptions(num_replicas=4)
four, donating_four = client.compile(ADD, FOUR), client.compile(DONATING, FOUR)
one, donating_one = client.compile(ADD), client.compile(DONATING)
shared = [[None, None] for _ in client.devices]
def renew(place, index):
    shared[place][index] = client.put(X, client.devices[place])
for place in range(4):
    renew(place, 0), renew(place, 1)
end, counts, kinds, wrong = time.monotonic() + 1.2, [0] * 7, set(), []
def delete(k):
    place, index = counts[k] % 4, counts[k] // 4 % 2
    shared[place][index].delete()
    renew(place, index)
def on_four(k):
    rows = [list(row) for row in shared]
    wrong.extend(k for (y,) in four.execute(rows) if (y.to_numpy() != 2 * X).any())
def donate_four(k):
    rows = [[client.put(X, d), shared[p][1]] for p, d in enumerate(client.devices)]
    rows[counts[k] % 4][0] = shared[counts[k] % 4][0]
    try:
        wrong.extend(k for (y,) in donating_four.execute(rows) if (y.to_numpy() != 2 * X).any())
    finally:
        renew(counts[k] % 4, 0)
def donate_one(k):
    mine = shared[0][0]
    try:
        wrong.extend(() if (donating_one(mine, X)[0].to_numpy() == 2 * X).all() else (k,))
    finally:
        if mine.is_deleted:
            renew(0, 0)
def on_one(k):
    wrong.extend(() if (one(shared[0][0], shared[0][1])[0].to_numpy() == 2 * X).all() else (k,))
def work(function, k):
    while time.monotonic() < end or counts[k] < 3:
        try:
            function(k)
        except pjrt.PjrtError as error:
            kinds.add(type(error).__name__)
        except BaseException as error:
            wrong.append(repr(error))
        counts[k] += 1
jobs = [delete, on_four, donate_four, donate_one, donate_one, on_one, on_four]
threads = [threading.Thread(target=work, args=(f, k)) for k, f in enumerate(jobs)]
[t.start() for t in threads], [t.join() for t in threads]
report.update(wrong=wrong, kinds=sorted(kinds), least=min(counts))
report["users"] = [b._users for row in shared for b in row]
""",
            plugin,
        )
        assert report["wrong"] == []
        assert set(report["kinds"]) <= {"ClosedError", "InvalidArgumentError"}
        assert "ClosedError" in report["kinds"]
        assert report["users"] == [0] * 8
        assert report["least"] >= 3

    def test_the_end_meanwhile(self, plugin: str, in_child: Child) -> None:
        """Executables deleted, clients closed and dropped, a fork, while programs run on four devices."""
        report = in_child(
            f"SUM = {SUM!r}"
            + """
kinds, wrong, rounds = set(), [], [0]
FOUR = pjrt.CompileOptions(num_replicas=4)
def run(exe, over):
    results = None
    while not over.is_set():
        try:
            results = exe[0].execute(results or [[X]] * 4)
            rounds[0] += 1
            if rounds[0] % 5 == 0:
                results[2][0].to_numpy()
                results = None
        except pjrt.PjrtError as error:
            kinds.add(type(error).__name__)
            results = None
        except IndexError:
            return
for part in ("delete", "close", "drop", "fork"):
    client, end = pjrt.Client(sys.argv[1], options={"cpu_device_count": 4}), time.monotonic() + 0.3
    exe = [client.compile(SUM, FOUR)]
    over = threading.Event()
    threads = [threading.Thread(target=run, args=(exe, over)) for _ in range(3)]
    [t.start() for t in threads]
    while time.monotonic() < end:
        time.sleep(0.02)
        if part == "delete":
            old, exe[0] = exe[0], client.compile(SUM, FOUR)
            old.delete()
        elif part == "close":
            client.close()
            patience = time.monotonic() + 20
            while "ClosedError" not in kinds and time.monotonic() < patience:
                time.sleep(0.01)
        elif part == "drop":
            client = None
            exe.clear()
        elif not os.fork():
            try:
                exe[0].execute([[X]] * 4)
            except pjrt.ClosedError:
                os._exit(7)
            os._exit(8)
        else:
            wrong.extend(() if os.waitstatus_to_exitcode(os.wait()[1]) == 7 else ("fork",))
    over.set()
    [t.join() for t in threads]
    del client, exe, threads
    gc.collect()
report.update(wrong=wrong, kinds=sorted(kinds), rounds=rounds[0])
""",
            plugin,
        )
        assert report["wrong"] == []
        assert set(report["kinds"]) <= {"ClosedError", "InvalidArgumentError"}
        assert "ClosedError" in report["kinds"]
        assert report["rounds"] > 0
