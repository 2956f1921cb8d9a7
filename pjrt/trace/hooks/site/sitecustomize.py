"""Starts the trace of a Python process: `site` imports a module of this name by itself."""

import importlib
import importlib.util
import os
import sys
from typing import Any

HERE = os.path.dirname(os.path.abspath(__file__))
TRACE = os.path.dirname(os.path.dirname(HERE))


def load(folder: str, name: str) -> Any:
    """A module by its path: its package would bring what is to be patched when the program imports it."""
    spec = importlib.util.spec_from_file_location(f"pjrt_trace_{name}", os.path.join(folder, f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# The process finds its modules where it would without this folder; children inherit PYTHONPATH.
sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder or ".") != HERE]
if os.environ.get("PJRT_TRACE"):
    session = load(TRACE, "session")
    load(os.path.join(os.path.dirname(TRACE), "server"), "signals").shield()
    session.start()
    sys.path.append(os.path.join(TRACE, "hooks", "jax"))
OWN = sys.modules.pop("sitecustomize")
try:
    importlib.import_module("sitecustomize")  # the one that this one stands before
except ImportError:
    pass
finally:
    sys.modules.setdefault("sitecustomize", OWN)
