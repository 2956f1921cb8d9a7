"""Programs whose arguments and results lie in other orders than numpy's."""

from __future__ import annotations

import itertools
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import pjrt
from pjrt import Layout, Spec
from pjrt._runtime import layout_probes
from tests.pjrt.programs import (
    F32,
    FOUR,
    Compiled,
    T,
    X,
    identity,
    module,
    same,
)

pytestmark = [pytest.mark.download, pytest.mark.usefixtures("nothing_left")]

G = "tensor<8x4xf32>"
A = np.arange(32, dtype=np.float32).reshape(8, 4)


COLUMNS = Layout((0, 1))
DTYPES = {
    "i1": np.dtype(np.bool_),
    "i8": np.dtype(np.int8),
    "i16": np.dtype(np.int16),
    "f32": F32,
    "i64": np.dtype(np.int64),
    "complex<f64>": np.dtype(np.complex128),
    "bf16": np.dtype(ml_dtypes.bfloat16),
    "f8E4M3FN": np.dtype(ml_dtypes.float8_e4m3fn),
}
PACKED = {"i4": np.dtype(ml_dtypes.int4), "ui2": np.dtype(ml_dtypes.uint2)}


def numbers(shape: tuple[int, ...], dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    return (np.arange(int(np.prod(shape))) % (2 if dtype.name in ("bool", "uint2") else 7)).reshape(shape).astype(dtype)


class TestLayouts:
    @pytest.mark.parametrize(("name", "dtype"), DTYPES.items())
    def test_every_size_of_element(
        self, client: pjrt.Client, compiled: Compiled, name: str, dtype: np.dtype[Any]
    ) -> None:
        """An array, a buffer, a result as an argument, and back."""
        for shape, order in (((2, 3), (0, 1)), ((3, 5, 7), (1, 0, 2)), ((0, 3), (0, 1))):
            array, layout = numbers(shape, dtype), Layout(order)
            taking, giving = (
                compiled(identity(shape, name, str(layout))),
                compiled(identity(shape, name, "", str(layout))),
            )
            assert taking.signature.parameters == (Spec(shape, dtype, layout),)
            assert giving.signature.results == (Spec(shape, dtype, layout),)
            put = client.put(array, layout=layout)
            (made,) = giving(array)
            assert (put.layout, made.layout) == (layout, layout)
            for buffer in (put, made, taking(array)[0], taking(put)[0], taking(made)[0]):
                assert same(buffer, array)

    @pytest.mark.parametrize("shape", [(2, 3, 4), (2, 3, 1, 5), (1, 4, 3)])
    def test_every_order(self, client: pjrt.Client, shape: tuple[int, ...]) -> None:
        array = numbers(shape, np.dtype(np.int32))
        for order in itertools.permutations(range(len(shape))):
            for given in (array, np.asfortranarray(array), array[::-1][::-1], array[:, ::-1][:, ::-1]):
                assert same(client.put(given, layout=Layout(order)), array)

    @pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 0, 1)])
    def test_orders_of_programs(self, client: pjrt.Client, compiled: Compiled, order: tuple[int, ...]) -> None:
        array, layout = numbers((2, 3, 4), F32), Layout(order)
        taking, giving = (
            compiled(identity((2, 3, 4), "f32", str(layout))),
            compiled(identity((2, 3, 4), "f32", "", str(layout))),
        )
        assert same(taking(*giving(array))[0], array)
        assert same(taking(client.put(array, layout=layout))[0], array)

    @pytest.mark.parametrize(("name", "dtype"), PACKED.items())
    def test_packed_elements(self, client: pjrt.Client, compiled: Compiled, name: str, dtype: np.dtype[Any]) -> None:
        """The newer plugins keep them in any order, and take arrays of them in the row-major one only."""
        array = numbers((3, 5), dtype)
        if client.plugin.abi.version < (0, 106):  # it aborts while it compiles such a program
            assert same(client.put(array, layout=COLUMNS), array)
            return
        taking, giving = compiled(identity((3, 5), name, "{0,1}")), compiled(identity((3, 5), name, "", "{0,1}"))
        (made,) = giving(array)
        assert (made.layout, same(made, array), same(taking(made)[0], array)) == (COLUMNS, True, True)
        for use in (lambda: taking(array), lambda: client.put(array, layout=COLUMNS)):
            with pytest.raises(pjrt.UnimplementedError, match="layout"):
                use()

    def test_another_layout_is_refused(self, client: pjrt.Client, compiled: Compiled) -> None:
        """Plugins compare sizes only, and would mix up the elements."""
        array = numbers((2, 3), F32)
        rows, columns = compiled(identity((2, 3), "f32")), compiled(identity((2, 3), "f32", "{0,1}"))
        text = f"argument 0: expected the layout {{0,1}}, got {{1,0}}; use client.put(array, layout={COLUMNS!r})"
        for buffer in (client.put(array), client.put(array, layout=Layout((1, 0))), *rows(array)):
            with pytest.raises(ValueError) as caught:
                columns(buffer)
            assert str(caught.value) == text
            assert same(rows(buffer)[0], array)
        made = client.put(array, layout=COLUMNS)
        for buffer in (
            made,
            made.copy_to(client.devices[0].default_memory),
            made.copy_to(client.devices[0].memories[-1]),
        ):
            if buffer.layout == COLUMNS:
                with pytest.raises(ValueError, match=r"argument 0: expected the layout \{1,0\}, got \{0,1\}"):
                    rows(buffer)
                assert same(columns(buffer)[0], array)
            else:
                assert same(rows(buffer)[0], array)
        turned = client.put(array, client.devices[3], layout=COLUMNS)
        with pytest.raises(ValueError, match=r"^device 3, argument 0: expected the layout \{1,0\}, got \{0,1\}"):
            compiled(identity((2, 3), "f32"), FOUR).execute([[array]] * 3 + [[turned]])

    def test_unknown_layouts_are_asked_for(self, client: pjrt.Client, compiled: Compiled) -> None:
        """Such as a copy's: the newest plugin keeps the order, and the copy would pass for a row-major one."""
        array = numbers((2, 3, 4), F32)
        rows = compiled(identity((2, 3, 4), "f32"))
        for order in itertools.permutations(range(3)):
            copied = client.put(array, client.devices[1], layout=Layout(order)).copy_to(client.devices[0])
            assert same(copied, array)
            fresh = client.put(array, client.devices[1], layout=Layout(order)).copy_to(client.devices[0])
            if copied.layout.is_row_major:  # type: ignore[union-attr]
                assert same(rows(fresh)[0], array)
            else:
                assert copied.layout == Layout(order)
                with pytest.raises(ValueError, match=r"argument 0: expected the layout \{2,1,0\}, got "):
                    rows(fresh)

    @pytest.mark.parametrize("question", ["put", "copy", "read"])
    def test_what_plugins_make_of_layouts(self, client: pjrt.Client, question: str) -> None:
        """0.81 never looks at them; 0.106 does where it copies and reads; 0.115 always does."""
        client.put(numbers((2, 2), F32), layout=COLUMNS).copy_to(client.devices[1]).to_numpy()
        layout_probes.reads_as_is(client._state, client.devices[0]._ptr)
        as_is = {
            "xla_cpu_pjrt": {"put", "copy", "read"},
            "fastatomstruct_xla_cpu": {"put"},
            "lammps_jax_pjrt_cpu": set(),
        }
        found = layout_probes._answers.get((client.plugin.abi.address, question), False)
        assert found == (question in as_is[client.plugin.name])

    @pytest.mark.parametrize("shape", [(1, 4), (4, 1), (1, 1), (0, 3), (1, 3, 1)])
    def test_orders_that_come_to_the_same(
        self, client: pjrt.Client, compiled: Compiled, shape: tuple[int, ...]
    ) -> None:
        array = numbers(shape, F32)
        columns = Layout.column_major(len(shape))
        for given, taken in ((columns, ""), (None, str(columns))):
            assert same(compiled(identity(shape, "f32", taken))(client.put(array, layout=given))[0], array)

    def test_tiles(self, client: pjrt.Client, compiled: Compiled) -> None:
        """XLA:CPU compiles for tiled arguments; the older ones would take others for such."""
        array = numbers((2, 3), F32)
        exe = compiled(identity((2, 3), "f32", "{0,1:T(2,2)}"))
        text = r"argument 0: expected the layout \{0,1:T\(2,2\)\}, got \{1,0\}"
        for given in (array, client.put(array)):
            with pytest.raises(ValueError, match=text):
                exe(given)
        assert same(client.put(array), array)
        (made,) = compiled(identity((2, 3), "f32", "", "{0,1:T(2,2)}"))(array)
        assert str(made.layout) == "{0,1:T(2,2)}"
        if client.plugin.name == "xla_cpu_pjrt":
            with pytest.raises(
                pjrt.UnimplementedError, match=r"does not undo the tiles of the layout \{0,1:T\(2,2\)\}"
            ):
                made.to_numpy()
        else:
            assert same(made, array)

    def test_plugin_without_layouts(
        self, client: pjrt.Client, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def unsupported(_: int) -> int:
            raise pjrt.UnsupportedError("for this test")

        array = numbers((2, 3), F32)
        buffer = client.put(array)
        monkeypatch.setattr(client.plugin.abi, "PJRT_Buffer_GetMemoryLayout", unsupported)
        assert same(compiled(identity((2, 3), "f32"))(buffer)[0], array)


class TestArgumentLayouts:
    PROGRAM = module(
        f"%a: tensor<2x3xf32>, %b: {T}",
        f"tensor<2x3xf32>, {T}",
        f"%0 = stablehlo.add %a, %a : tensor<2x3xf32> return %0, %b : tensor<2x3xf32>, {T}",
    )
    ARRAY = np.arange(6, dtype=np.float32).reshape(2, 3)

    @pytest.mark.parametrize("layout", [None, COLUMNS, Layout((1, 0))])
    def test_run(self, client: pjrt.Client, compiled: Compiled, layout: Layout | None) -> None:
        specs = [Spec((2, 3), F32, layout), Spec((4,), F32)]
        exe = compiled(self.PROGRAM, pjrt.CompileOptions(argument_layouts=specs))
        assert exe.signature.parameters == (Spec((2, 3), F32, COLUMNS if layout == COLUMNS else None), specs[1])
        for given in (self.ARRAY, client.put(self.ARRAY, layout=layout)):
            y, z = exe(given, X)
            assert same(y, 2 * self.ARRAY)
            assert same(z, X)
        other = Layout((1, 0)) if layout == COLUMNS else COLUMNS
        with pytest.raises(ValueError, match=r"argument 0: expected the layout \{., *.\}, got "):
            exe(client.put(self.ARRAY, layout=other), X)
        if client.plugin.abi.has("PJRT_Executable_GetCompileOptions"):
            chosen = (Spec((2, 3), F32, layout or Layout((1, 0))), Spec((4,), F32, Layout((0,))))
            assert exe.compile_options.argument_layouts == chosen

    def test_in_place_of_the_programs_own(self, compiled: Compiled) -> None:
        """Those of its results go as well."""
        program = identity((2, 3), "f32", "{0,1}", "{0,1}")
        assert str(compiled(program).signature) == "(float32[2,3]{0,1}) -> (float32[2,3]{0,1})"
        for layout in (None, Layout((1, 0))):
            options = pjrt.CompileOptions(argument_layouts=[Spec((2, 3), F32, layout)])
            assert str(compiled(program, options).signature) == "(float32[2,3]) -> (float32[2,3])"

    def test_of_partitions(self, compiled: Compiled) -> None:
        """The shape is the whole array's; each device's part has the layout."""
        program = module(
            f'%a: {G} {{mhlo.sharding = "{{devices=[4,1]<=[4]}}"}}',
            f'{G} {{mhlo.sharding = "{{replicated}}"}}',
            f"%0 = stablehlo.add %a, %a : {G} return %0 : {G}",
        )
        options = pjrt.CompileOptions(
            num_partitions=4, use_spmd_partitioning=True, argument_layouts=[Spec((8, 4), F32, COLUMNS)]
        )
        exe = compiled(program, options)
        assert exe.signature.parameters == (Spec((2, 4), F32, COLUMNS),)
        results = exe.execute([[A[2 * place : 2 * place + 2]] for place in range(4)])
        assert all(same(row[0], 2 * A) for row in results)

    @pytest.mark.parametrize(
        ("specs", "text"),
        [
            ([Spec((2, 3), F32)], "CompileOptions specify 1 argument layouts, but computation has 2 arguments"),
            ([Spec((2, 3), F32)] * 3, "CompileOptions specify 3 argument layouts, but computation has 2 arguments"),
            ([Spec((3, 2), F32), Spec((4,), F32)], "computation parameter 0: want f32[2,3], got f32[3,2]"),
            ([Spec((6,), F32), Spec((4,), F32)], "computation parameter 0: want f32[2,3], got f32[6]"),
            ([Spec((2, 3), F32), Spec((4,), np.dtype(np.int32))], "computation parameter 1: want f32[4], got s32[4]"),
            ([Spec((2, 3), F32), Spec((4,), DTYPES["i64"])], "computation parameter 1: want f32[4], got s64[4]"),
        ],
    )
    def test_not_the_programs(self, client: pjrt.Client, specs: list[Spec], text: str) -> None:
        with pytest.raises(pjrt.InvalidArgumentError) as caught:
            client.compile(self.PROGRAM, pjrt.CompileOptions(argument_layouts=specs))
        assert text in caught.value.message

    @pytest.mark.parametrize("dtype", PACKED.values(), ids=PACKED)
    def test_packed_elements(self, client: pjrt.Client, dtype: np.dtype[Any]) -> None:
        name = "i4" if dtype.name == "int4" else "ui2"
        program, array = identity((3, 5), name), numbers((3, 5), dtype)
        turned = pjrt.CompileOptions(argument_layouts=[Spec((3, 5), dtype, COLUMNS)])
        if client.plugin.abi.version < (0, 106):
            with pytest.raises(pjrt.UnsupportedError) as caught:
                client.compile(program, turned)
            text = "a plugin of API 0.81 takes arrays of less than a byte an element in row-major order only"
            assert str(caught.value) == f"options: {text}"
            with pytest.raises(pjrt.UnsupportedError, match="takes arrays of less than a byte"):
                client.topology.compile(program, turned)
        else:
            assert client.compile(program, turned).signature.parameters == (Spec((3, 5), dtype, COLUMNS),)
        for layout in (None, Layout((1, 0))):
            plain = pjrt.CompileOptions(argument_layouts=[Spec((3, 5), dtype, layout)])
            assert same(client.compile(program, plain)(array)[0], array)

    def test_what_plugins_refuse(self, client: pjrt.Client) -> None:
        def edit(message: Any) -> None:
            message.argument_layouts.add().element_type = 13

        odd = pjrt.CompileOptions().with_message(edit)
        with pytest.raises(pjrt.InvalidArgumentError, match="specify 1 argument layouts, but computation has 2"):
            client.compile(self.PROGRAM, odd)
