"""Generated from `xla/pjrt/c/pjrt_c_api_triton_extension.h`: what serves its functions."""

from __future__ import annotations

from typing import Any

from pjrt_abi.extensions.triton import PJRT_Triton_Compile_Args, Triton
from pjrt_abi.views import FunctionView, ScalarIn, ScalarOut, TableServer, TextIn, TextOut, unserved


class TritonServer(TableServer):
    """What serves `PJRT_Triton_Extension`."""

    CLIENT = Triton
    TYPE = 7
    VIEWS = (
        FunctionView(
            "PJRT_Triton_Compile",
            "compile",
            PJRT_Triton_Compile_Args,
            TextIn("module", "module", "module_size", text=str),
            TextIn("arch_name", "arch_name", "arch_name_size", text=str),
            ScalarIn("num_warps", "num_warps"),
            ScalarIn("num_ctas", "num_ctas"),
            ScalarIn("num_stages", "num_stages"),
            TextOut("out_asm", "out_asm", "out_asm_size", text=bytes),
            ScalarOut("out_smem_bytes", "out_smem_bytes"),
            TextOut("out_path", "out_path", "out_path_size", text=str),
            error="PJRT_Error",
        ),
    )

    def compile(self, *, module: str, arch_name: str, num_warps: int, num_ctas: int, num_stages: int) -> Any:
        """Serves `PJRT_Triton_Compile`, slot 0. Tells out_asm, out_smem_bytes, out_path."""
        unserved("PJRT_Triton_Compile")
