"""Which accelerators this machine has, judged by its device files."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from pjrt._runtime.files import entries, text_of
from pjrt.errors import PjrtError

# Without a TPU, libtpu asks a metadata server for minutes, and a lock file makes two processes collide.
_TPU_WITHOUT_HARDWARE: Final = {"TPU_SKIP_MDS_QUERY": "1", "ALLOW_MULTIPLE_LIBTPU_LOAD": "1"}
_TPU_PCI_VENDOR: Final = "0x1ae0"
# Network and disk devices of cloud machines have the same vendor, so the vendor alone tells nothing.
_TPU_PCI_DEVICES: Final = frozenset(
    ("0x0027", "0x0056", "0x005e", "0x0062", "0x0063", "0x006f", "0x0076", "0x007c", "0x0083")
)
# TT_METAL_RUNTIME_ROOT is none of these: the library sets it itself, and children of the process inherit it.
_TT_SIMULATED: Final = ("TT_METAL_SIMULATOR", "TT_METAL_MOCK_", "TT_METAL_TTSIM")


def visible_hardware(root: str | os.PathLike[str] = "/") -> frozenset[str]:
    """The platforms whose devices are there for certain, judged by device files under `root`."""
    dev = Path(root, "dev")
    checks = {
        # /proc/driver/nvidia does not count: a container without a GPU sees that of its host.
        "cuda": _has(dev, r"nvidia\d+|nvidiactl") or _is_wsl_cuda(Path(root)),
        "rocm": _has(dev, "kfd"),
        "tt": _has(dev, "tenstorrent"),
        "tpu": _has(dev, r"accel\d+") or (_has(dev / "vfio", r"\d+") and _has_tpu_on_pci(Path(root))),
    }
    return frozenset(platform for platform, visible in checks.items() if visible)


def _has(folder: Path, pattern: str) -> bool:
    return any(re.fullmatch(pattern, entry.name) for entry in entries(folder))


def _is_wsl_cuda(root: Path) -> bool:
    return os.path.exists(root / "dev/dxg") and os.path.exists(root / "usr/lib/wsl/lib/libcuda.so.1")


def _has_tpu_on_pci(root: Path) -> bool:
    return any(
        text_of(f"{entry.path}/vendor").strip() == _TPU_PCI_VENDOR
        and text_of(f"{entry.path}/device").strip() in _TPU_PCI_DEVICES
        for entry in entries(root / "sys/bus/pci/devices")
    )


def environment_defaults(library: str | os.PathLike[str], root: str | os.PathLike[str] = "/") -> dict[str, str]:
    """Environment variables to set, unless set already, before this library is loaded on this machine."""
    if not Path(library).name.startswith("libtpu"):
        return {}
    # A device handed to user space may be a TPU that the list does not know yet; that one needs the server.
    maybe_tpu = "tpu" in visible_hardware(root) or _has(Path(root, "dev/vfio"), r"\d+")
    return {} if maybe_tpu else dict(_TPU_WITHOUT_HARDWARE)


def require_hardware(library: str | os.PathLike[str], root: str | os.PathLike[str] = "/") -> None:
    """Raises PjrtError if this library takes the process down when it makes a client on this machine."""
    simulated = any(name.startswith(_TT_SIMULATED) for name in os.environ)  # it can do without, if told so
    if Path(library).name.startswith("libtt.") and "tt" not in visible_hardware(root) and not simulated:
        raise PjrtError(f"{library}: there is no Tenstorrent device here (no /dev/tenstorrent), and it needs one")
