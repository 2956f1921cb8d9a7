"""Programs that Shardy is to partition, and whose shardings it cannot read: newer plugins abort on them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pjrt.program import BYTECODE

if TYPE_CHECKING:
    from pjrt.compile_options import CompileOptions
    from pjrt.program import Program

_FLAG: Final = "xla_enable_hlo_sharding_v3"
_FINE_UNTIL: Final = (0, 106)
"""The newest API that was seen with the flag off by default; 0.115 has it on."""

_ATTRIBUTE: Final = "mhlo.sharding"
# Few programs have shardings of this kind, so these are compiled when one does.
_CONVERTED: Final = r'custom_call\s+@Sharding\b|"Sharding"|\bres_attrs\s*=\s*\[[^\]]*mhlo\.sharding'
"""What has plugins convert a module's shardings first, as those of a result do. So it was seen."""
_IN_TEXT: Final = rb'mhlo\.sharding\s*=\s*"(\{[^"]*)"'
_IN_BYTECODE: Final = rb"\{(?:devices=|manual|maximal|unknown|\{)[^\0]*\}"
_REPLICATED: Final = rb"\{(?:\{?replicated\}?[, ]*)*\}"


def check(program: Program, options: CompileOptions, version: tuple[int, int] | None) -> None:
    """Raises ValueError for a program that the plugin would abort on. version: of its API."""
    if version is not None and version <= _FINE_UNTIL:
        return
    if not options.use_shardy_partitioner or not _reads_meshes_only(options):
        return
    found = _hlo(program) if program.format != "mlir" else _mlir(program.code)
    if found:
        raise ValueError(
            f"program: {program.origin} has the sharding {found}, which plugins of this version abort on when Shardy "
            f"partitions it; use `sdy.sharding`, or use_shardy_partitioner=False, or overrides={{{_FLAG!r}: False}}"
        )


def _reads_meshes_only(options: CompileOptions) -> bool:
    """Whether Shardy is to read no shardings but those of meshes, as it does by default."""
    if (debug := options.debug_options) and not debug.get(_FLAG):
        return False  # they stand in place of all defaults
    return options.overrides.get(_FLAG, True) not in (False, "false", "False", "0", 0)


def _mlir(code: bytes) -> str:
    if _ATTRIBUTE.encode() not in code:
        return ""
    is_text = not code.startswith(BYTECODE)
    if is_text and _is_converted(code.decode(errors="replace")):
        return ""
    wanted = _IN_TEXT if is_text else _IN_BYTECODE
    shardings = (match[match.lastindex or 0] for match in re.finditer(wanted, code))
    return next((text.decode(errors="replace") for text in shardings if not re.fullmatch(_REPLICATED, text)), "")


def _is_converted(text: str) -> bool:
    from pjrt import mlir_text

    try:
        return bool(re.search(_CONVERTED, text)) or any(_ATTRIBUTE in result for result in mlir_text.results(text))
    except TypeError:  # it does not parse, which the plugin says
        return True


def _hlo(program: Program) -> str:
    from google.protobuf.message import DecodeError

    from pjrt.protos import message

    try:
        if program.format == "hlo":
            module = message("xla.HloModuleProto").FromString(program.code)
        else:
            module = message("xla.HloModuleProtoWithConfig").FromString(program.code).hlo_module
    except DecodeError:  # the plugin says so
        return ""
    instructions = (i for computation in module.computations for i in computation.instructions)
    return next((f"of {i.name!r}" for i in instructions if i.HasField("sharding") and _is_old(i.sharding)), "")


def _is_old(sharding: Any) -> bool:
    """Whether it is neither of a mesh nor replicated."""
    types = sharding.DESCRIPTOR.enum_types_by_name["Type"].values_by_name
    if sharding.type == types["TUPLE"].number:
        return any(map(_is_old, sharding.tuple_shardings))
    return sharding.type != types["REPLICATED"].number and not sharding.HasField("named_sharding")
