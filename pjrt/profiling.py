"""Profiles of whole programs, as files that TensorBoard, xprof and Chrome open."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pjrt import annotation, chrome_trace, xspace
from pjrt import plugin as plugins
from pjrt._runtime.lifetime import Pinned
from pjrt.errors import FailedPreconditionError, PjrtError, UnsupportedError
from pjrt.extensions.profiler import Profiler, serialized_options
from pjrt.plugin import HoldsApi, Plugin

if TYPE_CHECKING:
    from types import TracebackType

    from pjrt.extensions.profiler import ProfilerSession
    from pjrt.plugin import PluginLike


def profile(
    dir: str | os.PathLike[str], plugin: PluginLike | Iterable[PluginLike] | None = None, **options: Any
) -> Profile:
    """Profiles what runs in the body of a `with`, and writes what was seen to a folder.

    dir: where; TensorBoard takes it as its log folder. plugin: what is profiled: a plugin, a name or a path, or
    several; without it, every plugin that is loaded and has the extension Profiler. An empty list is for annotations
    alone (`pjrt.annotate`), which every profile has. options: as in `Profiler.session`; `session_id` also names the
    run's folder, and `override_hostname` the files.

    Raises what `pjrt.load` raises, UnsupportedError if the plugin, or every loaded one, lacks the extension, TypeError
    or ValueError for a wrong option.
    """
    if not isinstance(dir, str | os.PathLike):
        raise TypeError(f"dir: expected a path, got {dir!r:.80}")
    names = {name: options.get(name) or "" for name in ("session_id", "override_hostname")}
    serialized_options(options)
    for name, value in names.items():
        if value and (Path(value).name != value or value == ".." or "\0" in value):
            raise ValueError(f"{name}: expected what can be the name of a file, got {value!r}")
    return Profile(
        Path(os.fsdecode(dir)) / "plugins" / "profile",
        run=names["session_id"],
        host=names["override_hostname"] or socket.gethostname() or "localhost",
        profilers=_profilers(plugin),
        every=plugin is None,
        options=options,
    )


class Profile(Pinned):
    """A profile of one or more plugins, and of the program's annotations. Made by `profile`; used once.

    It starts at the beginning of a `with` and ends with it, also by an exception; then there are `xspace` and the
    files. What plugins fail with is raised at the end, unless the body raised already, which then gets a note of it;
    either way the rest is written, and the XSpace's `errors` tell of it.
    """

    def __init__(
        self, folder: Path, *, run: str, host: str, profilers: list[Profiler], every: bool, options: dict[str, Any]
    ) -> None:
        self._folder, self._run, self._host = folder, run, host
        self._profilers, self._every, self._options = profilers, every, options
        self._recorder: annotation.Recorder | None = None
        self._sessions: list[ProfilerSession] = []
        self._began = 0
        self._space: Any = None
        self._paths: tuple[Path, ...] | None = None

    def __repr__(self) -> str:
        names = ", ".join(profiler.plugin.name for profiler in self._profilers) or "annotations"
        where = self._paths[0].parent if self._paths else self._folder
        return f"<Profile of {names}, {where}>"

    @property
    def xspace(self) -> Any:
        """What was seen: a tensorflow.profiler.XSpace. Raises FailedPreconditionError before the end."""
        self._require_end()
        return self._space

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files: the XSpace, `….xplane.pb`, and a Chrome trace, `….trace.json.gz`. Raises as `xspace` does."""
        return self._require_end()

    def _require_end(self) -> tuple[Path, ...]:
        if self._paths is None:
            raise FailedPreconditionError("this profile has not ended; its data is there after the `with`")
        return self._paths

    # -------------------------------------------------------------- beginning

    def __enter__(self) -> Profile:
        """Starts it. Raises OSError where the files cannot be written, and what starting the plugins' profiles raises.

        FailedPreconditionError says that a plugin is being profiled already, or that this profile was used before.
        """
        if self._space is not None:
            raise FailedPreconditionError("this profile was used already; make another one")
        folder, made = self._make_folder()
        self._space = xspace.new()
        self._began = time.time_ns()
        with contextlib.ExitStack() as undo:
            if made:
                undo.callback(_remove, folder)
            self._start(undo)
            undo.pop_all()
        self._folder = folder
        self._recorder = annotation.Recorder()
        return self

    def _make_folder(self) -> tuple[Path, bool]:
        """The run's folder, and whether it is new. Raises OSError if files cannot be written there."""
        name = self._run or time.strftime("%Y_%m_%d_%H_%M_%S")
        folder, number, made = self._folder / name, 1, False
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            while not made:
                try:
                    folder.mkdir()
                    made = True
                except FileExistsError:
                    if self._run:  # that of all hosts of the run
                        break
                    number += 1
                    folder = self._folder / f"{name}_{number}"
            for path in self._files(folder):
                with path.open("xb"):
                    path.unlink()
        except OSError as error:
            if made:
                _remove(folder)
            raise type(error)(
                error.errno, f"dir: no profile can be written: {error.strerror}", error.filename
            ) from None
        return folder, made

    def _files(self, folder: Path) -> tuple[Path, Path]:
        return folder / f"{self._host}.xplane.pb", folder / f"{self._host}.trace.json.gz"

    def _start(self, undo: contextlib.ExitStack) -> None:
        failed: dict[Profiler, PjrtError] = {}
        for profiler in self._profilers:
            try:
                session = profiler.session(**self._options)
            except PjrtError as error:
                if not self._every:
                    raise
                failed[profiler] = error
                self._space.warnings.append(f"{profiler.plugin.name} was left out: {error}")
                continue
            undo.callback(session.close)
            self._sessions.append(session)
        if failed and not self._sessions:
            raise next(iter(failed.values()))
        self._profilers = [profiler for profiler in self._profilers if profiler not in failed]
        for session in self._sessions:
            session.start()

    # -------------------------------------------------------------------- end

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._recorder is not None
        failures: list[Exception] = []
        spans = self._recorder.end()
        stopped = [session for session in self._sessions if self._try(failures, session.stop)]
        for session in stopped:
            self._try(failures, partial(self._collect, session))
        for session in self._sessions:
            self._try(failures, session.close)
        self._sessions.clear()
        if spans:
            annotated = xspace.new()
            xspace.add_spans(annotated, spans)
            xspace.merge(self._space, annotated)
        xspace.set_session(self._space, self._began, max(self._began, time.time_ns()))
        if self._host not in self._space.hostnames:
            self._space.hostnames.append(self._host)
        self._write(failures)
        if error is not None:
            for failure in failures:
                error.add_note(f"pjrt.profile: {failure}")
        elif failures:
            for failure in failures[1:]:
                failures[0].add_note(f"pjrt.profile: {failure}")
            raise failures[0]

    def _collect(self, session: ProfilerSession) -> None:
        xspace.merge(self._space, session.collect())

    def _try(self, failures: list[Exception], step: Callable[[], object]) -> bool:
        """Whether it could be done; else the failure is kept, and told in the XSpace."""
        try:
            step()
        except Exception as failure:
            failures.append(failure)
            self._space.errors.append(str(failure))
            return False
        return True

    def _write(self, failures: list[Exception]) -> None:
        whole, trace = self._files(self._folder)
        written = []
        if self._try(failures, lambda: whole.write_bytes(self._space.SerializeToString(deterministic=True))):
            written.append(whole)
        if self._try(failures, lambda: trace.write_bytes(chrome_trace.compress(self._space))):
            written.append(trace)
        self._paths = tuple(written)


def _profilers(plugin: PluginLike | Iterable[PluginLike] | None) -> list[Profiler]:
    if plugin is None:
        every = plugins.loaded()
        having = [found for found in every if Profiler.supported(found)]
        if not having:
            names = ", ".join(found.name for found in every) or "none is loaded"
            raise UnsupportedError(
                f"no loaded plugin has the extension Profiler ({names}); load one that has, or profile annotations "
                "alone, with plugin=[]"
            )
        return [found.extension(Profiler) for found in having]
    if isinstance(plugin, Plugin | HoldsApi | str | os.PathLike):
        plugin = [plugin]
    elif not isinstance(plugin, Iterable):
        raise TypeError(f"plugin: expected a plugin, a name, a path, or several, got {plugin!r:.80}")
    return [plugins.load(each).extension(Profiler) for each in plugin]


def _remove(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()
