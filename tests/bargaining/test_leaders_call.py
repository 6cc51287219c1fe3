"""The rule of a call between leaders, on tables of known payoffs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.bargaining.agenda import Agenda, Issue
from sim.bargaining.leaders_call import NO_STEP, Line, Steps, hold_call

AGENDA = Agenda(
    (
        Issue("general_rate", "USA", (0.25, 0.2, 0.15, 0.1), is_rate=True),
        Issue("car_rate", "USA", (0.25, 0.2, 0.15), is_rate=True),
        Issue("agricultural_imports", "JPN", (0.0, 0.5, 1.0)),
        Issue("joint_shipbuilding", "JPN", (0.0, 1.0)),
        Issue("investment_pledge", "JPN", (0.0, 0.25, 0.5, 0.75, 1.0)),
    )
)
PARTIES = ("USA", "JPN")
LINE = Line.of(AGENDA, PARTIES, ("investment_pledge", "agricultural_imports"))
CODES = np.arange(AGENDA.n_packages)
STEPS = Steps.of(AGENDA, CODES, LINE)
SHIPS = AGENDA.position("joint_shipbuilding")


def called(values, asks, start, opener):
    """Hold calls on tables: `values` two (K, M), `asks` two (K,)."""
    worth = tuple(lambda call, package, table=table: table[call, package] for table in values)
    return hold_call(STEPS.reach, worth, asks, np.asarray(start), np.asarray(opener))


def random_tables(seed: int, calls: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """Payoffs that rise with what is taken and fall with what is given, with noise."""
    rng = np.random.default_rng(seed)
    given_ = AGENDA.given(CODES)
    is_usa = np.array([issue.holder == "USA" for issue in AGENDA.issues])
    tables = []
    for own in (is_usa, ~is_usa):
        slope = rng.uniform(0.2, 2.0, (calls, given_.shape[1])) * np.where(own, -1.0, 1.0)
        tables.append(slope @ given_.T + rng.normal(0.0, 0.1, (calls, len(CODES))))
    return tables[0], tables[1]


def random_call(seed: int, calls: int = 20):
    rng = np.random.default_rng([seed, 1])
    values = random_tables(seed, calls)
    asks = tuple(rng.normal(0.0, 1.0, calls) for _ in values)
    return values, asks, rng.integers(0, len(CODES), calls)


def test_a_line_is_what_moves_in_a_call():
    assert Line(first=(0, 1), second=(2, 4)) == LINE
    # Two rates alone, two chips alone, each rate against each chip.
    assert len(LINE.changes()) == 8
    assert Line.of(AGENDA, ("JPN", "USA"), ()).changes() == ((0,), (1,))


def test_steps_are_single_levels_and_end_with_the_chip():
    code = int(AGENDA.encode(np.array([3, 0, 2, 1, 3])))
    inside = STEPS.to[code] != NO_STEP
    assert [AGENDA.decode(CODES[[place]])[0].tolist() for place in STEPS.to[code][inside]] == [
        [3, 0, 2, 1, 4],
        [3, 1, 2, 1, 3],
        [3, 1, 2, 1, 4],
    ]


def test_packages_that_were_not_solved_cannot_be_reached():
    few = Steps.of(AGENDA, CODES[::7], LINE)
    for place in range(len(few.codes)):
        for to in few.to[place]:
            if to != NO_STEP:
                moved = AGENDA.decode(few.codes[[to]]) - AGENDA.decode(few.codes[[place]])
                assert moved.min() >= 0
                assert 1 <= moved.sum() <= 2


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000), st.integers(0, 1))
def test_laws_of_a_call(seed, opener):
    values, asks, start = random_call(seed)
    end, told = called(values, asks, start, np.full(20, opener))
    rows = np.arange(20)
    before, after = AGENDA.decode(CODES[start]), AGENDA.decode(CODES[end])
    assert (after >= before).all()  # both only give more
    assert (after[:, SHIPS] == before[:, SHIPS]).all()  # off the line nothing moves
    point = start.copy()
    for step in told:
        mine, others = values[step.side], values[1 - step.side]
        at, here, there = step.rows, point[step.rows], step.reached
        assert (mine[at, there] > mine[at, here]).all()
        loses = others[at, there] < others[at, here]
        assert (others[at, there] >= asks[1 - step.side][at])[loses].all()
        assert (mine[at, here] < asks[step.side][at])[loses].all()
        point[at] = there
    assert (point == end).all()
    for side, table in enumerate(values):
        least = np.minimum(table[rows, start], asks[side])
        assert (table[rows, end] >= least).all()  # nobody is led below what it asks
    both_had = np.all([t[rows, start] >= a for t, a in zip(values, asks, strict=True)], axis=0)
    for table in values:
        assert (table[rows, end] >= table[rows, start])[both_had].all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 100_000))
def test_nobody_has_a_step_left_to_name(seed):
    values, asks, start = random_call(seed)
    end, _ = called(values, asks, start, np.zeros(20, dtype=int))
    again, told = called(values, asks, end, np.ones(20, dtype=int))
    assert told == []
    assert (again == end).all()


def test_the_same_call_in_company_is_the_same():
    values, asks, start = random_call(5)
    end, _ = called(values, asks, start, np.zeros(20, dtype=int))
    some = np.array([3, 7, 11])
    alone, _ = called(
        tuple(t[some] for t in values), tuple(a[some] for a in asks), start[some], np.zeros(3, int)
    )
    assert (alone == end[some]).all()


def test_who_has_the_first_word_does_not_decide_the_split():
    """Over 4,000 calls the first word moves less than a tenth of what a call brings both sides."""
    calls = 4000
    values, asks, _ = random_call(11, calls)
    start = np.zeros(calls, dtype=int)
    ends = [called(values, asks, start, np.full(calls, first))[0] for first in (0, 1)]
    rows = np.arange(calls)
    joint = sum(np.mean(t[rows, end] - t[rows, start]) for t in values for end in ends) / 2
    assert joint > 0.5
    for side, table in enumerate(values):
        difference = table[rows, ends[side]] - table[rows, ends[1 - side]]
        half_width = 1.96 * difference.std() / np.sqrt(calls)
        assert abs(difference.mean()) + half_width < 0.1 * joint


def test_rate_against_pledge_as_on_22_july():
    """A pledge that the US wants more than a rate point, a rate that Japan wants more."""
    given_ = AGENDA.given(CODES)
    usa = 3.0 * given_[:, 4] - 1.0 * given_[:, 0] - 5.0 * given_[:, 1]
    japan = 2.0 * given_[:, 0] - 1.0 * given_[:, 4] - 5.0 * given_[:, 2]
    end, told = called(
        (usa[None], japan[None]), (np.array([-9.0]), np.array([-9.0])), [0], np.array([0])
    )
    indices = AGENDA.decode(CODES[end])[0]
    assert indices.tolist() == [3, 0, 0, 0, 3]
    moved = np.diff(AGENDA.decode(np.concatenate([[0], *(s.reached for s in told)])), axis=0)
    assert (moved[:, [0, 4]] == 1).all()


def test_where_both_stand_is_what_each_gives_of_its_own():
    usa = int(AGENDA.encode(np.array([1, 2, 2, 1, 4])))
    japan = int(AGENDA.encode(np.array([3, 2, 1, 0, 2])))
    owns = AGENDA.held_by("USA")
    found = STEPS.between(np.array([usa, -1]), np.array([japan, japan]), owns)
    assert AGENDA.decode(CODES[found]).tolist() == [[1, 2, 1, 0, 2], [0, 0, 1, 0, 2]]
    nobody = STEPS.between(np.array([-1]), np.array([-1]), owns)
    assert CODES[nobody].tolist() == [0]


def test_a_start_that_was_not_solved_becomes_the_nearest_package():
    few = Steps.of(AGENDA, np.array([0, 5, 6]), LINE)
    wanted = int(AGENDA.encode(np.array([0, 0, 0, 0, 3])))
    assert wanted == 3
    place = few.between(np.array([-1]), np.array([1]), AGENDA.held_by("USA"))
    assert few.codes[place] == [5]


def test_a_call_without_a_line_ends_where_it_begins():
    nothing = Steps.of(AGENDA, CODES, Line((), ()))
    table = np.zeros((1, len(CODES)))

    def worth(call, package):
        return table[call, package]

    end, told = hold_call(
        nothing.reach, (worth, worth), (np.ones(1), np.ones(1)), np.array([4]), np.array([1])
    )
    assert (end.tolist(), told) == ([4], [])


@pytest.mark.parametrize("opener", [0, 1])
def test_a_satisfied_side_spares_what_the_other_still_lacks(opener):
    """Japan has far more than it asks; the US gets up to what it asks, and no further."""
    given_ = AGENDA.given(CODES)
    usa, japan = 4.0 * given_[:, 4], -1.0 * given_[:, 4]
    asks = (np.array([1.5]), np.array([-0.8]))
    end, _ = called((usa[None], japan[None]), asks, [0], np.array([opener]))
    assert AGENDA.decode(CODES[end])[0].tolist() == [0, 0, 0, 0, 2]
    # With less to spare it stops short.
    end, _ = called((usa[None], japan[None]), (asks[0], np.array([-0.3])), [0], np.array([opener]))
    assert AGENDA.decode(CODES[end])[0].tolist() == [0, 0, 0, 0, 1]
