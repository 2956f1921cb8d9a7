"""Triton: kernels in its language, compiled by the plugin."""

from __future__ import annotations

from typing import NamedTuple

from pjrt import checks
from pjrt.extensions.facade import Extension
from pjrt_abi.extensions import triton as raw


class Kernel(NamedTuple):
    """A compiled kernel. asm: the machine's assembly; shared_nbytes: the shared memory that a block takes, bytes.

    path: of a file with the binary, if the plugin wrote one, else "".
    """

    asm: bytes
    shared_nbytes: int
    path: str


class Triton(Extension):
    """Compiles kernels. C: PJRT_Triton_Extension."""

    TABLE = raw.Triton
    table: raw.Triton

    def compile(
        self, module: str | bytes, arch: str, *, num_warps: int = 4, num_ctas: int = 1, num_stages: int = 3
    ) -> Kernel:
        """The kernel for an architecture.

        module: Triton's MLIR, as text or bytecode. arch: the platform's name for it, such as "9.0". num_warps: in a
        block; num_ctas: blocks in a cluster; num_stages: of the software pipeline; 1 or more each.
        Raises TypeError or ValueError for what is no such thing, and PjrtError for what does not compile.
        C: PJRT_Triton_Compile.
        """
        if not isinstance(module, str | bytes | bytearray | memoryview):
            raise TypeError(f"module: expected str or bytes, got {module!r:.80}")
        if not len(module):
            raise ValueError("module: it is empty")
        checks.text("arch", arch)
        for name, value in (("num_warps", num_warps), ("num_ctas", num_ctas), ("num_stages", num_stages)):
            checks.integer(name, value, 32)
            if value < 1:
                raise ValueError(f"{name}: expected 1 or more, got {value}")
        self._state.require_open()
        code = module if isinstance(module, str) else bytes(module)
        return Kernel(*self.table.compile(code, arch, num_warps, num_ctas, num_stages))
