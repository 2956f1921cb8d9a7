"""Failures on demand: rules that make the n-th call of a function fail, wait, or both."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from pjrt.checks import nearest
from pjrt_abi.enums import PJRT_Error_Code
from pjrt_abi.errors import error_of
from pjrt_abi.views import FunctionView

_RULE = re.compile(
    r"(?P<function>\w+)(?::(?P<first>\d+)(?P<on>\+)?)?(?:@(?P<delay>[\d.]+))?(?:=(?P<code>\w+)(?::(?P<text>.*))?)?",
    re.DOTALL,
)
_MESSAGE = "a fault was injected"
EXAMPLE = "PJRT_Client_Compile:3=RESOURCE_EXHAUSTED"


@dataclass(frozen=True, slots=True)
class Rule:
    """`FUNCTION[:N[+]][@SECONDS][=CODE[:MESSAGE]]`: what is to happen to calls of a function.

    first: the number of the call that it is for, from 1; 0 for each; on: whether also for those after it; delay: the
    seconds to wait before the call; code: what it fails with, None for no failure.
    """

    function: str
    first: int = 0
    on: bool = False
    delay: float = 0.0
    code: PJRT_Error_Code | None = None
    message: str = _MESSAGE

    @classmethod
    def parse(cls, text: str, known: Iterable[str]) -> Rule:
        """The rule that a text spells. Raises ValueError that says what is wrong with it. known: the functions."""
        found = _RULE.fullmatch(text)
        if found is None:
            raise ValueError(f"rule {text!r}: expected FUNCTION[:N[+]][@SECONDS][=CODE[:MESSAGE]], such as {EXAMPLE}")
        names = set(known)
        if (function := found["function"]) not in names:
            raise ValueError(f"rule {text!r}: no function is called {function!r}{nearest(function, names)}")
        code = found["code"]
        codes = {member.name for member in PJRT_Error_Code if member}
        if code is not None and code not in codes:
            raise ValueError(f"rule {text!r}: no error code is called {code!r}{nearest(code, codes)}")
        if code is None and not found["delay"]:
            raise ValueError(f"rule {text!r}: it says neither an error code nor a delay; expected such as {EXAMPLE}")
        if found["first"] is not None and int(found["first"]) == 0:
            raise ValueError(f"rule {text!r}: calls are counted from 1")
        try:
            delay = float(found["delay"] or 0)
        except ValueError:
            raise ValueError(f"rule {text!r}: {found['delay']!r} is no number of seconds") from None
        return cls(
            function,
            int(found["first"] or 0),
            bool(found["on"]),
            delay,
            None if code is None else PJRT_Error_Code[code],
            _MESSAGE if found["text"] is None else found["text"],
        )

    def applies(self, call: int) -> bool:
        """Whether it is for the call of that number."""
        return not self.first or call == self.first or (self.on and call > self.first)


class Faults:
    """Rules, and how often each function was called. A hook of `Served.add_hook`; any thread may call it."""

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self._rules: dict[str, list[Rule]] = {}
        self._calls: dict[str, int] = {}
        self._lock = Lock()
        for rule in rules:
            self.add(rule)

    def add(self, rule: Rule) -> None:
        """Adds a rule. The calls of its function are counted from the first rule for it on."""
        self._rules.setdefault(rule.function, []).append(rule)

    def __call__(self, view: FunctionView) -> None:
        """Counts a call; waits and raises as the rules say."""
        self.meet(view.name)

    def meet(self, function: str) -> None:
        """The same by the function's name."""
        rules = self._rules.get(function)
        if rules is None:
            return
        with self._lock:
            call = self._calls[function] = self._calls.get(function, 0) + 1
        for rule in rules:
            if rule.applies(call):
                if rule.delay:
                    time.sleep(rule.delay)
                if rule.code is not None:
                    raise error_of(rule.code, rule.message, function)
