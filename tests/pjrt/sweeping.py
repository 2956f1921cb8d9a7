"""Asking an object everything that takes no argument, in a child process: also what its class gets later."""

from __future__ import annotations

from typing import Any

SWEEP = """
import inspect

def sweep(make):
    "By name of a property or of a method that needs no argument: the value, or the exception; each of a fresh object."
    answers = {}
    for name, kind in inspect.getmembers_static(type(make())):
        if name.startswith("_") or isinstance(kind, classmethod | staticmethod):
            continue
        if not inspect.isfunction(kind):
            ask = lambda thing: getattr(thing, name)
        elif all(p.default is not p.empty for p in list(inspect.signature(kind).parameters.values())[1:]):
            ask = lambda thing: getattr(thing, name)()
        else:
            continue
        try:
            answers[name] = repr(ask(make()))[:300]
        except pjrt.PjrtError as error:
            answers[name] = [type(error).__name__, error.function]
    return answers

def refusal(call):
    "The type and text of what the call raises; what it gives if it raises nothing."
    try:
        return repr(call())
    except pjrt.PjrtError as error:
        return [type(error).__name__, str(error)]
"""


def refused(answers: dict[str, Any]) -> dict[str, str]:
    """By name: the exception, of what raised one."""
    return {name: answer[0] for name, answer in answers.items() if isinstance(answer, list)}
