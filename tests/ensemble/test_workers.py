"""Work among processes: order, errors, and the same process for the same piece."""

from __future__ import annotations

import multiprocessing
import os

import pytest

from sim.ensemble.workers import Workers, _serve, can_share
from sim.errors import NotConvergedError, WorkerError


def where(number: int, power: int) -> tuple[int, int]:
    return number**power, os.getpid()


def only_even(number: int) -> int:
    if number % 2:
        raise NotConvergedError(f"Numbers must be even; got {number}.")
    return number


def end_at(number: int) -> int:
    if number == 2:
        os._exit(1)
    return number


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_order_and_pieces_return_to_their_process(jobs: int) -> None:
    with Workers(jobs) as workers:
        rounds = [list(workers.map(where, range(7), [2] * 7)) for _ in range(2)]
    assert [value for value, _ in rounds[0]] == [n**2 for n in range(7)]
    assert rounds[0] == rounds[1]
    assert len({process for _, process in rounds[0]}) == jobs


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_is_raised_here_and_the_next_round_is_clean(jobs: int) -> None:
    with Workers(jobs) as workers:
        with pytest.raises(NotConvergedError, match="must be even; got 1"):
            list(workers.map(only_even, range(6)))
        assert list(workers.map(only_even, range(0, 12, 2))) == [0, 2, 4, 6, 8, 10]


def test_a_round_that_is_not_read_to_its_end_leaves_nothing() -> None:
    with Workers(2) as workers:
        begun = workers.map(only_even, range(0, 20, 2))
        assert next(begun) == 0
        begun.close()  # type: ignore[attr-defined]
        assert list(workers.map(only_even, (2, 4, 6))) == [2, 4, 6]


def test_a_process_that_ends_is_reported() -> None:
    with Workers(2) as workers, pytest.raises(WorkerError, match=r"--jobs 1"):
        list(workers.map(end_at, range(4)))


def numbered(piece: tuple[int, object] | int) -> int:
    return piece if isinstance(piece, int) else piece[0]


def scaled(factors: list[float], place: int) -> float:
    return factors[place] * 10.0


@pytest.mark.parametrize("jobs", [1, 2])
def test_processes_begin_with_what_is_shared(jobs: int) -> None:
    """It is there in every process, and what is done to it there stays there."""
    factors = [float(k) for k in range(5)]
    with Workers(jobs, factors) as workers:
        assert list(workers.map(scaled, range(5))) == [0.0, 10.0, 20.0, 30.0, 40.0]
    with Workers(2, factors) as workers:
        assert list(workers.map(list.append, [5.0, 6.0])) == [None, None]
    assert len(factors) == 5


@pytest.mark.parametrize("jobs", [1, 2])
def test_large_pieces_are_worked_on_where_they_lie(jobs: int) -> None:
    """Nothing is sent, so that even what cannot be sent is a piece, where memory can be shared."""
    pieces = [(number, lambda: None) for number in range(5)] if can_share() else range(5)
    with Workers(jobs) as workers:
        assert list(workers.each(numbered, pieces)) == [0, 1, 2, 3, 4]
        with pytest.raises(NotConvergedError, match="must be even; got 3"):
            list(workers.each(only_even, [2, 4, 3]))


def test_fewer_pieces_than_processes() -> None:
    with Workers(3) as workers:
        assert list(workers.map(only_even, [8])) == [8]
        assert list(workers.map(only_even, [])) == []


def test_a_worker_whose_main_process_was_killed_ends_quietly(monkeypatch) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    ours, theirs = multiprocessing.Pipe()
    ours.send((only_even, (2,)))
    ours.close()
    _serve(theirs, ())
