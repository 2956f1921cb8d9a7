"""Compiles for TPUs that are not here: one of the programs whose needs `pjrt gap` knows."""

import pjrt

topology = pjrt.Topology("libtpu", "v5e:2x2")
print(len(topology.compile("examples/add.mlir").serialize()), "bytes for", topology.devices[0].kind)
