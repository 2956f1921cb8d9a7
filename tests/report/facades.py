"""The façade of each extension type, by its public name: a type without one is a problem of the run."""

from __future__ import annotations

from collections.abc import Iterable

from tests.report.chain import Extension


def facades(extensions: Iterable[Extension]) -> dict[str, str]:
    """By type: where its façade is, "" where nobody wrote one. Imports the library, which is recorded by then."""
    import pjrt

    found = {}
    for extension in extensions:
        home = pjrt.experimental if extension.mark else pjrt.extensions
        written = getattr(home, extension.name).__module__.startswith(f"{pjrt.extensions.__name__}.")
        found[extension.name] = f"{home.__name__}.{extension.name}" if written else ""
    return found
