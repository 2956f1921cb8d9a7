"""The example extension, on the reference plugin: no real one chains it."""

from __future__ import annotations

import gc

import pytest

import pjrt
from pjrt.extensions import Example
from pjrt.server import Served


def test_objects(reference: pjrt.Client, served: Served) -> None:
    seen: list[str] = []
    served.add_hook(lambda view: seen.append(view.name))
    example = reference.plugin.extension(Example)
    made = example.create()
    made.example_method(-5)
    assert repr(made) == "<ExampleObject>"
    del made
    gc.collect()
    assert [name.rpartition("_")[2] for name in seen if "xample" in name] == ["create", "method", "destroy"]


@pytest.mark.parametrize(("value", "error"), [("x", TypeError), (True, TypeError), (2**63, ValueError)])
def test_wrong_values(reference: pjrt.Client, value: object, error: type[Exception]) -> None:
    made = reference.plugin.extension(Example).create()
    with pytest.raises(error, match=r"^value: "):
        made.example_method(value)  # type: ignore[arg-type]
