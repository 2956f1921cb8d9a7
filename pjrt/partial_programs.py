"""Programs that are compiled in part, as phases of a compilation give them to each other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import overload

from pjrt import messages

_MESSAGE = "xla.PjRtPartialProgramProto"
_TEXTS = {"format": "program_format", "producer": "producer_phase", "version": "version", "name": "program_name"}
"""The message's names of fields that hold a text."""
_MAGIC = b"pjrt partial programs 1\n"


@dataclass(frozen=True, slots=True, repr=False)
class PartialProgram:
    """What a phase takes or makes: a part of a program, or something about it.

    code: its bytes; format: the plugin's word for what they are; producer: the phase that made it; consumers: the
    phases that take it; version: of the format; name: what it is. C: a serialized xla.PjRtPartialProgramProto.
    """

    code: bytes
    format: str = ""
    producer: str = ""
    consumers: tuple[str, ...] = ()
    version: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "consumers", tuple(self.consumers))
        for field in fields(self):
            values = self.consumers if field.name == "consumers" else (getattr(self, field.name),)
            kind: type = bytes if field.name == "code" else str
            if not all(isinstance(value, kind) for value in values):
                raise TypeError(f"{field.name}: expected {kind.__name__}, got {getattr(self, field.name)!r:.80}")

    def __repr__(self) -> str:
        what = " ".join(filter(None, (self.name, self.format))) or "program"
        return f"<PartialProgram {what!r}: {len(self.code)} bytes{f' by {self.producer}' * bool(self.producer)}>"

    @classmethod
    def parse(cls, serialized: bytes) -> PartialProgram:
        """From the bytes of an xla.PjRtPartialProgramProto. Raises TypeError or ValueError for what is none."""
        from google.protobuf.message import DecodeError

        if not isinstance(serialized, bytes | bytearray | memoryview):
            raise TypeError(f"serialized: expected bytes, got {serialized!r:.80}")
        told = messages.new(_MESSAGE)
        try:
            told.ParseFromString(bytes(serialized))
        except DecodeError as error:
            raise ValueError(f"serialized: not an {_MESSAGE}: {error}") from None
        consumers = tuple(told.consumer_phases)
        return cls(told.program, told.program_format, told.producer_phase, consumers, told.version, told.program_name)

    def serialize(self) -> bytes:
        """The bytes of an xla.PjRtPartialProgramProto. Raises ValueError for text that UTF-8 cannot hold."""
        made = messages.new(_MESSAGE)
        made.program = self.code
        for name, field in _TEXTS.items():
            messages.store(name, setattr, made, field, getattr(self, name))
        messages.store("consumers", made.consumer_phases.extend, self.consumers)
        return bytes(made.SerializeToString(deterministic=True))


class PartialPrograms(Sequence[PartialProgram]):
    """All that the phases of one compilation have made so far. Immutable; made by `PhaseCompiler.run` and `parse`.

    key: the same for one topology, options and compiler. phases: those that ran, in their order.
    """

    __slots__ = ("_parts", "_stated")

    _parts: tuple[PartialProgram, ...]
    _stated: tuple[str, tuple[str, ...]]

    def __init__(self) -> None:
        raise TypeError("PartialPrograms come from PhaseCompiler.run and PartialPrograms.parse")

    @classmethod
    def _make(cls, key: str, phases: tuple[str, ...], parts: tuple[PartialProgram, ...]) -> PartialPrograms:
        made = cls.__new__(cls)
        made._stated = key, phases
        made._parts = parts
        return made

    @property
    def key(self) -> str:
        """The same for one topology, options and compiler."""
        return self._stated[0]

    @property
    def phases(self) -> tuple[str, ...]:
        """Those that ran."""
        return self._stated[1]

    @overload
    def __getitem__(self, index: int | str) -> PartialProgram: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[PartialProgram, ...]: ...
    def __getitem__(self, index: int | str | slice) -> PartialProgram | tuple[PartialProgram, ...]:
        """By place, or the last one of that name. Raises IndexError or KeyError."""
        if not isinstance(index, str):
            return self._parts[index]
        for part in reversed(self._parts):
            if part.name == index:
                return part
        raise KeyError(index)

    def __len__(self) -> int:
        return len(self._parts)

    def __iter__(self) -> Iterator[PartialProgram]:
        return iter(self._parts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PartialPrograms):
            return NotImplemented
        return (self._stated, self._parts) == (other._stated, other._parts)

    def __hash__(self) -> int:
        return hash((self._stated, self._parts))

    def __repr__(self) -> str:
        return f"<PartialPrograms: {len(self)} after {', '.join(self.phases)}>"

    @property
    def results(self) -> tuple[PartialProgram, ...]:
        """Those that no phase takes: what a compilation is for."""
        return tuple(part for part in self._parts if not part.consumers)

    def serialize(self) -> bytes:
        """Bytes for `parse`, to compile on later, in another process."""
        bodies = [part.serialize() for part in self._parts]
        head = {"key": self.key, "phases": self.phases, "sizes": [len(body) for body in bodies]}
        rest = b"".join([json.dumps(head).encode(), b"\n", *bodies])
        return _MAGIC + hashlib.sha256(rest).digest() + rest

    @classmethod
    def parse(cls, serialized: bytes) -> PartialPrograms:
        """What `serialize` gave. Raises TypeError for no bytes, ValueError for other bytes, cut and changed ones too.

        Compile on only what comes from where you trust: plugins abort the process on parts that make no sense.
        """
        if not isinstance(serialized, bytes | bytearray | memoryview):
            raise TypeError(f"serialized: expected bytes, got {serialized!r:.80}")
        data, start = bytes(serialized), len(_MAGIC) + hashlib.sha256().digest_size
        if not data.startswith(_MAGIC) or data[len(_MAGIC) : start] != hashlib.sha256(data[start:]).digest():
            raise ValueError("serialized: expected what PartialPrograms.serialize gave, unchanged")
        text, _, rest = data[start:].partition(b"\n")
        head = json.loads(text)
        parts, at = [], 0
        for size in head["sizes"]:
            parts.append(PartialProgram.parse(rest[at : at + size]))
            at += size
        return cls._make(head["key"], tuple(head["phases"]), tuple(parts))

    def require(self, phase: str, order: Sequence[str]) -> None:
        """Raises ValueError unless this phase is one that may run now. order: all phases in theirs."""
        if phase in self.phases:
            raise ValueError(f"phases: {phase!r} ran before")
        for earlier in order[: list(order).index(phase)]:
            if earlier not in self.phases and any(earlier in part.consumers for part in self._parts):
                raise ValueError(f"phases: {earlier!r} comes before {phase!r}")
        if not any(phase in part.consumers for part in self._parts):
            raise ValueError(f"phases: nothing was made for {phase!r} so far")


def start(key: str, source: PartialProgram, first: str) -> PartialPrograms:
    """A source, for the first phase."""
    return PartialPrograms._make(key, (), (replace(source, consumers=(first,)),))


def batches(programs: PartialPrograms, phase: str, one_at_a_time: str | None) -> list[tuple[PartialProgram, ...]]:
    """What the phase takes, in as many calls. one_at_a_time: the format of which a call gets one, as its first."""
    taken = [part for part in programs if phase in part.consumers]
    if one_at_a_time is None:
        return [tuple(taken)]
    rest = [part for part in taken if part.format != one_at_a_time]
    return [(part, *rest) for part in taken if part.format == one_at_a_time]


def after(programs: PartialPrograms, phase: str, results: tuple[PartialProgram, ...]) -> PartialPrograms:
    """With what a phase made of them. A source is not kept."""
    before = tuple(programs) if programs.phases else ()
    return PartialPrograms._make(programs.key, (*programs.phases, phase), before + results)
