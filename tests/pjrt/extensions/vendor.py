"""A vendor's private extensions: headers, the packages that are generated of them, and the plugin's side in Python."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from codegen.commands import main
from pjrt.server import Link, Served
from pjrt.testing import reference

NUMBER, TRIAL_NUMBER = 1000, 1001

ACME = f"""\
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "xla/pjrt/c/pjrt_c_api.h"

#ifdef __cplusplus
extern "C" {{
#endif

#define ACME_EXTENSION_VERSION 1
#define PJRT_Extension_Type_Acme {NUMBER}

typedef struct PJRT_Acme_Probe PJRT_Acme_Probe;

typedef enum {{
  PJRT_Acme_Range_Kind_Span = 0,
  PJRT_Acme_Range_Kind_Steps,
}} PJRT_Acme_Range_Kind;

typedef struct PJRT_Acme_Range_Span {{
  size_t struct_size;
  double low;
  double high;
}} PJRT_Acme_Range_Span;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Acme_Range_Span, high);

typedef struct PJRT_Acme_Range_Steps {{
  size_t struct_size;
  const int64_t* steps;
  size_t num_steps;
}} PJRT_Acme_Range_Steps;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Acme_Range_Steps, num_steps);

typedef struct PJRT_Acme_Range {{
  size_t struct_size;
  union {{
    PJRT_Acme_Range_Span span;
    PJRT_Acme_Range_Steps steps;
  }};
  PJRT_Acme_Range_Kind kind;
}} PJRT_Acme_Range;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Acme_Range, kind);

typedef struct PJRT_Acme_Probe_Create_Args {{
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  PJRT_Client* client;
  PJRT_Acme_Range* range;
  PJRT_Acme_Probe* probe;  // out
}} PJRT_Acme_Probe_Create_Args;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Acme_Probe_Create_Args, probe);
typedef PJRT_Error* PJRT_Acme_Probe_Create(PJRT_Acme_Probe_Create_Args* args);

typedef struct PJRT_Acme_Probe_Destroy_Args {{
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  PJRT_Acme_Probe* probe;
}} PJRT_Acme_Probe_Destroy_Args;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Acme_Probe_Destroy_Args, probe);
typedef PJRT_Error* PJRT_Acme_Probe_Destroy(PJRT_Acme_Probe_Destroy_Args* args);

typedef struct PJRT_Acme_Probe_Read_Args {{
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  PJRT_Acme_Probe* probe;
  double celsius;  // out
}} PJRT_Acme_Probe_Read_Args;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Acme_Probe_Read_Args, celsius);
typedef PJRT_Error* PJRT_Acme_Probe_Read(PJRT_Acme_Probe_Read_Args* args);

typedef struct PJRT_Acme_Extension {{
  PJRT_Extension_Base base;
  PJRT_Acme_Probe_Create* probe_create;
  PJRT_Acme_Probe_Destroy* probe_destroy;
  PJRT_Acme_Probe_Read* probe_read;
}} PJRT_Acme_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Acme_Extension, probe_read);

#ifdef __cplusplus
}}
#endif
"""

TRIAL = f"""\
#pragma once
#include "xla/pjrt/c/pjrt_c_api.h"

// This extension is experimental.

#define PJRT_Extension_Type_Trial {TRIAL_NUMBER}

typedef struct PJRT_Trial_Go_Args {{
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  int64_t twice;  // out
}} PJRT_Trial_Go_Args;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Trial_Go_Args, twice);
typedef PJRT_Error* PJRT_Trial_Go(PJRT_Trial_Go_Args* args);

typedef struct PJRT_Trial_Extension {{
  PJRT_Extension_Base base;
  PJRT_Trial_Go* go;
}} PJRT_Trial_Extension;
PJRT_DEFINE_STRUCT_TRAITS(PJRT_Trial_Extension, go);
"""

FACADE = '''\
"""Probes: what Acme's package has on top of what is generated."""

import ctypes
from typing import Any

import pjrt
from acme_abi import acme as raw


class Acme(pjrt.extensions.Extension):
    """Thermometers. C: PJRT_Acme_Extension."""

    TABLE = raw.Acme
    table: raw.Acme

    def span(self, client: pjrt.Client, low: float, high: float) -> "Probe":
        """One that knows temperatures between two."""
        made = self._range(raw.PJRT_Acme_Range_Kind.SPAN)
        made.span.struct_size = raw.PJRT_Acme_Range_Span.STRUCT_SIZE
        made.span.low, made.span.high = low, high
        return Probe(self, client, made)

    def steps(self, client: pjrt.Client, steps: list[int]) -> "Probe":
        """One that knows some temperatures."""
        made = self._range(raw.PJRT_Acme_Range_Kind.STEPS)
        numbers = (ctypes.c_int64 * len(steps))(*steps)
        made.steps.struct_size = raw.PJRT_Acme_Range_Steps.STRUCT_SIZE
        made.steps.steps, made.steps.num_steps = ctypes.addressof(numbers), len(numbers)
        made._keep = numbers
        return Probe(self, client, made)

    def _range(self, kind: raw.PJRT_Acme_Range_Kind) -> Any:
        made = raw.PJRT_Acme_Range()
        made.struct_size, made.kind = raw.PJRT_Acme_Range.STRUCT_SIZE, kind
        return made


class Probe(pjrt.extensions.Owned):
    """A thermometer. C: PJRT_Acme_Probe."""

    __slots__ = ("_table",)

    def __init__(self, acme: Acme, client: pjrt.Client, range_: Any) -> None:
        self._table = acme.table
        made = acme.table.probe_create(acme._client(client), range_)
        super().__init__(client._state, made, acme.table.probe_destroy)

    @property
    def celsius(self) -> float:
        """The temperature. C: PJRT_Acme_Probe_Read."""
        return self._table.probe_read(self._handle())
'''


def generate(folder: Path) -> Path:
    """Generates the package acme_abi, and writes the façade's, acme, beside it; the folder that both are in."""
    for name, text in (("acme_extension.h", ACME), ("trial_extension.h", TRIAL)):
        (folder / name).write_text(text)
    source = folder / "src"
    headers = [str(folder / name) for name in ("acme_extension.h", "trial_extension.h")]
    assert main(["generate", "--extra", *headers, "--package", "acme_abi", "--out", str(source)]) == 0
    (source / "acme.py").write_text(FACADE)
    return source


def distribution(folder: Path, **entries: str) -> Path:
    """An installed distribution with entry points of the group, by name; what is to be on sys.path."""
    info = folder / "acme-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    lines = "".join(f"{name} = {value}\n" for name, value in entries.items())
    (info / "entry_points.txt").write_text(f"[pjrt.extensions]\n{lines}")
    return folder


def serve(*more: Link) -> Served:
    """The reference plugin with both extensions, as a vendor's plugin has them, and links that nobody knows."""
    servers = importlib.import_module("acme_abi.server.acme"), importlib.import_module("acme_abi.server.trial")

    class AcmeSide(servers[0].AcmeServer):  # type: ignore[misc, name-defined]
        def probe_create(self, *, client: object, range: Any) -> Any:
            return range.value

        def probe_destroy(self, *, probe: Any) -> None:
            gone.append(probe)

        def probe_read(self, *, probe: Any) -> float:
            if hasattr(probe, "steps"):
                return float(sum(probe.steps))
            return float((probe.low + probe.high) / 2)

    class TrialSide(servers[1].TrialServer):  # type: ignore[misc, name-defined]
        def go(self) -> int:
            return 42

    return reference(extensions=[AcmeSide(), *more, TrialSide()])


gone: list[Any] = []
"""Probes that were destroyed."""


def forget() -> None:
    """Has the packages imported anew the next time."""
    for name in [m for m in sys.modules if m.partition(".")[0] in ("acme", "acme_abi")]:
        del sys.modules[name]
