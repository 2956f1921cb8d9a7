"""Four replicas of one program, as `num_replicas` has them, each on arguments of its own.

JAX has not lowered to replicas since its pmap became a shard_map; its client still compiles and runs them.
"""

from __future__ import annotations

from tests.differential.define import Group, integers, normal

group = Group("replicas")

ALL = "dense<[[0, 1, 2, 3]]> : tensor<1x4xi64>"
PAIRS = "dense<[[0, 1], [2, 3]]> : tensor<2x2xi64>"


def _module(given: str, back: str, body: str) -> str:
    head = "module @replicas attributes {mhlo.num_partitions = 1 : i32, mhlo.num_replicas = 4 : i32}"
    return f"""{head} {{ func.func public @main(%x: tensor<{given}>) -> tensor<{back}> {{
      {body}
      return %y : tensor<{back}> }} }}"""


def _all_reduce(kind: str, shape: str, element: str, groups: str = ALL) -> str:
    scalar, array = f"tensor<{element}>", f"tensor<{shape}x{element}>"
    return f"""%y = "stablehlo.all_reduce"(%x) <{{replica_groups = {groups}}}> ({{ ^bb0(%a: {scalar}, %b: {scalar}):
      %c = stablehlo.{kind} %a, %b : {scalar} stablehlo.return %c : {scalar} }}) : ({array}) -> {array}"""


for _kind in ("add", "maximum", "minimum", "multiply"):
    group(
        f"all_reduce[{_kind}]",
        _module("2x3xf32", "2x3xf32", _all_reduce(_kind, "2x3", "f32")),
        normal(4, 2, 3),
        replicas=4,
    )
group("all_reduce[i32]", _module("5xi32", "5xi32", _all_reduce("add", "5", "i32")), integers(-99, 99, 4, 5), replicas=4)
group("all_reduce[pairs]", _module("5xf32", "5xf32", _all_reduce("add", "5", "f32", PAIRS)), normal(4, 5), replicas=4)
group(
    "all_gather",
    _module(
        "2x3xf32",
        "8x3xf32",
        f'%y = "stablehlo.all_gather"(%x) <{{all_gather_dim = 0 : i64, replica_groups = {ALL}}}>'
        " : (tensor<2x3xf32>) -> tensor<8x3xf32>",
    ),
    normal(4, 2, 3),
    replicas=4,
)
group(
    "reduce_scatter",
    _module(
        "8xf32",
        "2xf32",
        f"""%y = "stablehlo.reduce_scatter"(%x) <{{scatter_dimension = 0 : i64, replica_groups = {ALL}}}> ({{
        ^bb0(%a: tensor<f32>, %b: tensor<f32>): %c = stablehlo.add %a, %b : tensor<f32>
        stablehlo.return %c : tensor<f32> }}) : (tensor<8xf32>) -> tensor<2xf32>""",
    ),
    normal(4, 8),
    replicas=4,
)
group(
    "all_to_all",
    _module(
        "8x2xf32",
        "2x8xf32",
        '%y = "stablehlo.all_to_all"(%x) <{split_dimension = 0 : i64, concat_dimension = 1 : i64,'
        f" split_count = 4 : i64, replica_groups = {ALL}}}> : (tensor<8x2xf32>) -> tensor<2x8xf32>",
    ),
    normal(4, 8, 2),
    replicas=4,
)
group(
    "permute",
    _module(
        "3xf32",
        "3xf32",
        '%y = "stablehlo.collective_permute"(%x) <{source_target_pairs = dense<[[0, 1], [1, 2], [2, 0]]>'
        " : tensor<3x2xi64>}> : (tensor<3xf32>) -> tensor<3xf32>",
    ),
    normal(4, 3),
    replicas=4,
)
group("replica_id", _module("3xf32", "ui32", "%y = stablehlo.replica_id : tensor<ui32>"), normal(4, 3), replicas=4)
group("apart", _module("3xf32", "3xf32", "%y = stablehlo.sine %x : tensor<3xf32>"), normal(4, 3), replicas=4)
