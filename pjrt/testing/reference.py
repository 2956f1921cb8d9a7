"""The reference plugin as a whole, with its knobs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from pjrt.server import Faults, Link, Rule, Served, serve
from pjrt.testing.extensions import at
from pjrt.testing.machine import Clock, Pace
from pjrt.testing.transfers import AsyncTransfers
from pjrt_abi import API_VERSION
from pjrt_abi.views import TableServer


class Reference(AsyncTransfers):
    """A whole plugin in Python, whose devices are numpy: for what no real plugin offers here, and for faults.

    devices: how many a client has, unless its option `device_count` says; limit: bytes of each memory; pace: when work
    is done; "held" work is done by `clock.release()`.

    What it runs is described in `pjrt.testing.program`.
    """

    def __init__(self, *, devices: int = 2, limit: int = 2**40, pace: Pace = "now") -> None:
        self.devices = devices
        self.limit = limit
        self.clock = Clock(pace)


def reference(
    *,
    devices: int = 2,
    limit: int = 2**40,
    pace: Pace = "now",
    faults: Sequence[str | Rule] = (),
    extensions: Iterable[TableServer | Link] | None = None,
    version: tuple[int, int] = API_VERSION,
    strict: bool = False,
    omit: Collection[str] = (),
    sizes: Mapping[str, int] | None = None,
) -> Served:
    """A served Reference, which `pjrt.load` and `pjrt.Client` take.

    extensions: the chain; without it, all that the version has, as `pjrt.testing.extensions` serves them.
    faults: rules such as "PJRT_Client_Compile:3=RESOURCE_EXHAUSTED"; see `pjrt.server.Rule`. The rest is as in
    `Reference` and `pjrt.server.serve`. Raises ValueError for a rule that is none.
    """
    plugin = Reference(devices=devices, limit=limit, pace=pace)
    chain = tuple(at(version) if extensions is None else extensions)
    servers = [server for server in (plugin, *chain) if isinstance(server, TableServer)]
    servers += [getattr(server, field) for server in servers for field in server.TABLES if hasattr(server, field)]
    known = {view.name for server in servers for view in server.VIEWS}
    rules = [rule if isinstance(rule, Rule) else Rule.parse(rule, known) for rule in faults]
    served = serve(plugin, chain, version=version, strict=strict, omit=omit, sizes=sizes)
    if rules:
        served.add_hook(Faults(rules))
    return served
