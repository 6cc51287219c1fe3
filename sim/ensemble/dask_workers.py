"""Work shared among the machines of a Dask cluster: the same results as in one process.

The counterpart of `sim.ensemble.workers.Workers` for `sim sweep --dask ADDRESS` (extra `dask`).
Pieces of work are pure functions, results come back in the order asked, and every machine must run
the same program and tables as this one, so the cluster changes nothing but the time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Final, Self

from sim.economy.memory import keep_memory
from sim.ensemble.program import program_digest
from sim.ensemble.workers import Workers
from sim.errors import MissingPackageError, WorkerError

_SECONDS_TO_ANSWER: Final = "10s"
_one_at_a_time = threading.Lock()
"""A Dask worker may have several threads; what a process keeps of its worlds is for one of them."""


class DaskWorkers(Workers):
    """The workers of a running cluster, by the address of its scheduler.

    Raises MissingPackageError without Dask, WorkerError if nobody answers at the address, there
    are no workers, or one of them runs another version of sim.
    """

    def __init__(self, address: str) -> None:
        super().__init__(jobs=1)  # nothing is played here
        self._address = address
        self._client: Any = None
        self._names: list[str] = []

    def __enter__(self) -> Self:
        try:
            from distributed import Client  # noqa: PLC0415  (an extra, and slow to import)
        except ModuleNotFoundError:
            raise MissingPackageError.of("--dask", "Dask", "dask") from None
        connect: Any = Client  # its constructor has no types
        try:
            self._client = connect(self._address, timeout=_SECONDS_TO_ANSWER, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise WorkerError(
                f"--dask must name a running Dask scheduler, as tcp://host:8786: nobody answers "
                f"at {self._address} ({type(error).__name__})."
            ) from error
        try:
            self._check()
        except BaseException:
            self._client.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def map(self, work: Callable[..., Any], *arguments: Sequence[Any]) -> Iterator[Any]:
        """Yield work(a, b, ...) for each row of the arguments, in order.

        The k-th row of every round goes to the same worker, which has prepared its world, unless
        that worker is gone. Raises what a piece of work raises; WorkerError if its worker dies.
        """
        from distributed.scheduler import KilledWorker  # noqa: PLC0415

        rows = list(zip(*arguments, strict=True))
        futures = [self._submitted(work, row, place) for place, row in enumerate(rows)]
        try:
            for future in futures:
                yield future.result()
        except KilledWorker as error:
            raise WorkerError(
                "Every Dask worker must live until its work is done; one ended several times over "
                "the same work, perhaps for want of memory. What is finished is kept: give the "
                "same command again."
            ) from error
        finally:
            self._client.cancel(futures)

    def _submitted(self, work: Callable[..., Any], row: tuple[Any, ...], place: int) -> Any:
        name = self._names[place % len(self._names)]
        (sent,) = self._client.scatter([row], workers=[name], hash=False)
        return self._client.submit(
            _done, work, sent, workers=[name], allow_other_workers=True, pure=False
        )

    def _check(self) -> None:
        """Refuse a cluster without workers, or with another program or other tables."""
        found = self._client.run(program_digest)
        if not found:
            raise WorkerError(
                f"The Dask cluster at {self._address} must have workers; it has none. "
                "Start some: dask worker ADDRESS --nthreads 1"
            )
        others = [name for name, digest in found.items() if digest != program_digest()]
        if others:
            raise WorkerError(
                f"Every Dask worker must run this version of sim and its tables; "
                f"{len(others)} of {len(found)} do not, {others[0]} for one."
            )
        self._names = sorted(found)


def _done(work: Callable[..., Any], row: tuple[Any, ...]) -> Any:
    """Do one piece of work in a worker."""
    with _one_at_a_time:
        keep_memory()
        return work(*row)
