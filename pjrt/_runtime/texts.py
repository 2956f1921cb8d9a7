"""Text on its way to C, whatever is in it."""

from __future__ import annotations


def encoded(text: str) -> bytes:
    """The text as UTF-8. What came from C with bytes that are none goes back as it was; other surrogates are spelled.

    Never raises.
    """
    try:
        return text.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return text.encode(errors="backslashreplace")
