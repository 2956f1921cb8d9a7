"""What the headers call experimental or deprecated: all of it in one place, off until it is asked for.

`pjrt.experimental.enable("RawBuffer")` lets it be used, or PJRT_EXPERIMENTAL=1 in the environment (or names in it,
separated by commas); without, using it raises ExperimentalError. What is marked comes from the headers:
`pjrt.experimental.marks()` lists it. Its façades are here by name, such as `pjrt.experimental.RawBuffer`, and also in
`pjrt.extensions`; either way they are gated. What the library itself calls for something that is not marked, as
`Buffer.layout` does PJRT_Buffer_GetMemoryLayout, needs nothing enabled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pjrt import extensions
from pjrt._runtime import gate
from pjrt.loaded_executable import LoadedExecutable

if TYPE_CHECKING:
    from types import TracebackType


class Enabled:
    """What `enable` enabled; as a context manager it takes that back at its end."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names

    def __repr__(self) -> str:
        return f"Enabled({', '.join(self.names)})"

    def __enter__(self) -> Enabled:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        disable(*self.names)


def enable(*names: str) -> Enabled:
    """Lets these be used, in all threads, until `disable`; all that is marked where none is named.

    names: of extensions, such as "RawBuffer", or of core functions, such as "PJRT_LoadedExecutable_Fingerprint".
    `with pjrt.experimental.enable("RawBuffer"):` lets them be bound in its body only; what is bound stays usable.
    Raises TypeError or ValueError for what is no such name.
    """
    checked = gate.known(names or gate.marks())
    gate.add(checked, 1)
    return Enabled(checked)


def disable(*names: str) -> None:
    """Takes back one `enable` of each of these; of all that is marked where none is named."""
    gate.add(gate.known(names or gate.marks()), -1)


def is_enabled(name: str) -> bool:
    """Whether this may be used. Raises TypeError or ValueError for what is no such name."""
    return gate.passes(*gate.known([name]))


def marks() -> dict[str, str]:
    """What is gated: names of extensions and of core functions, each with "experimental", "deprecated" or both."""
    return gate.marks()


def loaded_fingerprint(executable: LoadedExecutable) -> bytes:
    """The same for the same program, options and compiler, for plugins older than `LoadedExecutable.fingerprint`.

    Deprecated: needs `pjrt.experimental.enable("PJRT_LoadedExecutable_Fingerprint")`.
    Raises UnimplementedError where the platform has none, as XLA:CPU. C: PJRT_LoadedExecutable_Fingerprint.
    """
    name = "PJRT_LoadedExecutable_Fingerprint"
    gate.require(name, gate.marks().get(name, ""))
    if not isinstance(executable, LoadedExecutable):
        raise TypeError(f"executable: expected a LoadedExecutable, got {executable!r:.80}")
    executable._require()
    return executable._state.abi.loaded_executable_fingerprint(executable._ptr)


def __getattr__(name: str) -> Any:
    if name in gate.marks() and not name.startswith("PJRT_"):
        return getattr(extensions, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=__name__)


def __dir__() -> list[str]:
    return sorted({*globals(), *(name for name in gate.marks() if not name.startswith("PJRT_"))})
