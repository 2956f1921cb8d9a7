"""Buffers that are made and dropped again and again in a process of their own, whose size is watched."""

from __future__ import annotations

from pathlib import Path

from benchmarks.children import Process
from benchmarks.native import Child
from benchmarks.programs import add

_CODE = """
import sys
import numpy, pjrt
from benchmarks.cycles import resident

client = pjrt.Client(sys.argv[1], options={"cpu_device_count": 1})
exe, count = client.compile(sys.argv[2]), int(sys.argv[3])
x = numpy.arange(8, dtype=numpy.float32)

def cycle(count):
    a = client.put(x)
    for _ in range(count):
        exe(client.put(x), a)

cycle(count // 10)
before = resident()
cycle(count - count // 10)
print(resident() - before)
"""

_HOLD = """
import sys
import numpy, pjrt
from benchmarks.cycles import resident

client = pjrt.Client(sys.argv[1], options={"cpu_device_count": 1})
exe, count = client.compile(sys.argv[2]), int(sys.argv[3])
a = client.put(numpy.arange(8, dtype=numpy.float32))
held = [None] * count
held[0] = exe(a, a)[0]
before = resident()
for i in range(count):
    held[i] = exe(a, a)[0]
print(resident() - before)
"""


def resident(pid: int | str = "self") -> int:
    """The bytes of a process that are in memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"/proc/{pid}/status has no VmRSS")


def of_pjrt(plugin: Path, count: int) -> int:
    """By how many bytes a process grows in so many cycles, those of the first tenth left out."""
    return int(Process("pjrt", _CODE, [plugin, add().code, count]).output().splitlines()[-1])


def of_c(plugin: Path, count: int) -> int:
    """The same of the C program: what the plugin itself keeps."""
    with Child(plugin) as child:
        name = child.has(add())
        child.ask("time", "host", name, count // 10, 1)
        before = resident(child.pid)
        child.ask("time", "host", name, count - count // 10, 1)
        return resident(child.pid) - before


def held_by_pjrt(plugin: Path, count: int) -> int:
    """By how many bytes a process grows that holds so many results."""
    return int(Process("pjrt", _HOLD, [plugin, add().code, count]).output().splitlines()[-1])


def held_by_c(plugin: Path, count: int) -> int:
    """The same of the C program: what the plugin itself takes for them."""
    with Child(plugin) as child:
        return child.ask("hold", child.has(add()), count)
