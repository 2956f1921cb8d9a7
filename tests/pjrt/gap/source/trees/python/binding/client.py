"""The client.

It calls `api.PJRT_Buffer_Destroy(args)` nowhere.
"""

import logging
import re

from binding import _abi
from binding._abi import PJRT_Buffer_Type_F32, PJRT_Client_Create_Args

NEEDED = ("PJRT_Client_Compile", "PJRT_Client_Devices")
PATTERN = re.compile("PJRT_.*")


class Owned:
    _destroy = "PJRT_Client_Destroy"

    def close(self):
        self._plugin.call(self._destroy, self._args)


class Client(Owned):
    def __init__(self, plugin, raw):
        self._plugin = plugin
        args = PJRT_Client_Create_Args()
        args.num_options = 0
        plugin.api.contents.PJRT_Client_Create(args)
        self._ptr = args.client
        self._abi = raw

    def devices(self):
        """Calls PJRT_Client_Devices: "PJRT_Client_LookupDevice" would be another way."""
        args = self._plugin.args("PJRT_Client_Devices_Args", client=self._ptr)
        getattr(self._plugin.api, "PJRT_Client_Devices")(args)  # noqa: B009
        return args.num_devices

    def find(self, id, local=False):
        name = "PJRT_Client_LookupAddressableDevice" if local else "PJRT_Client_LookupDevice"
        return self._plugin.call(name, id)

    def wait(self, event):
        logging.warning("PJRT_Event_IsReady")
        self._abi.event_await(event)
        return PATTERN.match("compile"), re.compile("x")

    def kind(self):
        if not hasattr(self._plugin.api, "PJRT_Buffer_ElementType"):
            raise NotImplementedError("PJRT_Buffer_ElementType")
        return PJRT_Buffer_Type_F32

    def size(self):
        return _abi.PJRT_Buffer_OnDeviceSizeInBytes_Args_STRUCT_SIZE
