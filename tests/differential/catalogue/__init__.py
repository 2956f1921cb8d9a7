"""The programs, a module for each group. Importing this fills `CATALOGUE`."""

from __future__ import annotations

import importlib
import pkgutil

from tests.differential.define import CATALOGUE

__all__ = ["CATALOGUE"]

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
