"""Programs that may write over their arguments: whoever gave them finds them deleted."""

from __future__ import annotations

from tests.differential.define import Group, integers, jnp, lax, normal
from tests.differential.devices import each, spread

group = Group("donation")


group("in_place", lambda x: x + 1, normal(8), donate=(0,))
group("first_of_two", lambda x, y: x + y, normal(8), normal(8), donate=(0,))
group("both", lambda x, y: (x + y, x - y), normal(8), normal(8), donate=(0, 1))
group("swap", lambda x, y: (y, x), normal(8), normal(8), donate=(0, 1))
group("identity", lambda x: x, normal(8), donate=(0,))
group(
    "update", lambda x, u, i: lax.dynamic_update_slice(x, u, (i,)), normal(16), normal(3), integers(0, 9), donate=(0,)
)
group("scatter", lambda x, i, u: x.at[i].add(u), normal(8, 2), integers(0, 8, 3), normal(3, 2), donate=(0,))
group("scan", lambda x, ys: lax.scan(lambda c, y: (c + y, c.sum()), x, ys), normal(4), normal(5, 4), donate=(0,))
group("no_result_fits", lambda x: x.sum(), normal(8), donate=(0,))
group("other_dtype", lambda x: lax.bitcast_convert_type(x, jnp.int32), normal(8), donate=(0,))
group("unused", lambda x, y: y * 2, normal(8), normal(8), donate=(0,))
group("scalar", lambda x, y: x * y, normal(), normal(), donate=(1,))
group("empty", lambda x: x + 1, normal(0, 4), donate=(0,))
group("many", lambda *xs: [x * 2 for x in xs], *(normal(4) for _ in range(12)), donate=tuple(range(0, 12, 2)))
group(
    "spread",
    lambda x, y: x + y,
    normal(8, 3),
    normal(8, 3),
    donate=(0,),
    stage=spread(lambda x, y: x + y, [("i",), ("i",)], ("i",)),
)
group(
    "collective",
    lambda x: lax.ppermute(x, "i", [(0, 1), (1, 0)]),
    normal(8),
    donate=(0,),
    stage=each(lambda x: lax.ppermute(x, "i", [(0, 1), (1, 0)]), [("i",)], ("i",)),
)
