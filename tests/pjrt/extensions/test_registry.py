"""The registry of extension types: those that a vendor's package adds, by hand or by an entry point."""

from __future__ import annotations

import gc
import importlib
import threading
import warnings
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

import pjrt
from pjrt import extensions
from pjrt._runtime import extension_types
from pjrt.extensions import Extension, Unknown
from pjrt.server import Link, Served
from tests.pjrt.extensions import vendor

NOBODYS = 4242
ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.download


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the generated package acme_abi and the façade's, acme."""
    return vendor.generate(tmp_path_factory.mktemp("vendor"))


@pytest.fixture
def acme(source: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The vendor's package, imported; what it registers is taken back."""
    monkeypatch.syspath_prepend(str(source))
    yield importlib.import_module("acme")
    for kind in extension_types.added().values():
        extensions.unregister(kind.added)
    vendor.forget()


class TestRegistry:
    def test_a_facade(self, acme: Any) -> None:
        plugin = pjrt.load(vendor.serve(Link(NOBODYS)))
        assert [link.name for link in plugin.extensions] == ["unknown"] * 3
        assert len(plugin.extension(Unknown).links) == 3
        assert extensions.register(acme.Acme) is acme.Acme
        assert [(x.name, x.type) for x in plugin.extensions] == [
            ("Acme", vendor.NUMBER),
            ("unknown", NOBODYS),
            ("unknown", vendor.TRIAL_NUMBER),
        ]
        assert extensions.Acme is acme.Acme is extensions.by_type(vendor.NUMBER)
        assert "Acme" in dir(extensions)
        assert acme.Acme.supported(plugin)
        extensions.unregister(acme.Acme)
        assert plugin.extensions[0].name == "unknown"
        with pytest.raises(AttributeError):
            _ = extensions.Acme

    def test_objects_with_a_union(self, acme: Any) -> None:
        """From the vendor's façade through C to the plugin's methods, whichever member it is."""
        extensions.register(acme.Acme)
        vendor.gone.clear()
        with pjrt.Client(vendor.serve()) as client:
            bound: Any = client.plugin.extension(extensions.Acme)
            assert bound.span(client, 1.0, 4.0).celsius == 2.5
            assert bound.steps(client, [-1, 5, 2**40]).celsius == 4.0 + 2**40
            assert bound.steps(client, []).celsius == 0.0
            gc.collect()
            assert len(vendor.gone) == 3
            with pytest.raises(TypeError, match=r"^client: expected a Client"):
                bound.span("client", 1, 2)

    def test_as_a_decorator(self, acme: Any) -> None:
        @extensions.register
        class Other(Extension):
            """Another façade for the same."""

            TABLE = acme.raw.Acme

        assert extensions.Acme is Other is extensions.by_type(vendor.NUMBER)

    def test_a_table_alone(self, acme: Any) -> None:
        extensions.register(acme.raw.Acme)
        made = extensions.Acme
        assert made is extensions.Acme
        with pjrt.Client(vendor.serve()) as client:
            bound = client.plugin.extension(made)
            range_ = acme.Acme._range(bound, acme.raw.PJRT_Acme_Range_Kind.SPAN)
            probe = bound.table.probe_create(bound._client(client), range_)
            assert bound.has("PJRT_Acme_Probe_Read")
            bound.table.probe_destroy(probe)

    def test_one_that_its_header_calls_experimental(self, acme: Any) -> None:
        trial = importlib.import_module("acme_abi.trial").Trial
        plugin = pjrt.load(vendor.serve())
        extensions.register(trial)
        assert plugin.extensions[-1].experimental
        assert pjrt.experimental.marks()["Trial"] == "experimental"
        assert pjrt.experimental.Trial is extensions.Trial
        assert 'needs `pjrt.experimental.enable("Trial")`.' in (extensions.Trial.__doc__ or "")
        with pytest.raises(pjrt.ExperimentalError, match=r'call pjrt\.experimental\.enable\("Trial"\)'):
            plugin.extension(extensions.Trial)
        with pjrt.experimental.enable("Trial"):
            assert plugin.extension(extensions.Trial).table.go() == 42

    def test_twice_is_once(self, acme: Any) -> None:
        for _ in range(2):
            extensions.register(acme.Acme)
        extensions.unregister(acme.Acme)
        extensions.unregister(acme.Acme)
        assert extensions.by_type(vendor.NUMBER) is Unknown

    @pytest.mark.parametrize(
        ("changed", "text"),
        [
            ({"TYPE": 4}, "Acme: the headers give the number 4 to Layouts; take another one"),
            ({"TYPE": None}, "Acme: its header says no type number; define ACME_EXTENSION_TYPE there"),
            ({"NAME": "Layouts"}, "Layouts: the headers have an extension of this name; take another one"),
            ({}, r"Acme: the number 1000 is that of <class 'acme\.Acme'>, which is registered already"),
            ({"TYPE": 1002}, r"Acme: the name is that of <class 'acme\.Acme'>, which is registered already"),
        ],
    )
    def test_conflicts(self, acme: Any, changed: dict[str, Any], text: str) -> None:
        extensions.register(acme.Acme)
        with pytest.raises(ValueError, match=f"^{text}"):
            extensions.register(type("Acme2", (acme.raw.Acme,), changed))
        assert extensions.Acme is acme.Acme

    @pytest.mark.parametrize("thing", [None, 5, "acme:Acme", object, Extension, Served, lambda: None])
    def test_what_cannot_be_registered(self, thing: Any) -> None:
        with pytest.raises(TypeError, match=r"^expected a façade or a generated table of an extension, got "):
            extensions.register(thing)

    def test_an_object_of_a_facade(self, acme: Any) -> None:
        bound: Any = pjrt.load(vendor.serve()).extension(acme.Acme)
        with pytest.raises(TypeError, match=r"^expected a façade or a generated table"):
            extensions.register(bound)


ENTRY = """
import warnings
sys.path[:0] = sys.argv[1:]
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    from tests.pjrt.extensions import vendor
    served = vendor.serve()
    report["imported"] = "acme" in sys.modules
    plugin = pjrt.load(served)
    report["links"] = [[link.name, link.type] for link in plugin.extensions]
    again = plugin.extensions
report["warnings"] = [[w.category.__name__, str(w.message)] for w in caught]
report["made"] = attempt(lambda: pjrt.extensions.Acme)
with pjrt.Client(served) as client:
    report["read"] = attempt(lambda: client.plugin.extension(pjrt.extensions.Acme).span(client, 1.0, 4.0).celsius)
report["pjrt"] = [name for name in dir(pjrt.extensions) if name in ("Acme", "Trial")]
"""


class TestEntryPoints:
    @pytest.fixture
    def child(self, source: Path, tmp_path: Path, in_child: Callable[..., dict[str, Any]]) -> Callable[..., Any]:
        """Runs a process in which a distribution with these entry points is installed."""

        def run(code: str = ENTRY, **entries: str) -> dict[str, Any]:
            installed = vendor.distribution(tmp_path / "site", **entries)
            return in_child(code, str(ROOT), str(source), str(installed))

        return run

    def test_a_package_that_is_installed(self, child: Callable[..., dict[str, Any]]) -> None:
        report = child(acme="acme:Acme", trial="acme_abi.trial:Trial")
        assert report["imported"] is False, "not before a plugin has a link that the headers do not know"
        assert report["links"] == [["Acme", vendor.NUMBER], ["Trial", vendor.TRIAL_NUMBER]]
        assert report["warnings"] == []
        assert report["made"] == "<class 'acme.Acme'>"
        assert report["read"] == "2.5"
        assert report["pjrt"] == ["Acme", "Trial"]

    def test_entry_points_that_are_broken(self, child: Callable[..., dict[str, Any]]) -> None:
        """They keep nobody from anything."""
        report = child(
            a="gone:Gone", b="acme:Nothing", c="acme_abi.acme:PJRT_Acme_Range", acme="acme:Acme", d="acme_abi.acme:Acme"
        )
        assert report["links"] == [["Acme", vendor.NUMBER], ["unknown", vendor.TRIAL_NUMBER]]
        assert report["read"] == "2.5"
        assert {kind for kind, _ in report["warnings"]} == {"RuntimeWarning"}
        texts = [text for _, text in report["warnings"]]
        start = "the entry point {!r} of the group pjrt.extensions cannot be used: "
        assert [text.partition(": ")[0] + ": " for text in texts] == [start.format(name) for name in "abcd"]
        assert "No module named 'gone'" in texts[0]
        assert "expected a façade or a generated table" in texts[2]
        assert "the number 1000 is that of <class 'acme.Acme'>" in texts[3]

    def test_a_package_that_asks_while_it_is_loaded(self, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """And one that another thread imports meanwhile, which registers itself: neither waits for the other."""
        monkeypatch.syspath_prepend(str(source))
        monkeypatch.setattr(extension_types, "_looked", False)
        importing, looking = threading.Event(), threading.Event()

        def load(entry: EntryPoint) -> Any:
            looking.set()
            assert importing.wait(10)
            assert vendor.NUMBER in extension_types.added(), "the other thread was through"
            return importlib.import_module("acme_abi.trial").Trial

        def other() -> None:
            assert looking.wait(10)
            extensions.register(importlib.import_module("acme").Acme)
            importing.set()

        monkeypatch.setattr(EntryPoint, "load", load)
        monkeypatch.setattr(
            importlib.metadata, "entry_points", lambda **_: [EntryPoint("acme", "x", extension_types.GROUP)]
        )
        thread = threading.Thread(target=other)
        thread.start()
        try:
            found = extension_types.added()
            thread.join(10)
            assert {kind.name for kind in found.values()} == {"Acme", "Trial"}
        finally:
            for kind in extension_types.added().values():
                extensions.unregister(kind.added)
            vendor.forget()

    def test_warnings_that_are_errors(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The caller gets one, once."""
        monkeypatch.setattr(extension_types, "_looked", False)
        gone = EntryPoint("gone", "no_such_module:X", extension_types.GROUP)
        monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: [gone])
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(RuntimeWarning, match="the entry point 'gone' of the group"):
                extension_types.added()
            assert extension_types.added() == {}
