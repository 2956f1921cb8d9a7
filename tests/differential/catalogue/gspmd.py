"""As in `sharding`, divided by GSPMD: shardings are attributes of XLA's own, with no Shardy in the module."""

from __future__ import annotations

from tests.differential.define import Group, Input, jnp, normal
from tests.differential.devices import Spec, spread

group = Group("gspmd")

ROWS: Spec = ("i",)
COLUMNS: Spec = (None, "i")
WHOLE: Spec = ()


def _program(name: str, function, given: list[Spec], back, *inputs: Input, **more) -> None:
    group(name, function, *inputs, stage=spread(function, given, back, **more), gspmd=True)


_program("elementwise", lambda x: jnp.sin(x) * 2, [ROWS], ROWS, normal(8, 3))
_program("rows_to_columns", lambda x: x * 2, [ROWS], COLUMNS, normal(8, 4))
_program("matmul_inner", lambda a, b: a @ b, [COLUMNS, ROWS], WHOLE, normal(6, 8), normal(8, 3))
_program("grid", lambda a, b: a @ b, [("i", "j"), ("j",)], ("i",), normal(4, 6), normal(6, 3), mesh=(2, 2))
_program("sums", lambda x: [x.sum(0), x.sum(1)], [ROWS], [WHOLE, ROWS], normal(8, 5))
_program("cumsum", lambda x: jnp.cumsum(x, 0), [ROWS], ROWS, normal(8, 3))
_program("concatenate", lambda x, y: jnp.concatenate([x, y]), [ROWS, ROWS], ROWS, normal(4, 3), normal(8, 3))
