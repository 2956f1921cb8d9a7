"""Compiling phase by phase: what each phase makes can be kept, looked at, and compiled on later."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pjrt import compile_options, partial_programs
from pjrt import program as programs
from pjrt._runtime.owned import Owned
from pjrt._runtime.plugin_state import PluginState
from pjrt.compile_options import CompileOptions
from pjrt.errors import PjrtError
from pjrt.extensions.facade import Extension
from pjrt.partial_programs import PartialProgram as PartialProgram
from pjrt.partial_programs import PartialPrograms as PartialPrograms
from pjrt.program import ProgramLike
from pjrt.topology import Topology
from pjrt_abi.extensions import phase_compile as raw

_ONE_AT_A_TIME = {"phase2b_deduped_lowering": "dedup_hlo"}
"""Phases that take one program of a format at a time, with all else that they take. This one is libtpu's."""


class PhaseCompile(Extension):
    """Compiles programs phase by phase. C: PJRT_PhaseCompile_Extension."""

    TABLE = raw.PhaseCompile
    table: raw.PhaseCompile

    def compiler(self) -> PhaseCompiler:
        """A compiler. Raises UnsupportedError where the plugin has none, as XLA:CPU.

        C: PJRT_PhaseCompile_Get_Compiler.
        """
        self._state.require_open()
        return PhaseCompiler(self._state, self)


class PhaseCompiler(Owned):
    """Runs the phases of a compilation. Lives until the last reference goes; any thread may use it.

    C: PJRT_PhaseCompiler, PJRT_PhaseCompile_Destroy_Compiler.
    """

    __slots__ = ("_extension",)

    def __init__(self, state: PluginState, extension: PhaseCompile) -> None:
        self._extension = extension
        super().__init__(state, extension.table.get_compiler(), extension.table.destroy_compiler)

    def __repr__(self) -> str:
        return f"<PhaseCompiler of {self._state.plugin.name!r}>"

    @property
    def phases(self) -> tuple[str, ...]:
        """The names of the phases, in the order in which they run.

        C: PJRT_PhaseCompile_Get_PhaseNames, PJRT_PhaseCompile_C_Buffers_Destroy.
        """
        return tuple(self._extension.table.get_phase_names(self._handle()))

    def run(
        self,
        phases: str | Sequence[str],
        program: ProgramLike | PartialProgram | PartialPrograms,
        topology: Topology,
        options: CompileOptions | None = None,
    ) -> PartialPrograms:
        """Runs phases one by one, each on what the ones before made for it. Gives all that was made so far.

        program: what `Client.compile` takes, for the first phase; for later ones, what `run` gave.

        Plugins abort the process on halves that do not belong together. So TypeError or ValueError is raised for a
        phase that there is not, comes too early or ran before, for programs that were made for another topology, with
        other options or by another version, and for options that `Topology.compile` refuses; PjrtError for what the
        plugin refuses. C: PJRT_PhaseCompile_Run_Phase, PJRT_PhaseCompile_C_Buffers_Destroy.
        """
        table, devices = self._extension.table, self._extension._topology(topology)
        checked = compile_options.checked_for(options, topology.devices, "this topology", self._state.abi.version)
        known = self.phases
        wanted = _names(phases, known)
        key = self._key(topology, checked)
        if isinstance(program, PartialPrograms):
            if program.key != key:
                raise ValueError("program: it was made for another topology, with other options or by another version")
            made = program
        else:
            made = partial_programs.start(key, _source(program), known[0])
        for phase in wanted:
            made.require(phase, known)
            results: list[bytes] = []
            for batch in partial_programs.batches(made, phase, _ONE_AT_A_TIME.get(phase)):
                given = [part.serialize() for part in batch]
                results += table.run_phase(self._handle(), given, [phase], checked.serialize(), devices)
            made = partial_programs.after(made, phase, _parsed(results))
        return made

    def _key(self, topology: Topology, options: CompileOptions) -> str:
        """What programs of one compilation have in common."""
        name = f"{self._state.abi.version} {topology.platform_name} {topology.platform_version}"
        parts = name.encode(), topology.serialize(), options.serialize()
        return hashlib.sha256(b"".join(len(part).to_bytes(8, "little") + part for part in parts)).hexdigest()


def _names(phases: str | Sequence[str], known: tuple[str, ...]) -> tuple[str, ...]:
    wanted = (phases,) if isinstance(phases, str) else phases
    if not isinstance(wanted, Sequence) or not all(isinstance(phase, str) for phase in wanted):
        raise TypeError(f"phases: expected the name of a phase, or a list of such, got {phases!r:.80}")
    for phase in wanted:
        if phase not in known:
            raise ValueError(f"phases: expected some of {', '.join(known)}, got {phase!r}")
    if not wanted:
        raise ValueError("phases: expected one at least")
    return tuple(wanted)


def _parsed(results: list[bytes]) -> tuple[PartialProgram, ...]:
    try:
        return tuple(map(PartialProgram.parse, results))
    except ValueError as error:
        raise PjrtError(f"a phase made what cannot be read: {error}", function="PJRT_PhaseCompile_Run_Phase") from None


def _source(program: ProgramLike | PartialProgram) -> PartialProgram:
    if isinstance(program, PartialProgram):
        if program.producer or program.consumers:
            raise ValueError(f"program: {program!r} is a phase's; pass all that `run` gave")
        return program
    code = programs.read(program)
    return PartialProgram(code.code, code.format)
