"""Layouts: in which order arrays lie on devices, as buffers, programs and platforms have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pjrt import dtypes
from pjrt._runtime import shapes
from pjrt.buffer import Buffer
from pjrt.client import Client
from pjrt.executable import Executable
from pjrt.extensions.facade import Extension
from pjrt.layout import Layout
from pjrt.topology import Topology
from pjrt_abi.extensions import layouts as raw
from pjrt_abi.typed import LayoutsMemoryLayoutPtr


class Layouts(Extension):
    """Layouts with all that XLA says of them, tiles, packing and memory spaces included. C: PJRT_Layouts_Extension.

    They go into `CompileOptions(argument_layouts=…)` and `Client.put(layout=…)`. Where this says ValueError for a
    `text`, the plugin spells a layout in a way that this version does not know.
    """

    TABLE = raw.Layouts
    table: raw.Layouts

    def of(self, buffer: Buffer) -> Layout:
        """How a buffer's elements lie on its device. C: PJRT_Layouts_PJRT_Buffer_MemoryLayout."""
        return self._owned(self.table.buffer_memory_layout(self._buffer(buffer)))

    def default(self, client_or_topology: Client | Topology, shape: Sequence[int], dtype: Any) -> Layout:
        """How the platform lays out an array of this shape and dtype, unless it is told otherwise.

        Raises TypeError or ValueError for a shape or dtype that is none, UnsupportedError for a dtype that the plugin
        is too old for. C: PJRT_Layouts_PJRT_Client_GetDefaultLayout, PJRT_Layouts_PJRT_Topology_GetDefaultLayout.
        """
        kind = dtypes.parse(dtype)
        code, dims = dtypes.to_c(kind, self.plugin.abi), shapes.checked(shape, kind)
        if isinstance(client_or_topology, Topology):
            topology = self._topology(client_or_topology, "client_or_topology")
            return self._owned(self.table.topology_get_default_layout(topology, code, dims))
        client = self._client(client_or_topology, "client_or_topology")
        return self._owned(self.table.client_get_default_layout(client, code, dims))

    def outputs(self, executable: Executable) -> tuple[Layout, ...]:
        """How the results of a program lie. C: PJRT_Layouts_PJRT_Executable_GetOutputLayouts."""
        return tuple(map(self._text, self.table.executable_get_output_layouts(self._executable(executable))))

    def parameters(self, executable: Executable) -> tuple[Layout, ...]:
        """How a program wants its arguments. C: PJRT_Layouts_PJRT_Executable_GetParameterLayouts.

        Raises UnsupportedError for a plugin whose struct ends before this function.
        """
        return tuple(map(self._text, self.table.executable_get_parameter_layouts(self._executable(executable))))

    def _text(self, layout: LayoutsMemoryLayoutPtr) -> Layout:
        """C: PJRT_Layouts_MemoryLayout_Serialize."""
        return Layout.parse(self.table.memory_layout_serialize(layout).decode(errors="replace"))

    def _owned(self, layout: LayoutsMemoryLayoutPtr) -> Layout:
        """C: PJRT_Layouts_MemoryLayout_Destroy."""
        try:
            return self._text(layout)
        finally:
            self.table.memory_layout_destroy(layout)
