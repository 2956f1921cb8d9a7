"""The generator's errors: each names the place, what is wrong there and what to do."""

from __future__ import annotations


class CodegenError(Exception):
    """Something in the headers, the pins or the overrides that the generator cannot go past.

    The text is meant for the person at the terminal: `where: what: what to do`.
    """
