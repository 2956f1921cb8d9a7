"""Arguments and results that lie in memory in an order of dimensions of the program's choice, or the compiler's."""

from __future__ import annotations

from tests.differential.define import Group, Input, integers, jnp, normal
from tests.differential.devices import arranged

group = Group("layouts")

ROWS, COLUMNS, ANY = (0, 1), (1, 0), None


def _program(name: str, function, given, back, *inputs: Input) -> None:
    group(name, function, *inputs, stage=arranged(function, given, back))


_program("columns_in", lambda x: x * 2, [COLUMNS], ROWS, normal(3, 5))
_program("columns_out", lambda x: x * 2, [ROWS], COLUMNS, normal(3, 5))
_program("columns_both", lambda x: x * 2, [COLUMNS], COLUMNS, normal(3, 5))
_program("transposed", lambda x: x.T, [COLUMNS], ROWS, normal(3, 5))
_program("matmul", lambda a, b: a @ b, [COLUMNS, ROWS], COLUMNS, normal(3, 5), normal(5, 4))
_program("matmul_free", lambda a, b: a @ b.T, [ANY, ANY], ANY, normal(3, 5), normal(4, 5))
_program("free_in", lambda x: x + 1, [ANY], COLUMNS, normal(3, 5))
_program("results_apart", lambda x: [x, x + 1, x.sum(0)], [ROWS], [COLUMNS, ROWS, (0,)], normal(3, 5))
_program("four_dimensions", lambda x: x[::-1], [(3, 0, 2, 1)], (1, 2, 3, 0), normal(2, 3, 4, 5))
_program("reshape", lambda x: x.reshape(15), [COLUMNS], (0,), normal(3, 5))
_program("scalar_beside", lambda x, y: x * y, [COLUMNS, ()], COLUMNS, normal(3, 5), normal())
_program("empty", lambda x: x + 1, [COLUMNS], COLUMNS, normal(0, 3))
_program("one_column", lambda x: x + 1, [COLUMNS], COLUMNS, normal(4, 1))
for _dtype in ("bool", "bfloat16", "complex128", "int4"):
    _program(f"types[{_dtype}]", lambda x: jnp.flip(x), [COLUMNS], COLUMNS, integers(0, 2, 3, 5, dtype=_dtype))
