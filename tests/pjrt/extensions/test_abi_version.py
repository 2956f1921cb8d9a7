"""ABI versions of programs for hardware that is not here, and of the reference plugin's runtime."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Callable

import pytest

import pjrt
from pjrt import protos
from pjrt.extensions import AbiVersion
from pjrt.extensions.abi_version import ExecutableAbiVersion, RuntimeAbiVersion
from pjrt.server import Served
from tests.pjrt.programs import Child, add


def runtime(platform: int, version: bytes) -> bytes:
    serialized: bytes = protos.message("xla.PjRtRuntimeAbiVersionProto")(
        platform=platform, version=version
    ).SerializeToString()
    return serialized


def check(versions: AbiVersion, program: pjrt.Executable) -> ExecutableAbiVersion:
    """What holds of a program's version anywhere."""
    made = versions.of_executable(program)
    again = versions.executable(made.serialize())
    assert made == again
    assert hash(made) == hash(again)
    assert made.platform_id == again.platform_id != 0
    assert made.version
    assert made.version in made.serialize()
    return made


def test_tpu(libtpu: pjrt.Plugin, tpu_program: pjrt.Executable) -> None:
    versions = libtpu.extension(AbiVersion)
    program = check(versions, tpu_program)
    assert b"default" in program.version
    # A runtime's message of libtpu: field 1, its version; field 3, the compiler's name.
    old = versions.runtime(runtime(program.platform_id, b"\x08\x03\x1a\x07default"))
    assert old == versions.runtime(old.serialize())
    assert old.platform_id == program.platform_id
    assert old.version == b"\x08\x03\x1a\x07default"
    assert not old.is_compatible_with(program)
    with pytest.raises(pjrt.FailedPreconditionError, match=r"required by the program \(\d+\) is not supported"):
        old.require_compatible(program)
    with pytest.raises(pjrt.UnimplementedError):
        old.is_compatible_with(old)


def test_tpus_differ(libtpu: pjrt.Plugin) -> None:
    versions = libtpu.extension(AbiVersion)
    v5, v6 = (versions.of_executable(pjrt.Topology(libtpu, name).compile(add())) for name in ("v5e:2x2", "v6e:2x2"))
    gc.collect()  # the programs are gone
    assert (v5 == v6, v5 == 5, v5.platform_id == v6.platform_id) == (False, False, True)


def test_gpu(cuda: pjrt.Plugin, h100_program: pjrt.Executable) -> None:
    versions = cuda.extension(AbiVersion)
    program = check(versions, h100_program)

    def toolkit(version: bytes) -> bytes:
        """Texts with a byte that tells their length: the version in a message, that and the platform in another."""
        text = bytes([0x0A, len(version)]) + version
        parts = text + b"\x12\x059.9.9\x1a\x059.9.9"
        return b"\x0a\x04CUDA\x12" + bytes([len(parts)]) + parts

    new = versions.runtime(runtime(program.platform_id, toolkit(b"13.0.0")))
    assert new.platform_id == program.platform_id
    assert new == versions.runtime(new.serialize())
    new.require_compatible(program)
    assert new.is_compatible_with(program)
    other = program.serialize().replace(b"0.0.0", b"9.0.0", 1)  # a later toolkit than the runtime below has
    old = versions.runtime(runtime(program.platform_id, toolkit(b"1.0.0")))
    assert not old.is_compatible_with(versions.executable(other))
    with pytest.raises(pjrt.FailedPreconditionError, match=r"CUDA toolkit version mismatch"):
        old.require_compatible(versions.executable(other))
    assert not new.is_compatible_with(versions.executable(b""))  # of no platform, and taken
    with pytest.raises(pjrt.UnimplementedError):
        new.is_compatible_with(old)


@pytest.mark.parametrize("name", ["libtpu", "xla_cuda13"])
def test_garbage(in_child: Child, name: str) -> None:
    """A version or an error, and no crash, whatever the bytes."""
    report = in_child(
        """
import random
versions = pjrt.load(sys.argv[1]).extension(pjrt.extensions.AbiVersion)
random.seed(0)
given = [b"", b"\\x01\\xff" * 20, b"\\x08\\x05", b"\\x12\\x03abc", b"x" * 100000]
given += [bytes(random.randrange(256) for _ in range(random.randrange(40))) for _ in range(300)]
kinds = set()
for read in (versions.runtime, versions.executable):
    for serialized in given:
        try:
            made = read(serialized)
            kinds.add((made.platform_id, made.serialize(), repr(made))[2])
        except pjrt.PjrtError as error:
            kinds.add(type(error).__name__)
report["kinds"] = sorted(kinds)
""",
        name,
    )
    assert "InvalidArgumentError" in report["kinds"]


# ----------------------------------------------------------------------- reference


def test_client(reference: pjrt.Client, served: Served) -> None:
    """A client's version, which takes a client: no plugin here that has one has the extension."""
    seen: list[str] = []
    served.add_hook(lambda view: seen.append(view.name))
    versions = reference.plugin.extension(AbiVersion)
    own = versions.of_client(reference)
    program = check(versions, reference.compile(add()))
    assert repr(own) == f"<RuntimeAbiVersion of {reference.plugin.name!r}>"
    own.require_compatible(program)
    assert own.is_compatible_with(own)
    assert own != program
    other = versions.runtime(own.serialize().replace(b"1", b"2"))
    assert isinstance(other, RuntimeAbiVersion)
    assert (other.version, other.platform_id) == (b"2", own.platform_id)
    assert not other.is_compatible_with(own)
    with pytest.raises(pjrt.FailedPreconditionError, match="version 1 is not compatible with version 2"):
        other.require_compatible(program)
    with pytest.raises(pjrt.InvalidArgumentError, match="no serialized ABI version"):
        versions.runtime(b"\xff")
    del own, program, other
    gc.collect()
    assert seen.count("PJRT_RuntimeAbiVersion_Destroy") == 2
    assert seen.count("PJRT_ExecutableAbiVersion_Destroy") == 2


def test_wrong_arguments(reference: pjrt.Client, cuda: pjrt.Plugin, h100_program: pjrt.Executable) -> None:
    versions = reference.plugin.extension(AbiVersion)
    own = versions.of_client(reference)
    calls: list[tuple[Callable[[], object], str]] = [
        (lambda: versions.runtime("x"), "serialized: expected bytes"),  # type: ignore[arg-type]
        (lambda: versions.executable(5), "serialized: expected bytes"),  # type: ignore[arg-type]
        (lambda: versions.of_client(5), "client: expected "),  # type: ignore[arg-type]
        (lambda: versions.of_executable(reference), "executable: expected "),  # type: ignore[arg-type]
        (lambda: own.is_compatible_with(b""), "other: expected a RuntimeAbiVersion"),  # type: ignore[arg-type]
        (lambda: pickle.dumps(own), "cannot be pickled"),
    ]
    for call, text in calls:
        with pytest.raises(TypeError, match=text):
            call()
    for call in (
        lambda: own.is_compatible_with(cuda.extension(AbiVersion).of_executable(h100_program)),
        lambda: versions.of_executable(h100_program),
    ):
        with pytest.raises(ValueError, match="is not of the plugin"):
            call()
