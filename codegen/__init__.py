"""The generator: PJRT headers -> ABI model -> ctypes package, snapshots and reports."""
