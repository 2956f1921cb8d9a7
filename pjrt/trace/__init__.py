"""An interposer for any plugin: it sees every call, of this library or of another framework.

    calls = []
    client = pjrt.Client(pjrt.trace.interpose(pjrt.load("cpu"), calls.append))

The command `pjrt trace` does the same to a program; see docs/trace.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pjrt.server.signals import shield
from pjrt.trace.calls import Call, Ref, Site
from pjrt.trace.interposer import Interposed, Listener
from pjrt.trace.interposer import interpose as _interpose

if TYPE_CHECKING:
    from pjrt.plugin import PluginLike


def interpose(
    plugin: PluginLike,
    listener: Listener,
    *,
    inject: Sequence[str] = (),
    version: tuple[int, int] | None = None,
    sites: bool = True,
) -> Interposed:
    """Stands in front of a plugin; `pjrt.load`, `pjrt.Client` and other frameworks take what it returns.

    plugin: as for `pjrt.load`; listener: gets each `Call` when it is over, in the thread that made it; inject: rules
    such as "PJRT_Client_Compile:3=RESOURCE_EXHAUSTED" (see `pjrt.server.Rule`); version: an older API version to
    present the plugin as; sites: whether to note where in the Python program calls come from.

    Raises what `pjrt.load` raises, and ValueError for a rule or a version that cannot be.
    """
    from pjrt.plugin import load
    from pjrt.server.faults import Faults, Rule
    from pjrt.trace.needs import functions

    rules = [Rule.parse(text, functions()) for text in inject]
    address = load(plugin).abi.address
    return _interpose(address, listener, faults=Faults(rules) if rules else None, version=version, sites=sites)


__all__ = ["Call", "Interposed", "Listener", "Ref", "Site", "interpose", "shield"]
