"""`pjrt info`: which plugins are here, and what one of them is."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

import pjrt
from pjrt.cli.terminal import table
from pjrt.plugin import Plugin
from pjrt_abi import API_VERSION

_EXAMPLE = """examples:
  pjrt info                 every plugin found, and the best one in detail
  pjrt info cpu             one plugin, by name or platform
  pjrt info ./libtpu.so     one plugin, by path
  pjrt info cpu --json | jq .extensions
  pjrt info cuda --options  what a client and a topology of it take
"""


def add(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "info",
        help="plugins found here; version, attributes, devices and extensions of one",
        description="Shows the plugins found here and where each place to look gave what; and one plugin in detail.",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "plugin", nargs="?", metavar="PLUGIN", help="a name, a platform or a path; the best one if left out"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--options", action="store_true", help="show what the plugin takes when a client or a topology is made"
    )
    devices = parser.add_mutually_exclusive_group()
    devices.add_argument(
        "--devices", action="store_true", help="make a client to list its devices even if no such hardware is seen"
    )
    devices.add_argument("--no-devices", action="store_true", help="make no client")
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> int:
    """The command."""
    found = pjrt.plugins()
    listing = None if arguments.plugin else _listing(found)
    if listing and not arguments.json:
        _print_listing(listing)
    plugin = pjrt.load(arguments.plugin) if arguments.plugin or found.candidates else None
    details = _details(plugin, _wants_client(plugin, arguments)) if plugin else {}
    if plugin and arguments.options:
        details["options"] = [asdict(option) for option in plugin.options()]
    if arguments.json:
        print(json.dumps({**(listing or {}), **details}, indent=2, default=str))
    elif plugin:
        _print_details(details)
    return 0 if plugin else 1


def _wants_client(plugin: Plugin, arguments: argparse.Namespace) -> bool:
    """A client is made where it is cheap and safe: on a CPU, or if the hardware is seen; or if asked for."""
    if arguments.devices or arguments.no_devices:
        return bool(arguments.devices)
    found = pjrt.plugins()
    path = plugin.path and plugin.path.resolve()
    platform = next((c.platform for c in found.candidates if c.path.resolve() == path), None)
    return platform == "cpu" or platform in found.hardware


def _listing(found: Any) -> dict[str, Any]:
    rows = [
        {
            "name": c.name,
            "platform": c.platform,
            "path": str(c.path),
            "sources": [f"{s.kind}: {s.detail}" for s in c.sources],
            "aliases": list(c.aliases),
            "problem": c.problem,
        }
        for c in found.candidates
    ]
    return {
        "plugins": rows,
        "sources": {str(note.source): note.text for note in found.outcomes},
        "notes": [f"{note.source}: {note.text}" for note in found.notes],
        "hardware": sorted(found.hardware),
    }


def _print_listing(listing: dict[str, Any]) -> None:
    rows = [
        [r["name"], r["platform"] or "?", r["problem"] or "", r["path"], "; ".join(r["sources"])]
        for r in listing["plugins"]
    ]
    table("Plugins", ["name", "platform", "problem", "library", "named by"], rows)
    table("Where plugins are looked for", ["source", "found"], list(listing["sources"].items()))
    for note in listing["notes"]:
        print(f"note: {note}")
    if not rows:
        print("next: pip install 'pjrt[cpu]', or set PJRT_PLUGIN_PATH=name=/path/to/plugin.so")


def _details(plugin: Plugin, with_client: bool) -> dict[str, Any]:
    details: dict[str, Any] = {
        "name": plugin.name,
        "path": str(plugin.path),
        "api_version": list(plugin.api_version),
        "library_api_version": list(API_VERSION),
        "attributes": plugin.attributes,
        "extensions": [{k: v for k, v in link._asdict().items() if k != "address"} for link in plugin.extensions],
        "missing_functions": plugin.missing_functions,
        "client": None,
        "client_error": None if with_client else "not made: no such hardware is seen here; --devices makes it anyway",
    }
    if with_client:
        try:
            with pjrt.Client(plugin) as client:
                details["client"] = _client(client)
        except pjrt.PjrtError as error:
            details["client_error"] = str(error)
    return details


def _client(client: pjrt.Client) -> dict[str, Any]:
    return {
        "platform_name": client.platform_name,
        "platform_version": client.platform_version,
        "devices": [
            {
                "id": d.id,
                "kind": d.kind,
                "name": d.to_string,
                "addressable": d.is_addressable,
                "memories": [m.kind for m in d.memories] if d.is_addressable else [],
            }
            for d in client.devices
        ],
    }


def _print_details(details: dict[str, Any]) -> None:
    major, minor = details["api_version"]
    known = ".".join(map(str, details["library_api_version"]))
    rows = [["library", details["path"]], ["API version", f"{major}.{minor} (this library knows {known})"]]
    rows += [[name, str(value)] for name, value in details["attributes"].items()]
    if client := details["client"]:
        rows += [["platform", client["platform_name"]], ["platform version", client["platform_version"]]]
    table(f"Plugin {details['name']}", ["what", "value"], rows)
    if client := details["client"]:
        table(
            "Devices",
            ["id", "kind", "name", "addressable", "memories"],
            [
                [str(d["id"]), d["kind"], d["name"], "yes" if d["addressable"] else "no", ", ".join(d["memories"])]
                for d in client["devices"]
            ],
        )
    else:
        print(f"Devices: no client: {details['client_error']}")
    table(
        "Extensions",
        ["type", "name", "bytes", "status"],
        [[str(e["type"]), e["name"], str(e["size"]), _status(e)] for e in details["extensions"]],
    )
    table("Functions missing", ["function", "why"], list(details["missing_functions"].items()))
    if "options" in details:
        table("Options", ["of a", "name", "type", "default", "range", "meaning"], _option_rows(details["options"]))
        if not details["options"]:
            print("Options: none are known for this platform, which is not to say that it takes none")


def _option_rows(options: list[dict[str, Any]]) -> list[list[str]]:
    return [
        [o["place"], o["name"], o["type"], "" if o["default"] is None else str(o["default"]), _range(o), o["meaning"]]
        for o in options
    ]


def _range(option: dict[str, Any]) -> str:
    if option["choices"]:
        return ", ".join(option["choices"])
    if option["most"] is not None:
        return f"{option['least']} to {option['most']}"
    return "" if option["least"] is None else f"{option['least']} or more"


def _status(extension: dict[str, Any]) -> str:
    return ", ".join(word for word in ("experimental", "deprecated") if extension[word])
