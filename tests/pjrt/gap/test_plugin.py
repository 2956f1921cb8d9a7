"""What `pjrt gap --plugin` says, against what the plugin itself tells: real ones, and odd ones in Python."""

from __future__ import annotations

from typing import Any

import pytest

import pjrt
from pjrt import testing
from pjrt.gap import programs
from pjrt.gap.document import HAVING, Document, Item, Status
from pjrt.gap.names import Names, text_of
from pjrt.gap.outline import is_core, outline
from pjrt.gap.plugin import look
from pjrt.trace import needs
from pjrt_abi.extensions import BY_TYPE, EXTENSIONS
from pjrt_abi.functions import Api
from pjrt_abi.structs import PJRT_Api
from tests.pjrt.conftest import ALL_PLUGINS

NAMES = Names.load()
PLUGINS = (*ALL_PLUGINS, "xla_cuda13", "libtpu", "libtt")
real = pytest.mark.download


def of(document: Document) -> dict[str, Item]:
    found = {item.name: item for item in document.items}
    assert len(found) == len(document.items)
    return found


def table(plugin: pjrt.Plugin, number: int) -> Any:
    (link,) = (link for link in plugin.extensions if link.type == number)
    kind = BY_TYPE[number].load()
    return kind(link.address, plugin.abi)


@pytest.fixture(scope="module", params=PLUGINS)
def loaded(request: pytest.FixtureRequest) -> pjrt.Plugin:
    return pjrt.load(request.param)


@real
class TestRealPlugins:
    def test_functions_are_what_the_plugin_shows(self, loaded: pjrt.Plugin) -> None:
        document = look(loaded, NAMES)
        core = [item for item in document.items if is_core(item)]
        assert {item.name for item in core} == {name for name, *_ in Api.SLOTS}
        lacking = {item.name: item.why for item in core if item.status is Status.LACKING}
        assert lacking.keys() == loaded.missing_functions.keys()
        assert all(why.startswith(loaded.missing_functions[name]) for name, why in lacking.items())

    def test_extensions_are_what_it_chains(self, loaded: pjrt.Plugin) -> None:
        items = of(look(loaded, NAMES))
        chained = {link.name for link in loaded.extensions}
        extensions = {item.area.split()[1]: item for item in items.values() if item.kind == "extension"}
        assert extensions.keys() == {row.name for row in EXTENSIONS if row.struct}
        assert {name for name, item in extensions.items() if item.status is Status.HAS} == chained

    def test_and_their_functions_what_their_tables_show(self, loaded: pjrt.Plugin) -> None:
        items = of(look(loaded, NAMES))
        for row in EXTENSIONS:
            if (kind := row.load()) is None or not kind.SLOTS:
                continue
            chained = row.type in {link.type for link in loaded.extensions}
            missing = table(loaded, row.type).missing if chained and row.type is not None else {}
            for name, *_ in kind.SLOTS:
                lacks = f"the plugin does not chain {row.name}" if not chained else missing.get(name, "")
                assert (items[name].status is Status.LACKING) == bool(lacks), name
                assert items[name].why.startswith(lacks)

    def test_the_rest_is_what_its_version_says(self, loaded: pjrt.Plugin) -> None:
        chained = {link.name for link in loaded.extensions}
        for item in look(loaded, NAMES).items:
            name = NAMES.all[item.name]
            if item.kind not in ("function", "extension") and not name.extension:
                function = item.name.partition("_Args")[0]
                there = name.at(loaded.api_version) and function not in loaded.missing_functions
                assert (item.status is Status.HAS) == there, item
            elif name.extension:
                assert item.status is Status.LACKING or NAMES.all[name.extension].field in chained

    def test_facts(self, loaded: pjrt.Plugin) -> None:
        document = look(loaded, NAMES)
        assert document.subject == f"plugin {loaded.name}"
        assert loaded.path is not None
        assert document.facts == {
            "API version": text_of(loaded.api_version),
            "newest known": text_of(NAMES.newest),
            "library": loaded.path.name,
            "extensions": ", ".join(link.name for link in loaded.extensions),
            "counted against": text_of(NAMES.newest),
        }
        longer = loaded.abi.struct_size > PJRT_Api.STRUCT_SIZE
        assert any("newer than these headers and have no name here" in note for note in document.notes) == longer

    def test_at_its_own_version(self, loaded: pjrt.Plugin) -> None:
        version = min(loaded.api_version, NAMES.newest)
        document = look(loaded, NAMES, at=version)
        assert all(NAMES.all[item.name].at(version) for item in document.items)
        lacking = {item.name for item in document.items if is_core(item) and item.status is Status.LACKING}
        assert lacking == {name for name in loaded.missing_functions if NAMES.all[name].at(version)}
        for item in document.items:
            if item.kind in ("field", "enum value") and item.status is Status.LACKING:
                assert "chain" in item.why or "is lacking" in item.why

    @pytest.mark.parametrize("file", ["1_quickstart", "3_jax", "4_ahead_of_time"])
    def test_what_a_program_needs(self, loaded: pjrt.Plugin, file: str) -> None:
        from tests.pjrt.gap.programs import FILES, PROGRAMS

        wanted = needs.read((FILES / f"{file}.json").read_text(), file)
        document = look(loaded, NAMES, wanted)
        assert document.subject == f"{PROGRAMS[file][0]}, on plugin {loaded.name}"
        items = of(document)
        assert items.keys() == set(programs.names_of(wanted))
        lacks = needs.lacking(wanted, loaded)
        lacking = {name: item.why for name, item in items.items() if item.status not in HAVING}
        core = {name: why for name, why in lacking.items() if name in wanted["functions"]}
        assert core == lacks["functions"]
        told = {name for name in lacking if name not in core}
        for short, why in lacks["extensions"].items():
            for name in (programs.extension_type(short), *wanted["extensions"][short]):
                assert (name in told) == (items[name].why != "")
            assert items[programs.extension_type(short)].why == (why if "chain" in why else "")
        assert bool(told) == bool(lacks["extensions"] or lacks["element_types"])

    def test_known_programs(self, loaded: pjrt.Plugin) -> None:
        """That a lacking name is needed by a known program is said, and makes it urgent."""
        for item in look(loaded, NAMES).items:
            needing = [program.label for program in programs.known() if item.name in program.names]
            if item.status is Status.LACKING and needing:
                assert item.priority <= 2
                assert "needed by" in item.why
                assert all(label in item.why for label in needing)


@real
def test_an_old_one_cannot_run_jax_and_a_new_one_can() -> None:
    old, new = (look(pjrt.load(name), NAMES) for name in ("xla_cpu_pjrt", "lammps_jax_pjrt_cpu"))
    jax = programs.known()[2].names
    assert {item.name for item in old.items if item.status is Status.LACKING} & jax
    assert not {item.name for item in new.items if item.status is Status.LACKING} & jax
    assert not [item for item in old.items if item.priority == 1 and item.status is Status.LACKING]


class TestPluginsInPython:
    def test_a_whole_one(self) -> None:
        plugin = pjrt.load(testing.reference())
        document = look(plugin, NAMES)
        assert document.facts["library"] == "in this process"
        assert {item.name for item in document.items if item.status is Status.LACKING and is_core(item)} == set(
            plugin.missing_functions
        )
        whole = {one.item.area for one in outline(document).extensions if one.is_there}
        assert whole == {f"Extension {link.name}" for link in plugin.extensions}

    def test_functions_left_out(self) -> None:
        omitted = ["PJRT_LoadedExecutable_Execute", "PJRT_Client_Load"]
        plugin = pjrt.load(testing.reference(omit=omitted))
        items = of(look(plugin, NAMES))
        for name in omitted:
            assert items[name].status is Status.LACKING
            assert items[name].why.startswith("this slot of its PJRT_Api is NULL")
        assert items[omitted[0]].priority == 1
        assert items[omitted[1]].priority == 3
        lacking = [i for name, i in items.items() if name.startswith(f"{omitted[1]}_Args.")]
        assert lacking
        assert {(i.status, i.why) for i in lacking} == {(Status.LACKING, f"{omitted[1]} is lacking")}

    def test_a_short_extension(self) -> None:
        layouts = next(row for row in EXTENSIONS if row.name == "Layouts")
        kind = layouts.load()
        *kept, (last, field, _) = kind.SLOTS
        size = getattr(kind.TABLE, field).offset
        plugin = pjrt.load(testing.reference(sizes={layouts.struct: size}))
        items = of(look(plugin, NAMES))
        assert items["PJRT_Extension_Type_Layouts"].status is Status.HAS
        assert items[last].why.startswith(f"its {layouts.struct} has {size} bytes and ends before this slot")
        assert all(items[name].status is Status.HAS for name, *_ in kept)

    def test_a_short_table(self) -> None:
        size = PJRT_Api.PJRT_Client_Load.offset
        plugin = pjrt.load(testing.reference(sizes={"PJRT_Api": size}))
        items = of(look(plugin, NAMES))
        assert {n for n, item in items.items() if is_core(item) and item.status is Status.LACKING} == {
            name for name, field, _ in Api.SLOTS if getattr(PJRT_Api, field).offset >= size
        }

    def test_no_extension_at_all(self) -> None:
        document = look(pjrt.load(testing.reference(extensions=[])), NAMES)
        assert document.facts["extensions"] == "none"
        assert all(item.status is Status.LACKING for item in document.items if item.area.startswith("Extension "))
        assert not any(item.status is Status.HAS for item in document.items if item.kind == "extension")

    def test_an_older_version(self) -> None:
        served = testing.reference(version=(0, 90))
        items = of(look(pjrt.load(served), NAMES))
        value = items["PJRT_Buffer_Type_U1"]
        assert NAMES.all[value.name].since > (0, 90)
        assert value.why == f"it came with API {value.since}"

    def test_a_longer_table(self) -> None:
        more = 3
        served = testing.reference(sizes={"PJRT_Api": PJRT_Api.STRUCT_SIZE + 8 * more})
        notes = look(pjrt.load(served), NAMES).notes
        assert any(f"{more} functions that are newer than these headers" in note for note in notes)


def test_needs_of_newer_bindings() -> None:
    """A function and an extension that these bindings do not know are lacking, with the reason."""
    wanted = {
        **needs.Needs().data(),
        "functions": ["PJRT_Client_Create", "PJRT_Client_Nova"],
        "extensions": {"Nova": ["PJRT_Nova_Burst"]},
        "client_options": {"speed": "int"},
    }
    document = look(pjrt.load(testing.reference()), NAMES, wanted)
    items = of(document)
    assert items["PJRT_Client_Create"].status is Status.HAS
    assert items["PJRT_Client_Nova"].why == "these bindings do not know the function"
    assert items["PJRT_Extension_Type_Nova"].why == "the plugin does not chain it"
    assert items["PJRT_Nova_Burst"].why == "the plugin does not chain Nova"
    assert items["PJRT_Nova_Burst"].area == "Unknown"
    assert document.notes == ("Options of clients, of which only the plugin knows whether it takes them: speed.",)
