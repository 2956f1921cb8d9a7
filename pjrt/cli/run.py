"""`pjrt run`: compile a program and run it once."""

from __future__ import annotations

import argparse
import ast
import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np

import pjrt
from pjrt._runtime import transfer
from pjrt.signature import Spec

_EXAMPLE = """examples:
  pjrt run add.mlir '[1, 2, 3, 4]' '[10, 20, 30, 40]'
  pjrt run model.mlir weights.npy image.npy -o result.npz
  pjrt run add.mlir --signature
"""


def add(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "run",
        help="compile a StableHLO program and run it once",
        description="Compiles a program, checks the arguments against its signature, runs it once, prints the results.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("program", metavar="PROGRAM.mlir", help="MLIR text or bytecode, or a serialized HLO module")
    parser.add_argument(
        "arguments",
        nargs="*",
        metavar="ARG",
        help="an .npy file, or a literal such as 3.5, true or '[[1, 2], [3, 4]]' of the parameter's dtype",
    )
    parser.add_argument("-o", "--output", metavar="OUT.npz", help="write the results there, as out0, out1, …")
    parser.add_argument("--plugin", help="a name, a platform or a path; the best one found if left out")
    parser.add_argument(
        "--signature", action="store_true", help="print what the program takes and gives; do not run it"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> int:
    """The command."""
    path = Path(arguments.program)
    output = Path(arguments.output) if arguments.output else None
    if output and not output.parent.is_dir():
        raise OSError(f"{output.parent}: no such folder, for --output")
    with pjrt.Client(arguments.plugin) as client:
        executable = client.compile(path)
        signature = executable.signature
        if arguments.signature:
            _print_signature(signature, as_json=arguments.json)
            return 0
        signature.check_count(len(arguments.arguments))
        values = [
            _argument(i, t, s) for i, (t, s) in enumerate(zip(arguments.arguments, signature.parameters, strict=True))
        ]
        for index, value in enumerate(values):
            signature.check(index, value.shape, value.dtype)
        results = [buffer.to_numpy() for buffer in executable(*values)]
        if output:
            _write(output, results)
        _print_results(results, as_json=arguments.json)
    return 0


def _argument(index: int, text: str, spec: Spec) -> np.ndarray[Any, Any]:
    """The argument as an array. Raises ValueError, naming its number and what the program expects there."""
    expected = f"the program expects {spec}"
    if text.endswith(".npy"):
        try:
            array: Any = np.load(text, allow_pickle=False)
        except Exception as error:  # numpy raises whatever the parsers in it raise
            raise ValueError(f"argument {index}: {text}: cannot be read as an .npy file: {error}; {expected}") from None
        if not isinstance(array, np.ndarray):
            raise ValueError(f"argument {index}: {text}: an archive, not an .npy file; {expected}")
        # .npy has no name for ml_dtypes' types: it keeps their bytes as void.
        raw = spec.dtype is not None and array.dtype.kind == "V" and array.dtype.itemsize == spec.dtype.itemsize
        return array.view(spec.dtype) if raw else array
    literal = re.sub(r"\b(true|false)\b", lambda word: word[0].title(), text)
    try:
        value = ast.literal_eval(literal)
        if not isinstance(value, int | float | complex | list | tuple):
            raise ValueError
        return transfer.as_array(value, spec.dtype, f"argument {index}")
    except (ValueError, TypeError, SyntaxError, OverflowError, MemoryError, RecursionError):
        raise ValueError(
            f"argument {index}: {text[:80]!r} is neither an .npy file nor a literal such as 3.5 or '[1, 2]' "
            f"of that dtype; {expected}"
        ) from None


def _write(path: Path, results: list[np.ndarray[Any, Any]]) -> None:
    arrays: dict[str, Any] = {f"out{i}": r for i, r in enumerate(results)}
    # numpy files keep ml_dtypes' types as void: their names stand beside them.
    arrays["dtypes"] = np.array([r.dtype.name for r in results])
    with path.open("wb") as file:
        np.savez(file, **arrays)


def _print_signature(signature: pjrt.Signature, *, as_json: bool) -> None:
    if as_json:
        sides = {"parameters": signature.parameters, "results": signature.results}
        print(json.dumps({name: [str(s) for s in specs] for name, specs in sides.items()}))
        return
    for index, spec in enumerate(signature.parameters):
        print(f"argument {index}: {spec}{' (donated)' if index in signature.donated else ''}")
    for index, spec in enumerate(signature.results):
        print(f"result {index}: {spec}")


def _print_results(results: list[np.ndarray[Any, Any]], *, as_json: bool) -> None:
    if as_json:
        rows = [{"dtype": r.dtype.name, "shape": list(r.shape), "values": _plain(r)} for r in results]
        print(json.dumps({"results": rows}))
        return
    for index, result in enumerate(results):
        print(f"result {index}: {Spec(result.shape, result.dtype)}")
        print(np.array2string(result, threshold=200, edgeitems=4))


def _plain(array: np.ndarray[Any, Any]) -> Any:
    """The values as JSON can hold them: complex numbers as pairs, ml_dtypes' as numbers."""
    if array.dtype.kind == "c":
        return _finite(np.stack([array.real, array.imag], axis=-1).tolist())
    if array.dtype.kind == "V" or array.dtype.kind not in "biuf":
        array = array.astype(np.float64)
    return _finite(array.tolist())


def _finite(values: Any) -> Any:
    """NaN and infinities, for which JSON has no number, as strings."""
    if isinstance(values, list):
        return [_finite(value) for value in values]
    return str(values) if isinstance(values, float) and not math.isfinite(values) else values
