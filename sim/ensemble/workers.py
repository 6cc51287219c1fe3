"""Work shared among processes: the same results on any number of them.

A piece of work is a pure function of its arguments, and results come back in the order asked, so
the number of processes changes nothing but the time. The k-th piece of every round of work goes to
the same process, which may keep what it has prepared for it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Self

from sim.economy.memory import keep_memory
from sim.errors import WorkerError


def default_jobs() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_share() -> bool:
    """Whether processes can be begun with what this one holds in memory, without a copy."""
    return "fork" in multiprocessing.get_all_start_methods()


class Workers:
    """Some processes, or this process alone for one job.

    `shared` come first among the arguments of every piece of work. Processes have them from the
    start (see `can_share`), so that large objects are neither sent nor kept twice.
    """

    def __init__(self, jobs: int, *shared: Any) -> None:
        self._jobs = jobs
        self._common = shared
        self._lines: list[Connection] = []
        self._processes: list[multiprocessing.process.BaseProcess] = []

    def __enter__(self) -> Self:
        keep_memory()
        if self._jobs > 1:
            # Forked workers share the modules and tables that are loaded already.
            forks = can_share()
            context: Any = multiprocessing.get_context("fork" if forks else "spawn")
            for _ in range(self._jobs):
                ours, theirs = context.Pipe()
                self._lines.append(ours)
                # A fork inherits our ends of all lines; unless it closes them it outlives us.
                inherited = tuple(self._lines) if forks else ()
                process = context.Process(
                    target=_serve, args=(theirs, inherited, self._common), daemon=True
                )
                process.start()
                theirs.close()
                self._processes.append(process)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for line, process in zip(self._lines, self._processes, strict=True):
            line.close()
            if kind is not None:
                process.terminate()
        for process in self._processes:
            process.join()
        self._lines, self._processes = [], []

    def map(self, work: Callable[..., Any], *arguments: Sequence[Any]) -> Iterator[Any]:
        """Yield work(*shared, a, b, ...) for each row of the arguments, in order.

        Raises what a piece of work raises; WorkerError if a process ends before its work.
        """
        rows = list(zip(*arguments, strict=True))
        if not self._lines:
            return (work(*self._common, *row) for row in rows)
        return self._shared(work, rows)

    def each(self, work: Callable[[Any], Any], pieces: Sequence[Any]) -> Iterator[Any]:
        """Yield work(piece) for each of a few large pieces, in order, as `map` does.

        Where memory can be shared, processes of their own begin with all pieces at hand: none is
        sent, and what pieces have in common is there once.
        """
        jobs = min(self._jobs, len(pieces))
        if jobs <= 1 or not can_share():
            yield from self.map(work, pieces)
            return
        with Workers(jobs, work, pieces) as forked:
            yield from forked.map(_one, range(len(pieces)))

    def _shared(self, work: Callable[..., Any], rows: list[tuple[Any, ...]]) -> Iterator[Any]:
        """Keep each process at work on every n-th row; yield results in the order of rows."""
        lines = self._lines
        working: dict[Connection, int] = {}

        def hand_out(row: int) -> None:
            if row < len(rows):
                line = lines[row % len(lines)]
                line.send((work, rows[row]))
                working[line] = row

        done: dict[int, Any] = {}
        try:
            for row in range(len(lines)):
                hand_out(row)
            for row in range(len(rows)):
                while row not in done:
                    for line in wait(list(working)):
                        assert isinstance(line, Connection)
                        finished = working.pop(line)
                        done[finished] = _received(line)
                        hand_out(finished + len(lines))
                yield done.pop(row)
        except (Exception, GeneratorExit):
            for line in working:
                with suppress(EOFError):
                    line.recv()  # so that the next round does not read what this one left
            raise


def _one(work: Callable[[Any], Any], pieces: Sequence[Any], place: int) -> Any:
    return work(pieces[place])


def _received(line: Connection) -> Any:
    """Return the result that a process sends, or raise its error."""
    try:
        result, error = line.recv()
    except EOFError:
        raise WorkerError(
            "Every worker process must live until its work is done; one was ended from outside,"
            " perhaps for want of memory. Run again with --jobs 1."
        ) from None
    if error is not None:
        raise error
    return result


def _serve(
    line: Connection, inherited: tuple[Connection, ...], shared: tuple[Any, ...] = ()
) -> None:
    """Do the work that comes along a line until it is closed; the life of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process ends us
    for other in inherited:
        other.close()
    while True:
        try:
            work, row = line.recv()
        except EOFError:
            return
        answer: tuple[Any, Exception | None]
        try:
            answer = work(*shared, *row), None
        except Exception as error:  # noqa: BLE001 - it is raised again in the main process
            answer = None, error
        try:
            line.send(answer)
        except BrokenPipeError:
            return  # the main process was killed; what it had finished is kept
