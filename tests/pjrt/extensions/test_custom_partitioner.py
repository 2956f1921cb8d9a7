"""Partitioners in real compilations, for two H100s that are not here: CUDA's plugin is the one that asks them.

Registered names hold until the process ends, so all of it runs in processes of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import pjrt
from pjrt import testing
from pjrt.extensions import CustomPartitioner
from tests.pjrt.test_no_hardware import H100

Child = Callable[..., dict[str, Any]]

COMMON = (
    f"H100 = {H100!r}\n"
    + '''
import re
import pjrt.debug
from pjrt.extensions import CustomPartitioner, XlaTransform
from pjrt.extensions.custom_partitioner import Partitioned
from pjrt.sharding import Sharding

cuda = pjrt.load("xla_cuda13")
partitioners = cuda.extension(CustomPartitioner)
two = pjrt.Topology(cuda, options={"topology": "1x1x2", "target_config": H100})
OPTIONS = pjrt.CompileOptions(num_partitions=2, use_spmd_partitioning=True)
WHOLE, PART, I32 = "tensor<8xf32>", "tensor<4xf32>", "tensor<4xi32>"
HALVES = Sharding("tiled", (2,), (0, 1))
ALL = Sharding("replicated")
CUT = f'{{mhlo.sharding = "{HALVES}"}}'

def module(parameters=f"%a: {PART}, %b: {PART}", results=PART,
           body=f"%0 = stablehlo.multiply %a, %b : {PART} return %0 : {PART}"):
    return f"module {{ func.func public @main({parameters}) -> ({results}) {{ {body} }} }}"

MODULE = module()

def program(name, results="", pair=False):
    types = f"({WHOLE}, {WHOLE})"
    gives = types if pair else WHOLE
    return f"""module @m {{ func.func public @main(%a: {WHOLE} {CUT}, %b: {WHOLE} {CUT}) -> ({WHOLE} {results}) {{
      %0{":2" * pair} = stablehlo.custom_call @{name}(%a, %b) {{backend_config = "words"}} : {types} -> {gives}
      %1 = stablehlo.add {"%0#0, %0#1" if pair else "%0, %0"} : {WHOLE} return %1 : {WHOLE} }} }}"""

def opcodes(name, **kind):
    text = two.compile(program(name, **kind), OPTIONS).optimized_program().text
    return sorted(set(re.findall(r'opcode: "([a-z-]+)"', text)) & {"multiply", "add", "custom-call", "all-gather"})

def refusal(name, **kind):
    try:
        return opcodes(name, **kind)
    except pjrt.PjrtError as error:
        cause = error.__cause__
        return [type(error).__name__, str(error), type(cause).__name__, str(cause)]

class Asked:
    """Answers all as it should, but for what it is made with."""
    def __init__(self, **answers):
        self.answers, self.seen = answers, []
    def ask(self, what, call, usual):
        self.seen.append((what, call))
        answer = self.answers.get(what, usual)
        return answer(call) if callable(answer) else answer
    def partition(self, call):
        return self.ask("partition", call, Partitioned(MODULE, [HALVES, HALVES], HALVES))
    def infer_sharding(self, call):
        return self.ask("infer", call, call.operands[0].sharding)
    def propagate_user_sharding(self, call):
        return self.ask("propagate", call, call.result.sharding)
'''
)


@pytest.mark.download
def test_programs(in_child: Child) -> None:
    report = in_child(
        COMMON
        + """
partitioners.register("op", asked := Asked())
report["plain"] = opcodes("op")
report["seen"] = sorted({what for what, call in asked.seen})
report["thread"] = len(asked.seen) > 0
call = next(call for what, call in asked.seen if what == "partition")
report["call"] = [call.name, call.partitions, call.backend_config.decode(), [str(one.spec) for one in call.operands]]
report["shardings"] = [one.sharding == HALVES for one in (*call.operands, call.result)]
asked.seen.clear()
report["wanted"] = opcodes("op", results=CUT)
report["propagated"] = [call.result.sharding == HALVES for what, call in asked.seen if what == "propagate"]
report["listed"] = [(one.kind, one.owner) for one in pjrt.debug.callbacks()]
asked.seen.clear()

@partitioners.register("op")  # in the place of the other one
def function(call):
    joined = f"%0 = stablehlo.concatenate %a, %b, dim = 0 : ({PART}, {PART}) -> {WHOLE} return %0 : {WHOLE}"
    return module(f"%a: {PART}, %b: {PART}", WHOLE, joined)

report["function"] = opcodes("op")
report["unasked"] = asked.seen

@partitioners.register("klass", replicated_side_effects=True)
class Klass:
    def partition(self, call):
        return MODULE.encode(), (HALVES, HALVES), HALVES

report["class"] = opcodes("klass")
pair = Sharding("tuple", elements=(HALVES, HALVES))
both = module(results=f"{PART}, {PART}", body=f"return %a, %b : {PART}, {PART}")
partitioners.register("pair", Asked(partition=(both, [HALVES] * 2, pair), infer=pair))
report["pair"] = opcodes("pair", pair=True)
partitioners.register_batch_partitionable("batch")
partitioners.register_batch_partitionable("batch")
sizes = []

def look(module):  # nobody implements the custom calls, so the compilation fails after this
    found = [i for c in module.computations for i in c.instructions if i.opcode == "custom-call"]
    sizes.append([list(i.shape.dimensions) for i in found])

def batched(name, layouts=True, dims=1):
    order, row = "dense<[1, 0]> : tensor<2xindex>", "tensor<8x4xf32>"
    laid = f", operand_layouts = [{order}, {order}], result_layouts = [{order}]" * layouts
    marks = f'mhlo.frontend_attributes = {{num_batch_dims = "{dims}"}}{laid}'
    cut = '{mhlo.sharding = "{devices=[2,1]<=[2]}"}'
    call = f"%0 = stablehlo.custom_call @{name}(%a, %b) {{{marks}}} : ({row}, {row}) -> {row} return %0 : {row}"
    code = f"module @m {{ func.func public @main(%a: {row} {cut}, %b: {row} {cut}) -> {row} {{ {call} }} }}"
    try:
        two.compile(code, OPTIONS)
    except (pjrt.PjrtError, ValueError) as error:
        return [type(error).__name__, str(error)]

with cuda.extension(XlaTransform).applied(look):
    report["batch"], report["not batch"] = batched("batch")[0], batched("not_batch")[0]
report["unlaid"] = batched("batch", layouts=False)
report["all dimensions"] = batched("batch", dims=2)[0]
report["sizes"] = sizes[:2]
report["names"] = partitioners.registered
for name, register in (("batch", lambda: partitioners.register("batch", function)),
                       ("op", lambda: partitioners.register_batch_partitionable("op"))):
    report[f"twice {name}"] = attempt(register)
del asked, function, Klass
gc.collect()
report["kept"] = sorted(one.owner for one in pjrt.debug.callbacks())
report["lines"] = str(pjrt.debug.callbacks()).splitlines()[0]
"""
    )
    assert report["plain"] == ["add", "all-gather", "multiply"]
    assert report["seen"] == ["infer", "partition"]
    assert report["call"] == ["op", 2, "words", ["float32[8]"] * 2]
    assert report["shardings"] == [True] * 3
    assert report["wanted"] == ["add", "multiply"]
    assert set(report["propagated"]) == {True}
    assert report["listed"] == [["custom call partitioner", "the custom call 'op' of xla_cuda13"]]
    assert report["function"] == ["add"]
    assert report["unasked"] == []
    assert report["class"] == ["add", "all-gather", "multiply"]
    assert report["pair"] == ["add", "all-gather"]
    assert report["batch"] == report["not batch"] == "NotFoundError"
    assert report["sizes"] == [[[4, 4]], [[8, 4]]]
    assert report["all dimensions"] == "NotFoundError"
    assert report["unlaid"] == [
        "ValueError",
        "program: the custom call 'batch' has num_batch_dims; expected operand_layouts and result_layouts, too",
    ]
    assert report["names"] == ["op", "klass", "pair", "batch"]
    assert report["twice batch"] == ["ValueError", "name: 'batch' is registered as batch partitionable"]
    assert report["twice op"] == ["ValueError", "name: 'op' has a partitioner already"]
    assert report["kept"] == [f"the custom call {name!r} of xla_cuda13" for name in ("klass", "op", "pair")]
    assert report["lines"].startswith("3 callables that C may still call, the oldest for ")


@pytest.mark.download
def test_what_the_plugin_would_abort_on(in_child: Child) -> None:
    report = in_child(
        COMMON
        + """
def case(label, **answers):
    partitioners.register("op", Asked(**answers))
    report[label] = refusal("op", results=CUT if "propagate" in answers else "")

def boom(call):
    raise KeyError("boom")

for what in ("partition", "infer", "propagate"):
    case(f"{what} raises", **{what: boom})
good = [HALVES, HALVES]
for label, given in {
    "number": 5, "nothing": None, "short": (MODULE, good), "one": (MODULE, [HALVES], HALVES),
    "single": (MODULE, HALVES, HALVES), "no sharding": (MODULE, good, 3), "no module": (3, good, HALVES),
    "noise": (b"\\xff\\0", good, HALVES), "bytecode": (b"ML\\xefR", good, HALVES),
    "no main": ("module { func.func @f() { return } }", good, HALVES),
    "no MLIR": (module(body="%0 = stablehlo.frob %a"), good, HALVES),
    "more": (module(f"%a: {PART}, %b: {PART}, %c: {PART}"), good, HALVES),
    "comment": ("// @main" + MODULE[31:] + "\\n" + module(f"%a: {PART}, %b: {PART}, %c: {PART}"), good, HALVES),
    "fewer": (module(f"%a: {PART}", body=f"return %a : {PART}"), good, HALVES),
    "dtype": (module(f"%a: {I32}, %b: {PART}", I32, f"return %a : {I32}"), good, HALVES),
    "results": (module(results=f"{PART}, {PART}", body=f"return %a, %b : {PART}, {PART}"), good, HALVES),
    "whole": (MODULE, good, ALL),
}.items():
    case(label, partition=given)
for label, sharding in {
    "devices": Sharding("tiled", (3,), (0, 1, 2)), "ids": Sharding("tiled", (2,), (0, 5)),
    "dimensions": Sharding("tiled", (2, 1), (0, 1)), "maximal": Sharding("maximal", (), (0,)),
    "manual": Sharding("manual"), "tuple": Sharding("tuple", elements=(HALVES,)),
}.items():
    case(f"partition {label}", partition=(MODULE, good, sharding))
    case(f"infer {label}", infer=sharding)
    case(f"propagate {label}", propagate=sharding)
case("good")

def stop(call):
    raise KeyboardInterrupt
partitioners.register("op", Asked(infer=stop))
try:
    opcodes("op")
except KeyboardInterrupt as error:
    report["interrupt"] = type(error.__cause__).__name__
gc.collect()
report["left"] = [one.owner for one in pjrt.debug.callbacks()]
"""
    )
    assert report.pop("left") == ["the custom call 'op' of xla_cuda13"]
    assert report.pop("interrupt") == "CancelledError"
    assert report.pop("good") == ["add", "all-gather", "multiply"]
    for what in ("partition", "infer", "propagate"):
        assert report.pop(f"{what} raises")[2:] == ["KeyError", "'boom'"]
    plugin = report.pop("no MLIR")
    assert (plugin[0], plugin[2]) == ("UnknownError", "NoneType")
    assert "custom op 'stablehlo.frob' is unknown" in plugin[1]
    for label, start in {
        "number": "partition gave 5; expected a Partitioned",
        "nothing": "partition gave None; expected a Partitioned",
        "short": "partition gave (",
        "one": "partition gave 1 shardings; the custom call has 2 operands",
        "single": "partition gave the shardings <Sharding",
        "no sharding": "the sharding of the result: expected a Sharding, got 3",
        "no module": "partition gave the module 3; expected MLIR as text",
        "noise": "'utf-8' codec can't decode",
        "bytecode": "partition gave MLIR bytecode, whose signature cannot be checked",
        "no main": "partition gave a module with 0 functions @main",
        "more": "partition gave a module whose @main takes (float32[4], float32[4], float32[4]); expected (",
        "comment": "partition gave a module whose @main takes (float32[4], float32[4], float32[4]); expected",
        "fewer": "partition gave a module whose @main takes (float32[4]); expected (float32[4], float32[4])",
        "dtype": "partition gave a module whose @main takes (int32[4], float32[4]); expected",
        "results": "partition gave a module whose @main gives (float32[4], float32[4]); expected (float32[4])",
        "whole": "partition gave a module whose @main gives (float32[4]); expected (float32[8])",
    }.items():
        found = report.pop(label)
        assert found[0] == "UnknownError", label
        assert found[2] in ("TypeError", "ValueError", "UnicodeDecodeError"), label
        assert found[3].startswith(start), (label, found)
    for label, found in report.items():
        what, _, why = label.partition(" ")
        where = {
            "partition": "the sharding of the result",
            "infer": "what infer_sharding gave",
            "propagate": "what propagate_user_sharding gave",
        }[what]
        expected = {
            "devices": "{devices=[3]0,1,2} is not for 2 partitions",
            "ids": "{devices=[2]0,5} is not for 2 partitions",
            "dimensions": "shape: (8,) has 1 dimensions",
        }.get(why, "expected a replicated or a tiled one, or one of the call's own")
        assert found[2] == "ValueError", label
        assert found[3].startswith(f"{where}: {expected}"), (label, found)
    assert len(report) == 18


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("", print), ValueError, "^name: "),
        ((b"x", print), TypeError, "^name: "),
        (("x", 5), TypeError, "^partitioner: expected a function or an object with `partition`, got 5"),
        (("x", object), TypeError, "^partitioner: "),
        (("x", print, 1), TypeError, "^replicated_side_effects: "),
    ],
)
def test_wrong_arguments(arguments: Any, error: type[Exception], message: str) -> None:
    partitioners = pjrt.load(testing.reference()).extension(CustomPartitioner)
    name, given, *flag = arguments
    with pytest.raises(error, match=message):
        partitioners.register(name, given, **({"replicated_side_effects": flag[0]} if flag else {}))
    with pytest.raises(error if message == "^name: " else TypeError):
        partitioners.register_batch_partitionable(name if message == "^name: " else 3)  # type: ignore[arg-type]
    assert partitioners.registered == ()


def test_a_plugin_that_refuses() -> None:
    served = testing.reference()
    partitioners = pjrt.load(served).extension(CustomPartitioner)

    def refuse(view: Any) -> None:
        if view.name.startswith("PJRT_Register"):
            raise pjrt.UnimplementedError("no")

    before = len(pjrt.debug.callbacks())
    served.add_hook(refuse)
    with pytest.raises(pjrt.UnimplementedError):
        partitioners.register("x", print)
    with pytest.raises(pjrt.UnimplementedError):
        partitioners.register_batch_partitionable("y")
    assert partitioners.registered == ()
    assert len(pjrt.debug.callbacks()) == before
