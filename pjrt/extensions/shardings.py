"""Shardings: which part of its arguments and results each device of a program has."""

from __future__ import annotations

from pjrt.executable import Executable
from pjrt.extensions.facade import Extension
from pjrt.sharding import Sharding as Sharding
from pjrt_abi.extensions import shardings as raw


class Shardings(Extension):
    """The shardings of compiled programs. C: PJRT_Shardings_Extension."""

    TABLE = raw.Shardings
    table: raw.Shardings

    def parameters(self, executable: Executable) -> tuple[Sharding, ...] | None:
        """Of each parameter; None where the program has none, as one without partitions.

        C: PJRT_Shardings_PJRT_Executable_ParameterShardings.
        """
        return _read(self.table.executable_parameter_shardings(self._executable(executable)))

    def outputs(self, executable: Executable) -> tuple[Sharding, ...] | None:
        """Of each result; None where the program has none. C: PJRT_Shardings_PJRT_Executable_OutputShardings."""
        return _read(self.table.executable_output_shardings(self._executable(executable)))


def _read(serialized: list[bytes] | None) -> tuple[Sharding, ...] | None:
    return None if serialized is None else tuple(map(Sharding.parse, serialized))
