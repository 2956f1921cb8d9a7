"""Documents that nothing was looked at for, with something of everything: what the renderings are tried on."""

from __future__ import annotations

from pjrt.gap.document import Document, Item, Place, Status

HAS, USED, DECLARED, LACKING = Status.HAS, Status.USED, Status.DECLARED, Status.LACKING
HEADER = (Place("third_party/pjrt_c_api.h", 12),)

BINDING = Document(
    "a <made-up> binding & its | pipes",
    {"language": "Rust", "API version": "0.90", "files read": "3", "counted against": "0.115"},
    (
        Item(
            "function",
            "PJRT_Client_Create",
            "Client",
            USED,
            "0.13",
            priority=1,
            places=(
                Place("src/cl*i*_ent.rs", 10, "call!(PJRT_Client_Create, <T>)"),
                Place("src/b*d.rs", 2, "`x`"),
            ),
            more=4,
        ),
        Item("function", "PJRT_Client_Devices", "Client", DECLARED, "0.13", priority=1, places=HEADER, more=2),
        Item("function", "PJRT_Client_Load", "Client", LACKING, "0.96", why="it came with API 0.96"),
        Item("function", "PJRT_Buffer_GetMemoryLayout", "Buffer", LACKING, "0.13", "deprecated", 2, "needed by <JAX>"),
        Item("extension", "PJRT_Extension_Type_Layouts", "Extension Layouts", USED, "0.54", "experimental", 2),
        Item(
            "function",
            "PJRT_Layouts_MemoryLayout_Destroy",
            "Extension Layouts",
            USED,
            "0.54",
            "experimental",
            2,
            places=(Place("src/layouts.rs", 5, "destroy()"),),
        ),
        Item(
            "function", "PJRT_Layouts_MemoryLayout_Serialize", "Extension Layouts", LACKING, "0.54", "experimental", 2
        ),
        Item("extension", "PJRT_Extension_Type_Megascale", "Extension Megascale", LACKING, "0.90"),
        Item("function", "PJRT_Megascale_CreateAoTConfig", "Extension Megascale", LACKING, "0.114"),
        Item("callback", "PJRT_Event_OnReadyCallback", "Event", LACKING, "0.13", priority=2),
        Item("struct", "PJRT_Client_Load_Args", "Client", LACKING, "0.96"),
        Item("field", "PJRT_Client_Load_Args.client", "Client", LACKING, "0.96"),
        Item("field", "PJRT_ExecuteOptions.launch_id", "Types", USED, "0.13", places=(Place("src/run.rs", 1),)),
        Item("field", "PJRT_ExecuteOptions.call_location", "Types", LACKING, "0.81"),
        Item("field", "PJRT_ExecuteOptions.multi_slice_config", "Types", LACKING, "0.97"),
        Item("enum value", "PJRT_Buffer_Type_F32", "Buffer", LACKING, "0.13", priority=1),
        Item("enum value", "PJRT_Buffer_Type_U1", "Buffer", LACKING, "0.94"),
        Item("handle", "PJRT_CopyToDeviceStream", "CopyToDeviceStream", LACKING, "0.13"),
    ),
    ("A note, with <markup> & *stars*.",),
)
"""A source tree's."""

NOTHING = Document("an empty plugin", {"API version": "0.115", "library": "nothing.so"}, ())
