"""Compiling and calling programs: signatures, arguments, results, donation, and many threads at once."""

from __future__ import annotations

import copy
import pickle
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pjrt

pytestmark = pytest.mark.download
Child = Callable[..., dict[str, Any]]

X = np.arange(4, dtype=np.float32)
T = "tensor<4xf32>"


def module(parameters: str, results: str, body: str, name: str = "main") -> str:
    return f"module @m {{ func.func public @{name}({parameters}) -> ({results}) {{ {body} }} }}"


def add(dtype: str = "f32", *, op: str = "add", mark: str = "") -> str:
    t = f"tensor<4x{dtype}>"
    return module(f"%a: {t} {mark}, %b: {t}", t, f"%0 = stablehlo.{op} %a, %b : {t} return %0 : {t}")


ALIASING, DONOR = "{tf.aliasing_output = 0 : i32}", "{jax.buffer_donor = true}"
MANY = module(
    "%a: tensor<2x3xf32>, %b: tensor<i1>",
    "tensor<2x3xf32>, tensor<f64>, tensor<0x2xi8>, tensor<i1>, tensor<2x3xf32>",
    "%0 = stablehlo.constant dense<1.5> : tensor<f64> %1 = stablehlo.constant dense<0> : tensor<0x2xi8> "
    "return %a, %0, %1, %b, %a : tensor<2x3xf32>, tensor<f64>, tensor<0x2xi8>, tensor<i1>, tensor<2x3xf32>",
)
NOTHING = "module @m { func.func public @main(%a: tensor<4xf32>) { return } }"
NO_ARGUMENTS = module(
    "", "tensor<2xi32>", "%0 = stablehlo.constant dense<[7, -7]> : tensor<2xi32> return %0 : tensor<2xi32>"
)
TOKEN_OUT = module(
    "%a: tensor<4xf32>",
    "tensor<4xf32>, !stablehlo.token",
    "%0 = stablehlo.create_token : !stablehlo.token return %a, %0 : tensor<4xf32>, !stablehlo.token",
)
TOKEN_IN = module(
    "%a: !stablehlo.token", "tensor<f32>", "%0 = stablehlo.constant dense<1.0> : tensor<f32> return %0 : tensor<f32>"
)
BOUNDED = "tensor<?xf32, #stablehlo.bounds<4>>"


@pytest.fixture(scope="module")
def compiled(client: pjrt.Client) -> Callable[[str], pjrt.LoadedExecutable]:
    """Compiles each program once."""
    made: dict[str, pjrt.LoadedExecutable] = {}

    def get(program: str) -> pjrt.LoadedExecutable:
        if program not in made:
            made[program] = client.compile(program)
        return made[program]

    return get


Compiled = Callable[[str], pjrt.LoadedExecutable]


class TestSignature:
    @pytest.mark.parametrize(
        ("program", "text", "donated"),
        [
            (add(), "(float32[4], float32[4]) -> (float32[4])", set()),
            (add("bf16"), "(bfloat16[4], bfloat16[4]) -> (bfloat16[4])", set()),
            (add(mark=ALIASING), "(float32[4], float32[4]) -> (float32[4])", {0}),
            (add(mark=DONOR), "(float32[4], float32[4]) -> (float32[4])", {0}),
            (MANY, "(float32[2,3], bool[]) -> (float32[2,3], float64[], int8[0,2], bool[], float32[2,3])", set()),
            (NOTHING, "(float32[4]) -> ()", set()),
            (NO_ARGUMENTS, "() -> (int32[2])", set()),
            (TOKEN_OUT, "(float32[4]) -> (float32[4], token)", set()),
            (TOKEN_IN, "(token) -> (float32[])", set()),
        ],
    )
    def test_read(self, compiled: Compiled, program: str, text: str, donated: set[int]) -> None:
        exe = compiled(program)
        assert str(exe.signature) == text
        assert exe.signature.donated == donated
        assert exe.input_shapes == tuple(s.shape for s in exe.signature.parameters)
        assert exe.output_dtypes == tuple(s.dtype for s in exe.signature.results)

    def test_parts(self, compiled: Compiled) -> None:
        exe = compiled(MANY)
        assert exe.input_shapes == ((2, 3), ())
        assert exe.input_dtypes == (np.float32, np.bool_)
        assert exe.output_shapes == ((2, 3), (), (0, 2), (), (2, 3))
        assert exe.output_dtypes == (np.float32, np.float64, np.int8, np.bool_, np.float32)
        assert exe.name == "m"
        assert [d.id for d in exe.devices] == [0]
        assert repr(exe) == "<LoadedExecutable 'm' on CpuDevice(id=0)>"

    def test_dynamic_dimensions(self, client: pjrt.Client, compiled: Compiled) -> None:
        with pytest.raises(pjrt.InvalidArgumentError, match="Unbounded dynamism is disabled"):
            client.compile(module("%a: tensor<?xf32>", "tensor<?xf32>", "return %a : tensor<?xf32>"))
        bounded = compiled(module(f"%a: {BOUNDED}", BOUNDED, f"return %a : {BOUNDED}"))
        with pytest.raises(TypeError) as caught:
            bounded(X)
        assert str(caught.value) == "the program has a dynamic dimension, in F32[4]; it needs static ones"

    def test_tuples(self, client: pjrt.Client, compiled: Compiled) -> None:
        pair = "tuple<tensor<2xf32>, tensor<2xf32>>"
        taking = module(
            f"%a: {pair}",
            "tensor<2xf32>",
            f"%0 = stablehlo.get_tuple_element %a[0] : ({pair}) -> tensor<2xf32> return %0 : tensor<2xf32>",
        )
        with pytest.raises(TypeError, match="element type TUPLE has no numpy dtype"):
            compiled(taking)(1.0)
        giving = module("%a: tensor<2xf32>", pair, f"%0 = stablehlo.tuple %a, %a : {pair} return %0 : {pair}")
        assert [r.to_numpy().tolist() for r in compiled(giving)([1, 2])] == [[1, 2], [1, 2]]


class TestArguments:
    def test_all_kinds(self, client: pjrt.Client, compiled: Compiled) -> None:
        exe = compiled(add())
        for a in (
            X,
            X.tolist(),
            tuple(X.tolist()),
            client.put(X),
            X[::-1][::-1],
            np.asfortranarray(X),
            [0, True, 2, 3.0],
        ):
            (y,) = exe(a, X)
            assert y.to_numpy().tolist() == [0, 2, 4, 6]

    def test_scalars(self, compiled: Compiled) -> None:
        for dtype, values in (
            ("f32", (1, 2.5)),
            ("i32", (1, 2)),
            ("i32", (1, 2.0)),
            ("f64", (1, 1e300)),
            ("i1", (True, 0)),
        ):
            t = f"tensor<{dtype}>"
            op = "or" if dtype == "i1" else "add"
            exe = compiled(module(f"%a: {t}, %b: {t}", t, f"%0 = stablehlo.{op} %a, %b : {t} return %0 : {t}"))
            (y,) = exe(*values)
            assert y.shape == ()
            assert y.to_numpy() == (sum(values) if op == "add" else True)

    def test_numpy_scalar_keeps_its_dtype(self, compiled: Compiled) -> None:
        t = "tensor<f32>"
        exe = compiled(module(f"%a: {t}, %b: {t}", t, f"%0 = stablehlo.add %a, %b : {t} return %0 : {t}"))
        assert exe(np.float32(1), np.array(2, np.float32))[0].to_numpy() == 3
        with pytest.raises(TypeError, match=r"argument 0: expected float32\[\], got float64\[\]: the dtype differs"):
            exe(np.float64(1), 2)

    @pytest.mark.parametrize("count", [0, 1, 3])
    def test_count(self, compiled: Compiled, count: int) -> None:
        with pytest.raises(TypeError) as caught:
            compiled(add())(*[X] * count)
        assert str(caught.value) == (
            f"the program takes 2 arguments, got {count}; its signature is (float32[4], float32[4]) -> (float32[4])"
        )

    @pytest.mark.parametrize(
        ("value", "kind", "text"),
        [
            (X.astype(np.float64), TypeError, "expected float32[4], got float64[4]: the dtype differs"),
            (X.astype(np.int32), TypeError, "expected float32[4], got int32[4]: the dtype differs"),
            (X.view(np.uint32), TypeError, "expected float32[4], got uint32[4]: the dtype differs"),
            (X[:3], ValueError, "expected float32[4], got float32[3]: the shape differs"),
            (X.reshape(2, 2), ValueError, "expected float32[4], got float32[2,2]: the shape differs"),
            (X.reshape(1, 4), ValueError, "expected float32[4], got float32[1,4]: the shape differs"),
            (1.0, ValueError, "expected float32[4], got float32[]: the shape differs"),
            ([1.0] * 5, ValueError, "expected float32[4], got float32[5]: the shape differs"),
            (X.astype(">f4"), TypeError, ">f4 is not in this machine's byte order; pass array.astype("),
            (None, TypeError, "expected float32[4], got object[]: the dtype differs"),
            ("abc", TypeError, "expected float32[4], got str96[]: the dtype differs"),
            ([[1], [2, 3]], TypeError, "[[1], [2, 3]] is not an array: "),
            ([1j] * 4, TypeError, "[1j, 1j, 1j, 1j] is not an array: "),
        ],
    )
    def test_wrong_ones(self, compiled: Compiled, value: Any, kind: type[Exception], text: str) -> None:
        for index in (0, 1):
            arguments = [X, X]
            arguments[index] = value
            with pytest.raises(kind) as caught:
                compiled(add())(*arguments)
            assert str(caught.value).startswith(f"argument {index}: {text}")

    def test_wrong_buffers(self, client: pjrt.Client, compiled: Compiled) -> None:
        exe = compiled(add())
        with pytest.raises(TypeError, match=r"argument 1: expected float32\[4\], got float64\[4\]: the dtype differs"):
            exe(X, client.put(X.astype(np.float64)))
        with pytest.raises(ValueError, match=r"argument 0: expected float32\[4\], got float32\[3\]: the shape differs"):
            exe(client.put(X[:3]), X)

    @pytest.mark.parametrize(
        ("dtype", "value", "text"),
        [
            ("i32", [1, 2, 3, 4.5], "holds what int32 cannot; round it first"),
            ("i4", [0.5, 1, 2, 3], "holds what int4 cannot; round it first"),
            ("i4", [9, 1, 2, 3], ""),
            ("ui2", [1, 2, 3, 4], "holds what uint2 cannot; round it first"),
            ("i1", [0, 1, 2, 1], "holds what bool cannot; round it first"),
            ("i1", [0, 1, 0.5, 1], "holds what bool cannot; round it first"),
            ("i8", [1, 2, 3, 300], "is not an array: Python integer 300 out of bounds for int8"),
            ("ui8", [1, 2, 3, -1], "is not an array: Python integer -1 out of bounds for uint8"),
            ("i32", [1, 2, 3, float("nan")], "is not an array: cannot convert float NaN to integer"),
        ],
    )
    def test_numbers_that_do_not_fit(self, compiled: Compiled, dtype: str, value: list[float], text: str) -> None:
        with pytest.raises(TypeError, match=r"argument 0: \[.*\] ") as caught:
            compiled(add(dtype, op="or" if dtype == "i1" else "add"))(value, [0] * 4)
        assert text in str(caught.value)

    def test_of_another_client(self, plugin: str, compiled: Compiled) -> None:
        with pjrt.Client(plugin) as other:
            theirs = other.put(X)
            with pytest.raises(ValueError) as caught:
                compiled(add())(theirs, X)
            text = "is of another client; copy it over with put()"
            assert str(caught.value) == f"argument 0: <Buffer float32[4] on CpuDevice(id=0)> {text}"
        with pytest.raises(ValueError, match=r"argument 1: <Buffer .* of a closed client> is of another client"):
            compiled(add())(X, theirs)

    def test_on_another_device(self, client: pjrt.Client, compiled: Compiled) -> None:
        theirs = client.put(X, client.devices[2])
        with pytest.raises(
            pjrt.InvalidArgumentError, match=r"argument 0 to replica 0 is on device .*2, but replica is"
        ):
            compiled(add())(theirs, X)

    def test_tokens(self, client: pjrt.Client, compiled: Compiled) -> None:
        with pytest.raises(TypeError, match="a program that returns a token cannot be called from here"):
            compiled(TOKEN_OUT)(X)
        for value in (1.0, np.float64(1), np.zeros(0, bool), None):
            with pytest.raises(TypeError, match="argument 0: the program takes a token there"):
                compiled(TOKEN_IN)(value)


class TestResults:
    @pytest.mark.parametrize(
        ("dtype", "op"),
        [
            *(
                (t, "add")
                for t in ("f16", "f32", "f64", "bf16", "i4", "ui4", "i8", "i64", "ui16", "f8E4M3FN", "f8E5M2")
            ),
            *((("i1", "and"), ("i1", "xor"), ("complex<f32>", "multiply"), ("complex<f64>", "add"), ("i2", "or"))),
        ],
    )
    def test_dtypes(self, compiled: Compiled, dtype: str, op: str) -> None:
        exe = compiled(add(dtype, op=op))
        kind = exe.input_dtypes[0]
        assert kind is not None
        a, b = np.array([0, 1, 1, 0]).astype(kind), np.array([1, 1, 0, 0]).astype(kind)
        if kind.kind == "c":
            a = a * kind.type(2 + 1j)
        same: Any = {"and": np.logical_and, "xor": np.logical_xor, "add": np.add, "multiply": np.multiply}
        expected = np.array([1, 1, 1, 0]) if op == "or" else same[op](a, b)
        (y,) = exe(a, b)
        assert (y.dtype, y.shape) == (kind, (4,))
        assert y.to_numpy().dtype == kind
        assert y.to_numpy().astype(complex).tolist() == expected.astype(complex).tolist()

    def test_many(self, compiled: Compiled) -> None:
        a = np.arange(6, dtype=np.float32).reshape(2, 3)
        results = compiled(MANY)(a, True)
        assert isinstance(results, tuple)
        assert [r.to_numpy().tolist() for r in results] == [a.tolist(), 1.5, [], True, a.tolist()]
        assert [r.shape for r in results] == [(2, 3), (), (0, 2), (), (2, 3)]

    def test_none(self, compiled: Compiled) -> None:
        assert compiled(NOTHING)(X) == ()

    def test_no_arguments(self, compiled: Compiled) -> None:
        assert compiled(NO_ARGUMENTS)()[0].to_numpy().tolist() == [7, -7]

    def test_hundreds(self, compiled: Compiled) -> None:
        count = 300
        types = ", ".join(["tensor<f32>"] * count)
        names = ", ".join(f"%a{i}" for i in range(count))
        exe = compiled(
            module(", ".join(f"%a{i}: tensor<f32>" for i in range(count)), types, f"return {names} : {types}")
        )
        assert [float(y.to_numpy()) for y in exe(*range(count))] == list(map(float, range(count)))

    def test_large_constant(self, compiled: Compiled) -> None:
        data = np.arange(100_000, dtype=np.uint32)
        t = f"tensor<{data.size}xui32>"
        text = f'%0 = stablehlo.constant dense<"0x{data.tobytes().hex().upper()}"> : {t} return %0 : {t}'
        assert np.array_equal(compiled(module("", t, text))()[0].to_numpy(), data)

    def test_results_feed_calls_before_they_are_there(self, client: pjrt.Client, compiled: Compiled) -> None:
        t = "tensor<300x300xf32>"
        exe = compiled(
            module(
                f"%a: {t}",
                t,
                f"%0 = stablehlo.dot_general %a, %a, contracting_dims = [1] x [0] : ({t}, {t}) -> {t} return %0 : {t}",
            )
        )
        rotation = np.roll(np.eye(300, dtype=np.float32), 1, axis=0)
        y = client.put(rotation)
        for _ in range(6):
            (y,) = exe(y)
        assert y.block_until_ready() is y
        assert np.array_equal(y.to_numpy(), np.roll(np.eye(300, dtype=np.float32), 64, axis=0))

    def test_too_large(self, compiled: Compiled) -> None:
        t = "tensor<100000x100000x1000xf32>"
        exe = compiled(
            module(
                "%a: tensor<f32>",
                t,
                f"%0 = stablehlo.broadcast_in_dim %a, dims = [] : (tensor<f32>) -> {t} return %0 : {t}",
            )
        )
        with pytest.raises(pjrt.ResourceExhaustedError, match="Out of memory allocating 40000000000000 bytes"):
            exe(1.0)[0].block_until_ready()


@pytest.mark.parametrize("mark", [ALIASING, DONOR])
class TestDonation:
    def test_consumed(self, client: pjrt.Client, compiled: Compiled, mark: str) -> None:
        a, b = client.put(X), client.put(X)
        (y,) = compiled(add(mark=mark))(a, b)
        assert y.to_numpy().tolist() == [0, 2, 4, 6]
        assert (a.is_deleted, b.is_deleted) == (True, False)
        assert repr(a) == "<Buffer float32[4], deleted>"
        a.delete()
        for use in (lambda: compiled(add())(a, b), a.to_numpy, a.block_until_ready):
            with pytest.raises(pjrt.ClosedError, match=r"this buffer, float32\[4\], was deleted or donated"):
                use()

    def test_arrays_are_not(self, compiled: Compiled, mark: str) -> None:
        mine = X.copy()
        assert compiled(add(mark=mark))(mine, mine)[0].to_numpy().tolist() == [0, 2, 4, 6]
        assert np.array_equal(mine, X)

    def test_chain(self, client: pjrt.Client, compiled: Compiled, mark: str) -> None:
        y = client.put(X)
        for _ in range(20):
            before = y
            (y,) = compiled(add(mark=mark))(y, X)
            assert before.is_deleted
        assert y.to_numpy().tolist() == (21 * X).tolist()

    def test_with_a_view_alive(self, client: pjrt.Client, compiled: Compiled, mark: str) -> None:
        """The CPU plugins work on a copy then, and spare the buffer."""
        a = client.put(X)
        view = a.to_numpy()
        (y,) = compiled(add(mark=mark))(a, X)
        assert y.to_numpy().tolist() == [0, 2, 4, 6]
        assert not np.shares_memory(y.to_numpy(), view)
        assert np.array_equal(view, X)
        assert not a.is_deleted
        del view
        compiled(add(mark=mark))(a, X)
        assert a.is_deleted

    def test_twice_in_one_call(self, client: pjrt.Client, compiled: Compiled, mark: str) -> None:
        a = client.put(X)
        with pytest.raises(ValueError, match=r"^argument 1: a donated buffer is given twice"):
            compiled(add(mark=mark))(a, a)
        assert np.array_equal(a.to_numpy(), X)

    def test_failed_call_consumes_nothing(self, client: pjrt.Client, compiled: Compiled, mark: str) -> None:
        a = client.put(X)
        with pytest.raises(TypeError):
            compiled(add(mark=mark))(a, X.astype(np.float64))
        assert np.array_equal(a.to_numpy(), X)


def test_the_same_buffer_twice(client: pjrt.Client, compiled: Compiled) -> None:
    a = client.put(X)
    assert compiled(add())(a, a)[0].to_numpy().tolist() == [0, 2, 4, 6]
    assert not a.is_deleted


class TestPrograms:
    def test_forms(self, client: pjrt.Client, tmp_path: Path) -> None:
        path = tmp_path / "add.mlir"
        path.write_text(add())
        forms: list[Any] = [
            add(),
            add().encode(),
            bytearray(add().encode()),
            memoryview(add().encode()),
            path,
            str(path),
        ]
        for form in forms:
            assert client.compile(form)(X, X)[0].to_numpy().tolist() == [0, 2, 4, 6]
        assert client.compile(path, format="mlir").name == "m"
        assert client.compile("\n// a comment\n" + add() + "\n").name == "m"

    def test_hlo(self, client: pjrt.Client, compiled: Compiled, tmp_path: Path) -> None:
        from pjrt.protos import message

        exe = compiled(add())
        code, format = client.plugin.abi.executable_optimized_program(exe._unloaded, "hlo_with_config")
        assert format == "hlo_with_config"
        module = message("xla.HloModuleProtoWithConfig").FromString(code).hlo_module.SerializeToString()
        path = tmp_path / "module.pb"
        path.write_bytes(module)
        for form, given in ((module, None), (module, "hlo"), (path, None)):
            assert client.compile(form, format=given)(X, X)[0].to_numpy().tolist() == [0, 2, 4, 6]

    @pytest.mark.parametrize(
        ("program", "text"),
        [
            ("module @m { func.func public @main( }", "expected non-function type"),
            ("{", "error: "),
            ("{}", "error: "),
            ("module {}", "requires module with `main` function"),
            (module(f"%a: {T}", T, f"return %a : {T}", name="other"), "requires module with `main`"),
            (module(f"%a: {T}", "tensor<3xf32>", f"return %a : {T}"), "doesn't match function result type"),
            (module(f"%a: {T}", T, f"%0 = foo.bar %a : {T} return %0 : {T}"), "Dialect `foo' not found"),
            (add().replace("%b :", "%c :"), "use of undeclared SSA value name"),
            (b"ML\xefR\x00\x01", "error: "),
            (b"\xef\xbb\xbfnonsense", "error: "),
        ],
    )
    def test_not_well_formed(self, client: pjrt.Client, program: Any, text: str) -> None:
        with pytest.raises(pjrt.PjrtError) as caught:
            client.compile(program)
        assert str(caught.value).startswith(f"PJRT_Client_Compile: {type(caught.value).code.name}: ")  # type: ignore[union-attr]
        assert text in caught.value.message
        assert caught.value.function == "PJRT_Client_Compile"

    def test_unknown_custom_call(self, client: pjrt.Client) -> None:
        t = "tensor<4xf32>"
        program = module(f"%a: {t}", t, f"%0 = stablehlo.custom_call @nope(%a) : ({t}) -> {t} return %0 : {t}")
        with pytest.raises(pjrt.PjrtError, match=r"No registered implementation for .*custom call to nope"):
            client.compile(program)(X)[0].block_until_ready()

    @pytest.mark.parametrize(
        ("program", "kind", "text"),
        [
            ("", ValueError, "program: '' is neither an MLIR module (it has no braces) nor the path of a file"),
            ("  \n ", ValueError, "program: '' is neither an MLIR module"),
            ("nonsense", ValueError, "program: 'nonsense' is neither an MLIR module"),
            ("a\0b", ValueError, "program: 'a\\x00b' is neither an MLIR module"),
            (b"", ValueError, "program: the program is empty"),
            (b" \n", ValueError, "program: the program is empty"),
            (None, TypeError, "program: expected MLIR text, bytes or a path, got NoneType"),
            (7, TypeError, "program: expected MLIR text, bytes or a path, got int"),
            (["module"], TypeError, "program: expected MLIR text, bytes or a path, got list"),
            (Path("/no/such/file.mlir"), FileNotFoundError, "[Errno 2] No such file or directory"),
            (Path("/"), IsADirectoryError, "[Errno 21] Is a directory"),
            ("/", ValueError, "program: '/' is neither an MLIR module"),
        ],
    )
    def test_no_program(self, client: pjrt.Client, program: Any, kind: type[Exception], text: str) -> None:
        with pytest.raises(kind) as caught:
            client.compile(program)
        assert str(caught.value).startswith(text)

    @pytest.mark.parametrize(
        "tensor", [f"tensor<{2**61}xf32>", f"tensor<{2**31}x{2**32}xi1>", f"tensor<{2**59}xcomplex<f64>>"]
    )
    def test_a_tensor_too_large_for_64_bits(self, client: pjrt.Client, tensor: str) -> None:
        with pytest.raises(ValueError, match=r"program: the program has a tensor<\d.*, of more bytes than 64 bits"):
            client.compile(module("", "tensor<i1>", f"%0 = stablehlo.constant dense<1> : {tensor}"))

    @pytest.mark.parametrize(
        ("config", "refused"),
        [
            ("n = 1 : index", True),
            ('s = "{", d = {n = 1:  index}', True),
            ('s = "\\"} : index", n = 1 : i64', False),
            ("n = 1 : i64}, other = {n = 1 : index", False),  # of something else, which no compiler looks at
        ],
    )
    def test_an_index_attribute(self, client: pjrt.Client, config: str, refused: bool) -> None:
        """Plugins crash on one where a handler of that name is registered; nothing is here."""
        kind = "(tensor<1xf32>) -> tensor<1xf32>"
        call = f"stablehlo.custom_call @nothing(%a) {{api_version = 4 : i32, backend_config = {{{config}}}}} : {kind}"
        made = module("%a: tensor<1xf32>", "tensor<1xf32>", f"%0 = {call} return %0 : tensor<1xf32>")
        expected = "has an attribute of the type index in a backend_config" if refused else "nothing"
        with pytest.raises(ValueError if refused else pjrt.PjrtError, match=expected):
            client.compile(made)

    def test_a_tensor_just_not_too_large(self, client: pjrt.Client) -> None:
        zero = "%z = stablehlo.constant dense<0> : tensor<i8>"
        large = f"tensor<{2**63 - 1}xi8>"
        made = f"%0 = stablehlo.broadcast_in_dim %z, dims = [] : (tensor<i8>) -> {large}"
        assert client.compile(module("", large, f"{zero} {made} return %0 : {large}")).output_shapes == ((2**63 - 1,),)

    def test_empty_file(self, client: pjrt.Client, tmp_path: Path) -> None:
        (tmp_path / "x.mlir").touch()
        with pytest.raises(ValueError, match=r"program: .*/x\.mlir is empty"):
            client.compile(tmp_path / "x.mlir")

    @pytest.mark.parametrize("format", ["", "MLIR", "hlo_text", 5])
    def test_unknown_format(self, client: pjrt.Client, format: Any) -> None:
        with pytest.raises(ValueError) as caught:
            client.compile(add(), format=format)
        assert str(caught.value) == f"format: expected one of mlir, hlo, hlo_with_config, got {format!r}"

    def test_options(self, client: pjrt.Client) -> None:
        with pytest.raises(TypeError, match=r"options: expected CompileOptions, got {'num_replicas': 1}"):
            client.compile(add(), {"num_replicas": 1})  # type: ignore[arg-type]
        for name in ("num_replicas", "num_partitions"):
            for value, kind in (
                (0, ValueError),
                (-1, ValueError),
                (True, TypeError),
                (1.0, TypeError),
                (None, TypeError),
            ):
                with pytest.raises(kind, match=f"{name}: expected"):
                    pjrt.CompileOptions(**{name: value})
        two = client.compile(add(), pjrt.CompileOptions(num_replicas=2))
        assert len(two.devices) == 2
        with pytest.raises(ValueError, match="the program was compiled for 2 devices; this call runs on one"):
            two(X, X)

    @pytest.mark.parametrize(
        ("replicas", "partitions"), [(5, 1), (1, 1000), (2**31 - 1, 1), (2**31, 1), (65536, 65536)]
    )
    def test_more_devices_than_there_are(self, client: pjrt.Client, replicas: int, partitions: int) -> None:
        with pytest.raises(ValueError) as caught:
            client.compile(add(), pjrt.CompileOptions(num_replicas=replicas, num_partitions=partitions))
        needed = replicas * partitions
        assert str(caught.value) == f"options: replicas times partitions need {needed} devices; this client has 4"

    def test_bytes_of_all_sorts(self, plugin: str, in_child: Child) -> None:
        """Garbage, and programs damaged at random: always an exception of ours, or a program that compiles."""
        report = in_child(
            """
import random
client, rng, kinds, n = pjrt.Client(sys.argv[1]), random.Random(1), {}, 0
exe = client.compile(ADD)
code, _ = client.plugin.abi.executable_optimized_program(exe._unloaded, "hlo_with_config")
from pjrt.protos import message
hlo = message("xla.HloModuleProtoWithConfig").FromString(code).hlo_module.SerializeToString()
cases = [(b"\\0\\1garbage", f) for f in ("hlo", "hlo_with_config", "mlir")]
cases += [(b"\\x0a\\x00", "hlo"), (b"ML\\xefR" + bytes(50), "mlir"), (b"\\xff" * 100, None), (hlo[:-1], "hlo")]
cases += [(hlo[: len(hlo) * i // 12], "hlo") for i in range(1, 12)]
for _ in range(60):
    text = bytearray(ADD.encode())
    text[rng.randrange(len(text))] = rng.randrange(1, 256)
    cases.append((bytes(text), "mlir"))
for program, format in cases:
    try:
        client.compile(program, format=format)
        kinds["fine"] = kinds.get("fine", 0) + 1
    except (pjrt.PjrtError, ValueError, TypeError) as error:
        assert str(error)
        kinds[type(error).__name__] = kinds.get(type(error).__name__, 0) + 1
assert (exe(X, X)[0].to_numpy() == 2 * X).all()
report.update(kinds=kinds, count=len(cases))
""",
            plugin,
        )
        assert sum(report["kinds"].values()) == report["count"] == 78
        assert report["kinds"]["InvalidArgumentError"] >= 5
        assert report["kinds"]["UnknownError"] >= 20
        assert set(report["kinds"]) <= {"fine", "InvalidArgumentError", "UnknownError", "InternalError"}


class TestTheEnd:
    def test_deleted(self, client: pjrt.Client) -> None:
        exe = client.compile(add())
        (y,) = exe(X, X)
        exe.delete()
        exe.delete()
        assert exe.is_deleted
        assert repr(exe) == "<LoadedExecutable, deleted>"
        assert y.to_numpy().tolist() == [0, 2, 4, 6]
        for use in (lambda: exe(X, X), lambda: exe.name):
            with pytest.raises(pjrt.ClosedError, match="this executable was deleted"):
                use()

    def test_closed_client(self, plugin: str) -> None:
        with pjrt.Client(plugin) as client:
            exe, a = client.compile(add()), client.put(X)
        for use in (
            lambda: exe(a, a),
            lambda: exe.signature,
            lambda: exe.name,
            exe.delete,
            lambda: client.compile(add()),
        ):
            with pytest.raises(pjrt.ClosedError) as caught:
                use()
            assert str(caught.value) == "this client was closed"
        assert repr(exe) == "<LoadedExecutable of a closed client>"

    def test_deleted_argument(self, client: pjrt.Client, compiled: Compiled) -> None:
        a = client.put(X)
        a.delete()
        with pytest.raises(pjrt.ClosedError, match=r"this buffer, float32\[4\], was deleted or donated"):
            compiled(add())(X, a)

    def test_neither_copied_nor_pickled(self, compiled: Compiled) -> None:
        for call in (copy.copy, copy.deepcopy, pickle.dumps):
            with pytest.raises(TypeError, match=r"a LoadedExecutable stands for an object in its plugin and cannot be"):
                call(compiled(add()))


class TestThreads:
    def test_eight(self, client: pjrt.Client, compiled: Compiled) -> None:
        exe, wrong = compiled(add()), []

        def work(seed: int) -> None:
            a = np.full(4, seed, np.float32)
            mine = client.put(a)
            for i in range(200):
                (y,) = exe(mine, X + i)
                if y.to_numpy().tolist() != (a + X + i).tolist():
                    wrong.append((seed, i))

        threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []

    def test_one_buffer_in_all_threads(self, plugin: str, in_child: Child) -> None:
        """Plugins count a buffer's references in a vector that nothing guards."""
        report = in_child(
            """
client = pjrt.Client(sys.argv[1])
exe, a, wrong, end = client.compile(ADD), client.put(X), [], time.monotonic() + 1
def work():
    while time.monotonic() < end:
        views = [a.to_numpy() for _ in range(20)]
        (y,) = exe(a, a)
        wrong.extend(() if (y.to_numpy() == 2 * X).all() and (views[7] == X).all() else (1,))
threads = [threading.Thread(target=work) for _ in range(4)]
[t.start() for t in threads], [t.join() for t in threads]
report["wrong"] = wrong
""",
            plugin,
        )
        assert report == {"wrong": []}

    def test_deleting_and_closing_meanwhile(self, plugin: str, in_child: Child) -> None:
        report = in_child(
            """
kinds, wrong = set(), []
def run(client, exe, buffers, end):
    while time.monotonic() < end:
        try:
            a = client.put(X)
            buffers.append(a)
            (y,) = exe[0](a, X)
            wrong.extend(() if (y.to_numpy() == 2 * X).all() else (1,))
        except pjrt.PjrtError as error:
            kinds.add(type(error).__name__)
def delete(buffers, end):
    while time.monotonic() < end:
        if buffers:
            buffers.pop().delete()
def renew(client, exe, end):
    while time.monotonic() < end:
        old, exe[0] = exe[0], client.compile(ADD)
        old.delete()
for part in ("buffers", "executables", "client"):
    client, end, buffers = pjrt.Client(sys.argv[1]), time.monotonic() + 0.5, []
    exe = [client.compile(ADD)]
    threads = [threading.Thread(target=run, args=(client, exe, buffers, end)) for _ in range(3)]
    if part == "buffers":
        threads.append(threading.Thread(target=delete, args=(buffers, end)))
    if part == "executables":
        threads.append(threading.Thread(target=renew, args=(client, exe, end)))
    [t.start() for t in threads]
    if part == "client":
        time.sleep(0.2)
        client.close()
        del client, exe
    [t.join() for t in threads]
report.update(wrong=wrong, kinds=sorted(kinds))
""",
            plugin,
        )
        assert report["wrong"] == []
        assert "ClosedError" in report["kinds"]
        assert set(report["kinds"]) <= {"ClosedError", "InvalidArgumentError"}


@pytest.mark.download
def test_a_portable_program_runs_where_its_buffers_are(client: pjrt.Client) -> None:
    kind = "tensor<4xf32>"
    code = (
        f"func.func public @main(%a: {kind}, %b: {kind}) -> {kind} {{ "
        f"%0 = stablehlo.add %a, %b : {kind} return %0 : {kind} }}"
    )
    exe = client.compile(code, pjrt.CompileOptions(portable=True))
    assert exe.devices == ()
    x = np.arange(4, dtype=np.float32)
    (y,) = exe(x, x)
    assert y.device == client.devices[0]
    for device in client.devices:
        (y,) = exe(x, client.put(x, device))
        assert y.device == device
        assert np.array_equal(y.to_numpy(), 2 * x)
    mixed = client.put(x, client.devices[1]), client.put(x, client.devices[2])
    with pytest.raises(pjrt.PjrtError):
        exe(*mixed)
