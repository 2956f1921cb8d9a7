"""What one process of a distributed program is told of the others."""

from __future__ import annotations

from dataclasses import dataclass

from pjrt import checks
from pjrt_abi.enums import PJRT_ProcessState
from pjrt_abi.errors import PjrtError

ProcessState = PJRT_ProcessState
"""How a process is: the members of the C enum PJRT_ProcessState."""


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """A process of a distributed program, for `Client.update_process_info`. C: PJRT_ProcessInfo.

    task_id: its number; incarnation_id: a number that it has anew each time it starts, 64 bits, unsigned; state: how
    it is; error: what it failed with, of which the code and the message are told.

    Raises TypeError for a value of another type, ValueError for a number that C has no room for.
    """

    task_id: int
    incarnation_id: int
    state: ProcessState
    error: PjrtError | None = None

    def __post_init__(self) -> None:
        checks.integer("task_id", self.task_id, 32)
        checks.integer("incarnation_id", self.incarnation_id, 64, signed=False)
        if not isinstance(self.state, ProcessState) or self.state not in tuple(ProcessState):  # plugins abort
            raise TypeError(f"state: expected a pjrt.ProcessState, got {self.state!r}")
        if self.error is not None and not isinstance(self.error, PjrtError):
            raise TypeError(f"error: expected a PjrtError or None, got {self.error!r}")
