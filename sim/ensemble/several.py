"""Several pairs of talks ready to be played: their tables under what the others may settle.

What a pair has come to is a state for the others: the rates in force, its threat executed (in part
counts as in full), or one of a few deals (`REPRESENTATIVES`). These are medoids of the deals that
the pair signs alone, in `PILOT_RUNS` runs on the dice of seed 0, so that no other seed changes what
is solved. Governments value packages in these states; what is reported is solved exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.controller import STATES
from sim.bargaining.linkage import DEALS, OPEN, Linkage, nearest, representatives
from sim.bargaining.tables import ValueTables
from sim.chips.terms import Elsewhere, Terms
from sim.ensemble import rounds
from sim.ensemble.endings import Endings
from sim.ensemble.ensemble import Ensemble
from sim.ensemble.governments import controls
from sim.ensemble.joint import IN_FORCE, path_of, terms_of
from sim.ensemble.parameters import block_runs
from sim.ensemble.search import HELD_BACK, Search, search_size
from sim.ensemble.setup import Setup
from sim.ensemble.streams import BLOCK_RUNS
from sim.ensemble.tablework import TableWork
from sim.model import TradeTalks

States = tuple[tuple[str, Elsewhere], ...]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Indices = NDArray[np.intp]

REPRESENTATIVES = {True: 2, False: 1}
"""Deals of a pair that stand for all of its deals in the eyes of others: with the US, without."""
PILOT_RUNS = BLOCK_RUNS
PAIR_CATALOGUE_SIZE = {True: 512, False: 128}
"""Packages solved exactly in China's own states: of the main pair, and of each other pair."""
SOLVED_BESIDE = 96
"""Of these, packages solved with another pair's end; what it changes is fitted to the others."""


@dataclass(frozen=True)
class PlayedTogether:
    """One block after all talks: endings and moves a pair, and China's own state in the end.

    `china` (R,) places in `STATES` when the last of the talks of a run ended.
    """

    endings: tuple[Endings, ...]
    moves: tuple[rounds.Row, ...]
    china: Indices


@dataclass(frozen=True)
class Several:
    """All pairs of a scenario, the main one first, and how they see each other.

    `elsewhere`: by pair, the states of its tables and what holds in them.
    """

    pairs: tuple[Ensemble, ...]
    linkage: Linkage
    elsewhere: tuple[States, ...]

    def play(self, block: int, sample: int, traced: int = -1) -> PlayedTogether:
        """Play one block; keep the moves of runs numbered below `sample`, and of run `traced`."""
        main = self.pairs[0]
        numbers, draws = block_runs(block), main.draws(block)
        model = TradeTalks(
            [(pair.rules(block), pair.tables) for pair in self.pairs],
            main.worlds_of(block),
            controls(main.setup, draws),
            draws.dice,
            self.linkage,
        )
        china = np.zeros(len(numbers), dtype=np.intp)
        for _ in range(model.n_dates):
            model.step()
            is_open = np.any([n.talk.ended_on < 0 for n in model.negotiations], axis=0)
            china = np.where(is_open, model.china.state, china)
        ends = tuple(Endings.of(held, numbers) for held in model.negotiations)
        moves = self._moves(model, ends, (numbers < sample) | (numbers == traced))
        model.release()
        return PlayedTogether(ends, moves, china)

    def works(self, works: Sequence[TableWork]) -> tuple[TableWork, ...]:
        """Return what solves more for each pair, with the states of its tables."""
        return tuple(
            replace(work, elsewhere=states)
            for work, states in zip(works, self.elsewhere, strict=True)
        )

    def _moves(
        self, model: TradeTalks, ends: Sequence[Endings], told: NDArray[np.bool_]
    ) -> tuple[rounds.Row, ...]:
        """Return the rows of rounds.csv, run by run, each pair's talks after those before it."""
        widths = [len(pair.tables.agenda.issues) for pair in self.pairs]
        found: list[rounds.Row] = []
        for place, pair in enumerate(self.pairs):
            talk = model.negotiations[place].talk
            rows = rounds.rows(pair.setup.talk_name, talk, pair.tables, ends[place], told)
            around = sum(widths[:place]), sum(widths[place + 1 :])
            found += rounds.widened(rows, *around)
        # A stable order: within a run, pairs stay as they are.
        return tuple(sorted(found, key=lambda row: int(str(row[0]))))


@dataclass(frozen=True)
class _Alone:
    """A pair of talks played as if nobody else talked."""

    setup: Setup
    search: Search
    errors: Mapping[str, float]
    tables: ValueTables
    deals: Indices

    @property
    def codes(self) -> Ints:
        """The packages that are solved."""
        return self.tables.codes


def prepare_several(works: Sequence[TableWork], seed: int) -> tuple[Several, dict[str, object]]:
    """Return the pairs of a scenario ready to be played, and notes for the manifest."""
    alone = [_alone(work) for work in works]
    own = _own_states(works[0].setup)
    standings = [_standings(pair) for pair in alone]
    pairs, places, elsewhere = [], [], []
    for place, (work, pair) in enumerate(zip(works, alone, strict=True)):
        others = [terms for other, terms in enumerate(standings) if other != place]
        tables, states, where = _linked(work, pair, own, others)
        elsewhere.append(states)
        pairs.append(Ensemble(work.setup, tables, pair.search, seed))
        places.append(where)
    deals = tuple(_nearest_deal(pair) for pair in alone)
    notes: dict[str, object] = {
        "method": "second-order anchored surrogate; used to search, never to report",
        "held_back_packages": HELD_BACK,
        "pairs": {
            pair.setup.talk_name: {
                "packages_possible": pair.setup.agenda.n_packages,
                "packages_solved_exactly": len(pair.codes),
                "states_elsewhere": len(ready.tables.states),
                "deals_that_stand_for_all": [int(pair.codes[k]) for k in pair.deals],
                "rms_error_over_range": {p: float(f"{e:.3g}") for p, e in pair.errors.items()},
            }
            for pair, ready in zip(alone, pairs, strict=True)
        },
    }
    return Several(tuple(pairs), Linkage(deals, tuple(places)), tuple(elsewhere)), notes


def _own_states(setup: Setup) -> tuple[int, ...]:
    """Return the states that China reaches by its own reviews and the end of the truce."""
    reachable = controls(setup, setup.expected).reachable()
    return tuple(place for place, state in enumerate(STATES) if state in reachable)


def _alone(work: TableWork) -> _Alone:
    """Search a pair's packages, and find the deals that stand for those that it signs alone."""
    setup = work.setup
    search, errors = work.search("truce")
    size = min(PAIR_CATALOGUE_SIZE[setup.is_main], search_size(setup.agenda))
    codes = search.catalogue(size)
    states = tuple(STATES[place] for place in _own_states(setup))
    tables = work.tables(codes, states)
    ends = Ensemble(setup, tables, search, seed=0).play(0, sample=0).endings
    signed = ends.package[ends.signed]
    deals = np.empty(0, dtype=np.intp)
    if signed.size:
        most = REPRESENTATIVES["USA" in setup.parties]
        deals = signed[representatives(tables.given[signed], most)]
    return _Alone(setup, search, errors, tables, deals)


def _standings(pair: _Alone) -> list[Terms]:
    """Return what each standing of a pair brings, by `sim.bargaining.linkage`."""
    executed = int(path_of(np.array(0)))
    numbers = [IN_FORCE, executed, *(int(pair.codes[place]) for place in pair.deals)]
    return [terms_of(pair.setup, number) for number in numbers]


def _nearest_deal(pair: _Alone) -> Indices:
    """Return the standing of every package of a pair: that of the nearest deal."""
    given = pair.setup.agenda.given(pair.codes)
    if not pair.deals.size:
        return np.full(len(pair.codes), OPEN, dtype=np.intp)
    return DEALS + nearest(given, given[pair.deals])


def _linked(
    work: TableWork, pair: _Alone, own: Sequence[int], others: Sequence[Sequence[Terms]]
) -> tuple[ValueTables, States, Indices]:
    """Return a pair's tables in every state, what holds in each, and where it stands.

    Solved exactly: all packages in China's own states, and a few of them in each standing of one
    other pair while the rest is open, from which what it changes is fitted. Where several differ
    from the start at once, what they change is added up.
    """
    alone = [(other, k) for other, terms in enumerate(others) for k in range(1, len(terms))]
    solved = {f"other {o}, {k}": Elsewhere("truce", others[o][k]) for o, k in alone}
    linked = replace(work, elsewhere=tuple(solved.items()))
    few = np.unique(np.linspace(0, len(pair.codes) - 1, SOLVED_BESIDE).round().astype(int))
    beside = linked.tables(pair.codes[few], tuple(solved))
    given = pair.setup.agenda.given(pair.codes)
    moved = beside.changes - pair.tables.changes[:, :1, few]
    everywhere = pair.tables.changes[:, :1] + fitted(given, few, moved)
    beside = replace(beside, codes=pair.codes, changes=everywhere)
    where = np.zeros((len(STATES), *map(len, others)), dtype=np.intp)
    held: dict[Elsewhere, int] = {}
    rows: list[tuple[int, list[int]]] = []
    for china, *standing in product(own, *(range(len(terms)) for terms in others)):
        chosen = [other[k] for other, k in zip(others, standing, strict=True)]
        joined = Terms.joined(chosen)
        # Once the truce is broken, China's own state does not matter.
        base = OPEN if joined.ruptures else china
        state = Elsewhere(STATES[base], joined)
        if state not in held:
            held[state] = len(rows)
            others_moved = [alone.index((o, k)) for o, k in enumerate(standing) if k]
            rows.append((own.index(base), others_moved))
        where[(china, *standing)] = held[state]
    names = tuple((f"state {place}", state) for state, place in held.items())
    return _added_up(pair.tables, beside, names, rows), names, where


def fitted(given: Floats, few: Indices, moved: Floats) -> Floats:
    """Return what is known of a few packages (W, S, K, H, Q) for all M, by least squares.

    On levels, their squares and products, `given` (M, I); what is known itself stays as it is.
    """
    places = np.triu_indices(given.shape[1])
    products = given[:, places[0]] * given[:, places[1]]
    features = np.concatenate([np.ones((len(given), 1)), given, products], axis=1)
    flat = np.moveaxis(moved, 2, 0).reshape(len(few), -1)
    weights, *_ = np.linalg.lstsq(features[few], flat, rcond=1e-6)
    found = features @ weights
    found[few] = flat
    shape = (len(given), *moved.shape[:2], *moved.shape[3:])
    return np.asarray(np.moveaxis(found.reshape(shape), 0, 2))


def _added_up(
    own: ValueTables, beside: ValueTables, names: States, rows: Sequence[tuple[int, list[int]]]
) -> ValueTables:
    """Return tables with a state a row: one of the pair's own, and what others change in it."""
    moved = beside.by_state()

    def column(name: str, start: Floats) -> Floats:
        parts = []
        for base, others in rows:
            value = start[:, base]
            for other in others:
                value = value + (moved[name][:, other] - start[:, 0])
            parts.append(value)
        return np.stack(parts, axis=1)

    return replace(
        own,
        states=tuple(name for name, _ in names),
        **dict[str, Any]((name, column(name, start)) for name, start in own.by_state().items()),
    )
