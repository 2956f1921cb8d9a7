"""How much a name matters, by what known programs need: the one place that says so."""

from __future__ import annotations

from functools import cache

from pjrt.gap import programs

MEANING = {
    1: "every known program that runs something needs it",
    2: "a known program needs it",
    3: "no known program needs it",
    4: "experimental or deprecated, and no known program needs it",
}
"""The priorities, in words."""


@cache
def priority(name: str, mark: str = "") -> int:
    """A name's priority, 1 to 4, as MEANING has it. name: a C name; of a field "STRUCT.field". mark: what headers say.

    Arguments count as their function does, and so does a function's callback; a handle and an enum as what is called
    or used of them. Fields are 3: which of them a program sets is not recorded.
    """
    known = programs.known()
    needing = [program for program in known if _needs(program, name)]
    if needing and all(program in needing for program in known if program.runs):
        return 1
    if needing:
        return 2
    return 4 if mark else 3


def _needs(program: programs.Program, name: str) -> bool:
    if name in program.names or name.removesuffix("_Args") in program.names:
        return True
    return name.removesuffix("Callback") in program.names or name in _roots(program)


@cache
def _roots(program: programs.Program) -> frozenset[str]:
    """PJRT_Client of PJRT_Client_Create, and PJRT_Buffer_Type of PJRT_Buffer_Type_F32; no function is among them."""
    roots = (name for name, row in programs.names().all.items() if row.kind in ("handle", "enum"))
    return frozenset(root for root in roots if any(name.startswith(f"{root}_") for name in program.names))
