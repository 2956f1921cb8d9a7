"""The package index, on a server of the tests' own: lists of files, and single files out of archives."""

from __future__ import annotations

import io
import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from codegen import index
from codegen.index import IndexFile, Unavailable, project_files, read_members, wheel_of
from codegen.pins import Distribution

JSON = "application/vnd.pypi.simple.v1+json"
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that has read enough leaves: nothing to tell of."""


class Server:
    """A package index. files: content by path; ways: how a path is answered, where not plainly."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[str, bytes]] = {}
        self.ways: dict[str, Callable[[BaseHTTPRequestHandler, bytes], None]] = {}
        self.asked: list[tuple[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append((self.path, self.headers.get("Range", "")))
                if self.path not in outer.files:
                    self.send_error(404)
                    return
                kind, content = outer.files[self.path]
                if self.path in outer.ways:
                    outer.ways[self.path](self, content)
                    return
                answer(self, content, kind=kind)

            def log_message(self, *_: object) -> None:
                pass

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def page(self, project: str, *files: Any, kind: str = JSON) -> str:
        """Lists files of a project; gives the page's address."""
        path = f"/simple/{project}/"
        self.files[path] = kind, json.dumps({"meta": {"api-version": "1.1"}, "name": project, "files": files}).encode()
        return self.url + path

    @property
    def ranges(self) -> list[str]:
        return [ranges for _, ranges in self.asked]


def answer(handler: BaseHTTPRequestHandler, content: bytes, code: int = 200, kind: str = "", **headers: str) -> None:
    handler.send_response(code)
    for name, value in {"Content-Length": str(len(content)), "Content-Type": kind, **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


def part(handler: BaseHTTPRequestHandler, content: bytes) -> tuple[int, int]:
    """The range that is asked for."""
    match = RANGE.fullmatch(handler.headers["Range"])
    assert match is not None
    first, last = match.groups()
    if not first:
        return max(len(content) - int(last), 0), len(content)
    return int(first), min(int(last) + 1, len(content))


def ranged(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    """The part that was asked for, as servers do it."""
    start, end = part(handler, content)
    answer(handler, content[start:end], 206, Content_Range=f"bytes {start}-{end - 1}/{len(content)}")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    made = Server()
    monkeypatch.setattr(index, "_locations", lambda project: [f"{made.url}/simple/{project}/"])
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    project_files.cache_clear()
    yield made
    project_files.cache_clear()
    made.close()


def entry(name: str, **more: Any) -> dict[str, Any]:
    return {"filename": name, "url": f"../../files/{name}", "hashes": {}, **more}


WHEEL = "headers-1.0-cp312-cp312-manylinux_2_17_x86_64.whl"


# ------------------------------------------------------------------------ pages


class TestProjectFiles:
    def test_wheels_and_sources(self, server: Server) -> None:
        server.page("headers", entry(WHEEL), entry("headers-1.0.tar.gz"), entry("my-headers-2.0.zip"))
        assert project_files("headers") == (
            IndexFile(WHEEL, f"{server.url}/files/{WHEEL}", "1.0", ("cp312", "cp312", "manylinux_2_17_x86_64")),
            IndexFile("headers-1.0.tar.gz", f"{server.url}/files/headers-1.0.tar.gz", "1.0", None),
            IndexFile("my-headers-2.0.zip", f"{server.url}/files/my-headers-2.0.zip", "2.0", None),
        )

    def test_the_index_is_asked_once(self, server: Server) -> None:
        server.page("headers", entry(WHEEL))
        assert project_files("headers") is project_files("headers")
        assert len(server.asked) == 1

    def test_addresses_may_be_whole(self, server: Server) -> None:
        server.page("headers", entry(WHEEL) | {"url": "https://files.example/a.whl#sha256=0"})
        assert project_files("headers")[0].url == "https://files.example/a.whl#sha256=0"

    def test_a_wheel_with_a_build_number(self, server: Server) -> None:
        server.page("headers", entry("headers-1.0-7-py3-none-any.whl"))
        assert (project_files("headers")[0].version, project_files("headers")[0].tags) == (
            "1.0",
            ("py3", "none", "any"),
        )

    def test_other_files_are_none(self, server: Server) -> None:
        others = ["headers-1.0.exe", "headers-1.0-py2.7.egg", "headers-1.0.tar.bz2", "headers.whl", "headers-1.0.whl"]
        server.page("headers", *map(entry, others), entry(WHEEL))
        assert [one.name for one in project_files("headers")] == [WHEEL]

    def test_a_release_that_was_yanked_can_still_be_read(self, server: Server) -> None:
        server.page("headers", entry(WHEEL, yanked="broken"))
        assert [one.version for one in project_files("headers")] == ["1.0"]

    def test_a_project_without_files(self, server: Server) -> None:
        server.page("headers")
        assert project_files("headers") == ()

    def test_a_project_that_does_not_exist(self, server: Server) -> None:
        with pytest.raises(Unavailable, match=r"^headers: the index has no such project$"):
            project_files("headers")

    def test_an_index_that_only_has_pages_for_people(self, server: Server) -> None:
        server.page("headers", entry(WHEEL), kind="text/html")
        with pytest.raises(Unavailable, match=r"^headers: pip names no index that lists files as JSON$"):
            project_files("headers")

    def test_pip_names_none(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(index, "_locations", lambda project: [])
        with pytest.raises(Unavailable, match="pip names no index"):
            project_files("headers")

    def test_the_next_index_is_asked_where_one_fails(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        server.page("other", entry(WHEEL))
        server.files["/page/"] = "text/html", b"<html>"
        places = ["/nothing/", "/page/", "/simple/other/"]
        monkeypatch.setattr(index, "_locations", lambda project: [server.url + place for place in places])
        assert [one.name for one in project_files("headers")] == [WHEEL]
        assert [path for path, _ in server.asked] == places

    @pytest.mark.parametrize(
        "page",
        [
            b"", b"<html>", b"{", b"[]", b"null", b"{}", b'{"files": 3}', b'{"files": [3]}', b'{"files": [{}]}',
            b'{"files": [{"filename": 3, "url": "x"}]}', b'{"files": [{"filename": "a-1.tar.gz", "url": 3}]}',
            b'{"files": {"a": "b"}}', b"\xff\xfe", b"[" * 100_000,
        ],
    )  # fmt: skip
    def test_garbage(self, server: Server, page: bytes) -> None:
        server.files["/simple/headers/"] = JSON, page
        with pytest.raises(Unavailable, match=r"^headers: the index's page cannot be read: "):
            project_files("headers")

    def test_a_failure_is_not_remembered(self, server: Server) -> None:
        with pytest.raises(Unavailable):
            project_files("headers")
        server.page("headers", entry(WHEEL))
        assert len(project_files("headers")) == 1

    @pytest.mark.parametrize("code", [403, 500])
    def test_a_server_that_refuses(self, server: Server, code: int) -> None:
        server.page("headers")
        server.ways["/simple/headers/"] = lambda handler, content: handler.send_error(code)
        with pytest.raises(Unavailable, match=f"^headers: the index refuses: HTTP Error {code}"):
            project_files("headers")

    def test_a_server_that_is_not_there(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(index, "_locations", lambda project: ["http://127.0.0.1:1/simple/"])
        with pytest.raises(Unavailable, match=r"^headers: the index's page cannot be read: .*refused"):
            project_files("headers")

    def test_a_page_without_end(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(index, "_LARGEST", 1000)
        server.page("headers", *(entry(WHEEL) for _ in range(50)))
        with pytest.raises(Unavailable, match="the answer is too large"):
            project_files("headers")

    def test_what_is_no_web_address(self) -> None:
        with pytest.raises(Unavailable, match="file:///etc/passwd: not a web address"):
            index._open("file:///etc/passwd")


def test_pip_says_where_the_index_is(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "2 location(s) to search for versions of x:\n* https://a.example/simple/x/\n* https://b.example/x/\nLink\n"

    class Done:
        stdout, stderr = said, "ERROR: none\n"

    monkeypatch.setattr(index.subprocess, "run", lambda *_, **__: Done)
    assert index._locations("x") == ["https://a.example/simple/x/", "https://b.example/x/"]


# ----------------------------------------------------------------------- wheels


def pin(python: str = "3.12", platform: str = "manylinux_2_17_x86_64", version: str = "1.0") -> Distribution:
    return Distribution(f"headers-{version}", "headers", version, "wheel", "0.9", python, platform)


class TestWheelOf:
    def test_by_version_python_and_platform(self, server: Server) -> None:
        names = [
            "headers-1.0-cp311-cp311-manylinux_2_17_x86_64.whl", WHEEL.replace("1.0", "2.0"),
            "headers-1.0-cp312-cp312-win_amd64.whl", "headers-1.0.tar.gz", WHEEL,
        ]  # fmt: skip
        server.page("headers", *map(entry, names))
        assert wheel_of(pin()).name == WHEEL
        assert wheel_of(pin("3.11")).name == names[0]
        assert wheel_of(pin(version="2.0")).name == names[1]

    def test_any_python_and_any_machine(self, server: Server) -> None:
        server.page("headers", entry("headers-1.0-py3-none-any.whl"))
        assert wheel_of(pin()).name == "headers-1.0-py3-none-any.whl"

    @pytest.mark.parametrize("other", [pin("3.13"), pin(platform="manylinux_2_28_x86_64"), pin(version="1.1")])
    def test_one_that_is_not_listed(self, server: Server, other: Distribution) -> None:
        server.page("headers", entry(WHEEL))
        with pytest.raises(Unavailable, match=f"^headers {re.escape(other.version)}: the index lists no such wheel$"):
            wheel_of(other)


# ---------------------------------------------------------------------- members


TEXTS = {f"include/header_{n}.h": f"// {n}\n" * 40 for n in range(30)}


@pytest.fixture(scope="module")
def archive() -> bytes:
    """A wheel whose headers lie far from its end, with much else in between."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in TEXTS.items():
            made.writestr(name, text)
        made.writestr("lib.so", bytes(range(256)) * 8000, zipfile.ZIP_STORED)
        made.writestr("more/late.h", "// late\n" * 40)
    return out.getvalue()


class TestReadMembers:
    def serve(self, server: Server, archive: bytes, way: Callable[[BaseHTTPRequestHandler, bytes], None]) -> str:
        server.files["/a.whl"] = "application/zip", archive
        server.ways["/a.whl"] = way
        return f"{server.url}/a.whl"

    def test_only_what_is_wanted_is_asked_for(self, server: Server, archive: bytes) -> None:
        url = self.serve(server, archive, ranged)
        offered: list[str] = []

        def choose(names: Any) -> list[str]:
            offered.extend(names)
            return [name for name in offered if name.endswith(".h")]

        found = read_members(url, choose)
        assert {name: text.decode() for name, text in found.items()} == TEXTS | {"more/late.h": "// late\n" * 40}
        assert offered == [*TEXTS, "lib.so", "more/late.h"]
        # The end, and one block for all headers at the beginning.
        assert server.ranges == ["bytes=-524288", f"bytes=0-{(1 << 17) - 1}"]

    def test_many_blocks(self, server: Server, archive: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(index, "_BLOCK", 64)
        monkeypatch.setattr(index, "_TAIL", 4096)
        found = read_members(self.serve(server, archive, ranged), lambda names: [*TEXTS, "lib.so"])
        assert found.keys() == {*TEXTS, "lib.so"}
        assert found["lib.so"] == bytes(range(256)) * 8000
        assert len(server.asked) > 30

    def test_an_archive_that_is_all_end(self, server: Server) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            made.writestr("a.h", "// a")
        assert read_members(self.serve(server, out.getvalue(), ranged), lambda names: names) == {"a.h": b"// a"}
        assert len(server.asked) == 1

    def test_nothing_is_wanted(self, server: Server, archive: bytes) -> None:
        assert read_members(self.serve(server, archive, ranged), lambda names: []) == {}

    def test_a_server_that_gives_whole_files_only(self, server: Server, archive: bytes) -> None:
        url = self.serve(server, archive, answer)
        with pytest.raises(Unavailable, match=f"^{url}: its server gives whole files only$"):
            read_members(url, list)

    def test_one_that_changes_its_mind(self, server: Server, archive: bytes) -> None:
        def fickle(handler: BaseHTTPRequestHandler, content: bytes) -> None:
            (ranged if len(server.asked) == 1 else answer)(handler, content)

        with pytest.raises(Unavailable, match="its server gives whole files only"):
            read_members(self.serve(server, archive, fickle), lambda names: TEXTS)

    @pytest.mark.parametrize("stated", ["", "bytes */5", "bytes 0-5/*", "lines 0-5/9", "bytes 0-9/99"])
    def test_one_that_does_not_say_what_it_gives(self, server: Server, archive: bytes, stated: str) -> None:
        def vague(handler: BaseHTTPRequestHandler, content: bytes) -> None:
            start, end = part(handler, content)
            answer(handler, content[start:end], 206, Content_Range=stated)

        with pytest.raises(Unavailable):
            read_members(self.serve(server, archive, vague), lambda names: TEXTS)

    @pytest.mark.parametrize("request_number", [1, 2])
    def test_answers_that_end_too_early(self, server: Server, archive: bytes, request_number: int) -> None:
        def short(handler: BaseHTTPRequestHandler, content: bytes) -> None:
            start, end = part(handler, content)
            given = content[start:end]
            kept = given[: len(given) // 2] if len(server.asked) == request_number else given
            stated = {"Content_Length": str(len(given)), "Content_Range": f"bytes {start}-{end - 1}/{len(content)}"}
            answer(handler, kept, 206, **stated)

        with pytest.raises(Unavailable, match=r"its server gave \d+ bytes of \d+"):
            read_members(self.serve(server, archive, short), lambda names: TEXTS)

    def test_other_bytes_than_before(self, server: Server, archive: bytes) -> None:
        """As when the file changes in between."""

        def shifted(handler: BaseHTTPRequestHandler, content: bytes) -> None:
            ranged(handler, content if len(server.asked) == 1 else content[7:] + b"1234567")

        with pytest.raises(Unavailable, match="cannot be read in parts: "):
            read_members(self.serve(server, archive, shifted), lambda names: TEXTS)

    @pytest.mark.parametrize(
        "content", [b"", b"PK\x05\x06", b"<html>" * 50, b"PK\x03\x04" + bytes(100)], ids=["none", "end", "page", "zip"]
    )
    def test_what_is_no_archive(self, server: Server, content: bytes) -> None:
        with pytest.raises(Unavailable):
            read_members(self.serve(server, content, ranged), list)

    @pytest.mark.parametrize("at", [0, 20, 40, 200, 900])
    def test_a_damaged_archive(self, server: Server, archive: bytes, at: int) -> None:
        damaged = archive[:at] + b"\xff" * 16 + archive[at + 16 :]
        with pytest.raises(Unavailable, match="cannot be read in parts: "):
            read_members(self.serve(server, damaged, ranged), lambda names: TEXTS)

    def test_a_file_that_is_not_in_it(self, server: Server, archive: bytes) -> None:
        with pytest.raises(Unavailable, match=r"cannot be read in parts: KeyError"):
            read_members(self.serve(server, archive, ranged), lambda names: ["nothing.h"])

    def test_a_file_that_is_too_large(self, server: Server, archive: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(index, "_LARGEST", 1 << 20)
        with pytest.raises(Unavailable, match="a file in it is too large for a header"):
            read_members(self.serve(server, archive, ranged), lambda names: ["lib.so"])

    def test_an_archive_that_is_gone(self, server: Server) -> None:
        with pytest.raises(Unavailable, match=r"cannot be read in parts: .*404"):
            read_members(f"{server.url}/gone.whl", list)


class TestReadWheel:
    def test_of_a_listed_wheel(self, server: Server, archive: bytes) -> None:
        server.page("headers", entry(WHEEL))
        server.files[f"/files/{WHEEL}"] = "application/zip", archive
        server.ways[f"/files/{WHEEL}"] = ranged
        said: list[str] = []
        found = index.read_wheel(pin(), lambda names: ["more/late.h"], said.append)
        assert found == {"more/late.h": b"// late\n" * 40}
        assert said == []

    def test_where_it_cannot_be_had_it_says_why(self, server: Server) -> None:
        server.page("headers")
        said: list[str] = []
        assert index.read_wheel(pin(), list, said.append) is None
        assert said == ["headers 1.0: the index lists no such wheel: the whole archive is needed"]

    def test_sources_are_always_read_whole(self, server: Server) -> None:
        sdist = Distribution("headers-1.0", "headers", "1.0", "sdist", "0.9")
        assert index.read_wheel(sdist, list, lambda line: None) is None
        assert server.asked == []
