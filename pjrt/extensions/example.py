"""The example: the smallest extension there is, and the model of a vendor's own."""

from __future__ import annotations

from pjrt import checks
from pjrt._runtime.owned import Owned
from pjrt._runtime.plugin_state import PluginState
from pjrt.extensions.facade import Extension
from pjrt_abi.extensions import example as raw


class Example(Extension):
    """Makes objects that take numbers. C: PJRT_Example_Extension."""

    TABLE = raw.Example
    table: raw.Example

    def create(self) -> ExampleObject:
        """A new object. C: create."""
        self._state.require_open()
        return ExampleObject(self._state, self.table)


class ExampleObject(Owned):
    """What the extension makes. Lives until the last reference goes. C: PJRT_ExampleExtensionCpp, destroy."""

    __slots__ = ("_table",)

    def __init__(self, state: PluginState, table: raw.Example) -> None:
        self._table = table
        super().__init__(state, table.create(), lambda ptr: table.destroy(extension_cpp=ptr))

    def __repr__(self) -> str:
        return "<ExampleObject>"

    def example_method(self, value: int) -> None:
        """Gives it a number, of 64 bits. Raises TypeError or ValueError for anything else. C: example_method."""
        checks.integer("value", value, 64)
        self._table.example_method(self._handle(), value)
