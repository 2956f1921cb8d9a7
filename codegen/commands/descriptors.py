"""The command `descriptors`: the protobuf schemas that a plugin embeds."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from .. import descriptors, emit
from ..terminal import Terminal
from .line import OK, add_command


def add(commands: Any) -> None:
    """Declares it."""
    does = "write the protobuf schemas of compile options and HLO, read out of a plugin, into generated/"
    parser = add_command(commands, "descriptors", _descriptors, does, "path/to/pjrt_c_api_cpu_plugin.so")
    parser.add_argument("library", type=Path, metavar="LIBRARY", help="an XLA plugin; the newest CPU one is best")


def _descriptors(options: argparse.Namespace, terminal: Terminal) -> int:
    schemas = descriptors.extract(options.library)
    path = options.generated / descriptors.OUTPUT
    emit.write(path, schemas)
    terminal.show(f"{path}: {len(schemas)} bytes")
    return OK
