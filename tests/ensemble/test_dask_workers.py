"""Work on a Dask cluster: a local one, whose tables are those of one process byte for byte."""

import pytest

from sim.ensemble.dask_workers import DaskWorkers
from sim.ensemble.designs import Varied
from sim.ensemble.sweep import SweepOptions, sweep
from sim.errors import NotConvergedError, WorkerError
from tests.ensemble.test_sweep import MAIN, SMALL, tables

distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")


# The workers of a test are as impatient as the test: they search as few packages as it does.
PRELOAD = "import sim.ensemble.search\nsim.ensemble.search.CATALOGUE_SIZE = 60\n"


@pytest.fixture(scope="module")
def cluster(play):
    """Two workers, each a process of its own, reached over the network."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, preload=PRELOAD,
        dashboard_address=None, silence_logs=50,
    ) as running:  # fmt: skip
        yield running.scheduler_address


def half(number: int, other: int) -> float:
    if number < 0:
        raise NotConvergedError(f"{number} is negative")
    return number / 2 + other


def test_results_come_in_order_and_errors_are_raised_here(cluster):
    with DaskWorkers(cluster) as workers:
        numbers = list(range(20))
        assert list(workers.map(half, numbers, numbers)) == [1.5 * n for n in numbers]
        with pytest.raises(NotConvergedError, match="-3 is negative"):
            list(workers.map(half, [1, -3, 2], [0, 0, 0]))
        assert list(workers.map(half, [4], [0])) == [2.0]


def test_a_sweep_on_a_cluster_writes_the_bytes_of_one_process(cluster, play, tmp_path):
    chosen = {"runs": 40, "seed": 0, "sets": SMALL, "jobs": 1}
    varied = (Varied.parse("usa.weights.deficit=0.1,0.3"),)
    alone = sweep(MAIN, SweepOptions(varied=varied, out=tmp_path / "a", **chosen))
    shared = sweep(MAIN, SweepOptions(varied=varied, out=tmp_path / "b", dask=cluster, **chosen))
    assert shared.played_blocks == alone.played_blocks == 2
    assert tables(shared.folder) == tables(alone.folder)
    one, other = (sorted(f.folder.glob("points/*/*.npz")) for f in (alone, shared))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


def test_nobody_at_the_address_is_an_error_that_says_so(monkeypatch):
    monkeypatch.setattr("sim.ensemble.dask_workers._SECONDS_TO_ANSWER", "1s")
    for address in ("tcp://127.0.0.1:9", "nonsense://x"):
        with pytest.raises(WorkerError, match="must name a running Dask scheduler"):
            DaskWorkers(address).__enter__()


def test_a_worker_with_another_program_is_refused(cluster, monkeypatch):
    answers = iter(["other program"])
    real = "sim.ensemble.dask_workers.program_digest"
    monkeypatch.setattr(real, lambda: next(answers, "this program"))
    with pytest.raises(WorkerError, match="must run this version of sim"):
        DaskWorkers(cluster).__enter__()
