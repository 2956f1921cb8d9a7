"""Memory that collectives read and write, and the key by which the parts of one operation meet."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import c_int64
from typing import TYPE_CHECKING, Any, NamedTuple

from pjrt_abi.extensions.collectives import PJRT_Collectives_CollectiveOpKind, PJRT_Collectives_CpuExecutor
from pjrt_abi.support import array_in

if TYPE_CHECKING:
    from pjrt.dtypes import DType


class Region(NamedTuple):
    """Elements that lie one after the other in host memory. keep: what keeps the memory."""

    address: int
    nbytes: int
    elements: int
    dtype: DType
    keep: Any

    def overlaps(self, other: Region) -> bool:
        """Whether they have bytes in common."""
        return self.address < other.address + other.nbytes and other.address < self.address + self.nbytes


def executor(
    run_id: int,
    device_ids: Sequence[int],
    local_participants: int,
    cross_module: bool,
    op_id: int,
    timeout_ns: int,
) -> PJRT_Collectives_CpuExecutor:
    """A PJRT_Collectives_CpuExecutor. It keeps the numbers alive that it points to."""
    kinds = PJRT_Collectives_CollectiveOpKind
    made = PJRT_Collectives_CpuExecutor()
    made.run_id, made.op_id, made.timeout_in_ns = run_id, op_id, timeout_ns
    made.num_local_participants = local_participants
    made.collective_op_kind = kinds.CROSS_MODULE if cross_module else kinds.CROSS_REPLICA
    made._keep, made.global_device_ids, made.num_global_device_ids = array_in(c_int64, device_ids)
    return made
