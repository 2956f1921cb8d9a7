"""The other side of the API: plugins written in Python.

    class Mine(pjrt.server.Plugin):
        def client_create(self, **options): ...

    client = pjrt.Client(pjrt.server.serve(Mine()))

A method serves the C function of its name; see docs/plugins.md.
"""

from pjrt.server.event import Event
from pjrt.server.export import export
from pjrt.server.faults import Faults, Rule
from pjrt.server.plugin import Plugin, Served, serve
from pjrt.server.runtime import Failure
from pjrt.server.signals import shield
from pjrt.server.tables import Link

__all__ = ["Event", "Failure", "Faults", "Link", "Plugin", "Rule", "Served", "export", "serve", "shield"]
