"""Transforms in real compilations: on XLA:CPU of API 0.115, libtpu and CUDA, the plugins that chain the extension."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import pjrt
from pjrt import testing
from pjrt.extensions import XlaTransform
from pjrt.extensions.xla_transform import Stage
from pjrt.program import Program
from tests.pjrt.conftest import CPU_PLUGINS
from tests.pjrt.programs import X, add

pytestmark = pytest.mark.download
CPU = "lammps_jax_pjrt_cpu"
NAMES = [name for name in CPU_PLUGINS if name == CPU]
Child = Callable[..., dict[str, Any]]
STAGES = [stage.name.lower() for stage in Stage]


def multiplied(module: Any) -> Any:
    """The module with products in place of sums."""
    for computation in module.computations:
        for instruction in computation.instructions:
            if instruction.opcode == "add":
                instruction.opcode = "multiply"
    return module


@pytest.fixture(scope="module", params=NAMES)
def one(request: pytest.FixtureRequest) -> Iterator[pjrt.Client]:
    """A client of the CPU plugin that has transforms."""
    with pjrt.Client(request.param) as made:
        yield made


@pytest.fixture
def transforms(one: pjrt.Client) -> Iterator[Any]:
    made = one.plugin.extension(XlaTransform)
    yield made
    for left in made.registered:
        made.clear(left.name, stage=left.stage)


def result(client: pjrt.Client) -> list[float]:
    (y,) = client.compile(add())(X, X)
    values: list[float] = y.to_numpy().tolist()
    return values


SUMS, PRODUCTS = (X + X).tolist(), (X * X).tolist()


@pytest.mark.parametrize("stage", STAGES)
def test_a_program_that_is_changed(one: pjrt.Client, transforms: Any, stage: str) -> None:
    seen: list[Any] = []

    @transforms.register("a test", stage=stage)
    def look(module: Any) -> None:
        seen.append((module.name, module.HasField("schedule"), threading.get_ident()))

    assert result(one) == SUMS
    assert {name for name, *_ in seen} == {"m"}
    assert {scheduled for _, scheduled, _ in seen} == {stage == "post_scheduler"}
    assert transforms.register("another", multiplied, stage=stage) is multiplied
    assert [(left.name, left.stage.name.lower()) for left in transforms.registered] == [
        ("a test", stage),
        ("another", stage),
    ]
    assert result(one) == PRODUCTS
    assert transforms.clear("another", stage=stage) is True
    assert transforms.clear("another", stage=stage) is False
    assert result(one) == SUMS


def test_what_a_transform_may_give(one: pjrt.Client, transforms: Any) -> None:
    for convert in (
        lambda module: module.SerializeToString(),
        lambda module: Program(module.SerializeToString(), "hlo", "a test"),
        lambda module: memoryview(module.SerializeToString()),
    ):
        transforms.register("a test", lambda module, convert=convert: convert(multiplied(module)))
        assert result(one) == PRODUCTS
    transforms.register("a test", lambda module: module)  # as it came
    assert result(one) == SUMS


def test_a_name_that_is_registered_again(one: pjrt.Client, transforms: Any) -> None:
    """It stands for the new function, in the same place."""
    order: list[str] = []
    for name, what in (("a", "old"), ("b", "b"), ("a", "new")):
        transforms.register(name, lambda module, what=what: order.append(what))
    result(one)
    assert set(order) == {"new", "b"}
    assert order[:2] == ["new", "b"]
    assert len(transforms.registered) == 2
    assert [transforms.clear(name) for name in "ab"] == [True, True]
    order.clear()
    result(one)
    assert order == []


def test_a_transform_for_a_while(one: pjrt.Client, transforms: Any) -> None:
    with transforms.applied(multiplied):
        assert [left.name for left in transforms.registered] == ["multiplied"]
        assert result(one) == PRODUCTS
    with pytest.raises(ZeroDivisionError), transforms.applied(multiplied, name="x"):
        raise ZeroDivisionError
    assert transforms.registered == ()
    assert result(one) == SUMS


def test_what_it_raises(one: pjrt.Client, transforms: Any) -> None:
    error: BaseException = KeyError("oh")

    def fail(module: Any) -> None:
        raise error

    transforms.register("a test", fail)
    with pytest.raises(pjrt.InternalError, match="KeyError: 'oh'") as caught:
        one.compile(add())
    assert caught.value.__cause__ is error
    error = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt) as interrupted:
        one.compile(add())
    assert isinstance(interrupted.value.__cause__, pjrt.InternalError)
    transforms.clear("a test")
    assert result(one) == SUMS


def change(what: Callable[[Any], object]) -> Callable[[Any], Any]:
    def transform(module: Any) -> Any:
        what(module)
        return module

    return transform


@pytest.mark.parametrize(
    ("transform", "message"),
    [
        (lambda module: 5, "TypeError: the transform gave 5; expected"),
        (lambda module: b"\xff\xff", "no serialized xla.HloModuleProto"),
        (lambda module: Program(b"{}", "mlir", "x"), "of the format 'mlir'; expected 'hlo'"),
        (lambda module: b"", "No program shape found"),
        (change(lambda module: setattr(module.computations[-1].instructions[-1], "opcode", "frob")), "Unknown opcode"),
    ],
)
def test_what_cannot_be_compiled(one: pjrt.Client, transforms: Any, transform: Any, message: str) -> None:
    with transforms.applied(transform, name="a test"), pytest.raises(pjrt.PjrtError, match=message):
        one.compile(add())
    assert result(one) == SUMS


@pytest.mark.parametrize("name", NAMES)
def test_what_the_plugin_would_abort_on(in_child: Child, name: str) -> None:
    report = in_child(
        """
from pjrt.extensions import XlaTransform
client = pjrt.Client(sys.argv[1])
transforms = client.plugin.extension(XlaTransform)

def refusal(change):
    def transform(module):
        change(module, [i for c in module.computations for i in c.instructions])
        return module
    with transforms.applied(transform, name="a test"):
        try:
            client.compile(ADD)
        except pjrt.PjrtError as error:
            return [type(error.__cause__).__name__, str(error.__cause__)]

def named(instructions, opcode):
    return next(i for i in instructions if i.opcode == opcode)

report["layout"] = refusal(lambda module, found: found[-1].shape.ClearField("layout"))
report["id"] = refusal(lambda module, found: setattr(found[0], "id", 2**31 - 1))
report["operands"] = refusal(lambda module, found: named(found, "fusion").operand_ids.append(1))
report["fused"] = refusal(lambda module, found: setattr(named(found, "add"), "opcode", "custom-call"))
report["after"] = client.compile(ADD)(X, X)[0].to_numpy().tolist()
""",
        name,
    )
    fusion = "the fusion 'wrapped_add' of 'main.1' has"
    assert report["layout"] == [
        "ValueError",
        "the instruction 'wrapped_add' of 'main.1' has no layout, and all of the module as it came have one",
    ]
    assert report["id"][1].startswith("the instruction 'param_0' of 'wrapped_add_computation' has the id 2147483647;")
    assert report["operands"] == ["ValueError", f"{fusion} 3 operands for 2 parameters"]
    assert report["fused"] == ["ValueError", f"{fusion} a custom-call in its computation, which cannot be embedded"]
    assert report["after"] == SUMS


def test_the_registry(one: pjrt.Client, transforms: Any) -> None:
    """Listed until C has let go: not before a compilation that is in it is through."""
    inside, go_on = threading.Event(), threading.Event()

    def wait(module: Any) -> None:
        inside.set()
        assert go_on.wait(20)

    def listed() -> list[str]:
        return [entry.owner for entry in pjrt.debug.callbacks() if entry.kind == "transform_hlo_module"]

    transforms.register("slow", wait)
    assert listed() == [f"the transform 'slow' of {CPU}, pre_scheduler"]
    thread = threading.Thread(target=one.compile, args=(add(),))
    thread.start()
    assert inside.wait(20)
    assert transforms.clear("slow")
    assert len(listed()) == 1
    go_on.set()
    thread.join()
    gc.collect()
    assert listed() == []


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("", multiplied), ValueError, "^name: "),
        ((5, multiplied), TypeError, "^name: "),
        (("x", 5), TypeError, "^function: expected a function, got 5"),
        (("x", multiplied, "later"), ValueError, "^stage: expected one of pre_scheduler, post_scheduler, got 'later'"),
        (("x", multiplied, 0), TypeError, "^stage: "),
        (("x", multiplied, Stage(7)), ValueError, "^stage: "),
    ],
)
def test_wrong_arguments(arguments: Any, error: type[Exception], message: str) -> None:
    transforms = pjrt.load(testing.reference()).extension(XlaTransform)
    name, function, *stage = arguments
    with pytest.raises(error, match=message):
        transforms.register(name, function, **({"stage": stage[0]} if stage else {}))
    assert transforms.registered == ()


def test_a_plugin_that_refuses() -> None:
    served = testing.reference()
    transforms = pjrt.load(served).extension(XlaTransform)

    def refuse(view: Any) -> None:
        if view.name == "PJRT_Register_Xla_Transform_Fn":
            raise pjrt.UnimplementedError("no")

    before = len(pjrt.debug.callbacks())
    served.add_hook(refuse)
    with pytest.raises(pjrt.UnimplementedError):
        transforms.register("x", multiplied)
    assert transforms.registered == ()
    assert len(pjrt.debug.callbacks()) == before


def compiled_ahead(topology: pjrt.Topology) -> None:
    transforms = topology._state.plugin.extension(XlaTransform)
    for stage in STAGES:
        seen: list[str] = []

        def look(module: Any, seen: list[str] = seen) -> Any:
            seen.append(module.name)
            return multiplied(module)

        with transforms.applied(look, name="a test", stage=stage):
            text = topology.compile(add()).optimized_program().text
        assert 'opcode: "multiply"' in text
        assert 'opcode: "add"' not in text
        assert "m" in seen
    with transforms.applied(lambda module: 1 / 0, name="a test"), pytest.raises(pjrt.InternalError) as caught:
        topology.compile(add())
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert transforms.registered == ()


def test_libtpu(libtpu: pjrt.Plugin) -> None:
    compiled_ahead(pjrt.Topology(libtpu, "v5e:2x2"))


def test_cuda(h100: Callable[[str], pjrt.Topology]) -> None:
    compiled_ahead(h100("1x1x1"))


def test_dtypes_are_none_of_its_business(one: pjrt.Client, transforms: Any) -> None:
    """A module goes through unread fields and all."""
    program = add().replace("xf32", "xbf16")
    with transforms.applied(multiplied):
        (y,) = one.compile(program)(X.astype(ml_dtypes.bfloat16), X.astype(ml_dtypes.bfloat16))
    assert np.array_equal(y.to_numpy().astype(np.float32), X * X)
