"""The tactics of a party in a block of runs, built from what the scenario says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.learning import ExpectedPace
from sim.bargaining.repertoire import tactic_class
from sim.bargaining.repertoire.base import Drawn, Mix, Orders, Tactic
from sim.ensemble.parameters import RunDraws
from sim.ensemble.setup import Setup
from sim.scenario.tactics import CLOCKED, TACTICS, offer_date, offered
from sim.scenario.values import Choice

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_QUANTILES = np.array([0.125, 0.375, 0.625, 0.875])
"""Where a pace's range of exponents is read for what others expect of it."""


def party_tactic(setup: Setup, party: str, draws: RunDraws, worlds: NDArray[np.intp]) -> Tactic:
    """Return how a party bargains in the runs of a block, `worlds` (R,) the world of each."""
    chosen = draws(f"parties.{party}.tactic").astype(np.intp)
    played = [place for place in range(len(TACTICS)) if (chosen == place).any()]
    tactics = [_tactic(setup, party, TACTICS[place], draws, worlds) for place in played]
    if len(tactics) == 1:
        return tactics[0]
    return Mix(tactics, np.searchsorted(played, chosen))


def expected_pace(setup: Setup, party: str) -> ExpectedPace:
    """Return how others expect a party to concede: every listed pace, over its range."""
    exponents = [
        setup.listed[f"advanced.pace.{name}"].draw(_QUANTILES)
        for name in getattr(setup.scenario.parties, party).pace.values
    ]
    b = np.concatenate(exponents)
    start = np.full(len(b), setup.expected("advanced.concession_start")[0])
    tactics = getattr(setup.scenario.parties, party).tactic.values
    by_clock = sum(tactic in CLOCKED for tactic in tactics) / len(tactics)
    return ExpectedPace(start, b, setup.scenario.advanced.learning.offer_noise.mean, by_clock)


def scripted_codes(setup: Setup) -> Ints:
    """Return the packages that scripted parties are told to offer in any world, sorted."""
    found = [
        codes
        for party in setup.parties
        if "scripted" in getattr(setup.scenario.parties, party).tactic.values
        for _, codes in _orders(setup, party)
    ]
    return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)


def _tactic(
    setup: Setup, party: str, name: str, draws: RunDraws, worlds: NDArray[np.intp]
) -> Tactic:
    orders: Orders = ()
    if name == "scripted":
        orders = tuple((date, codes[worlds]) for date, codes in _orders(setup, party))
    numbers, words = _parameters(setup, party, name, draws)
    return tactic_class(name).of(
        Drawn(
            start=draws("advanced.concession_start"),
            exponent=pace_exponent(setup, party, draws),
            dice=_Dice(draws, party, setup.address),
            numbers=numbers,
            words=words,
            orders=orders,
        )
    )


@dataclass(frozen=True)
class _Dice:
    """Dice of one party: a uniform a run for a named chance."""

    draws: RunDraws
    party: str
    address: str

    def __call__(self, what: str) -> Floats:
        return self.draws.dice(self.party, f"{self.address} {what}".lstrip())


def _parameters(
    setup: Setup, party: str, name: str, draws: RunDraws
) -> tuple[dict[str, Floats], dict[str, NDArray[np.str_]]]:
    """Return a tactic's own numbers and words by name, (R,) each."""
    head = f"parties.{party}.tactics.{name}."
    numbers, words = {}, {}
    for path, parameter in setup.listed.items():
        key = path.removeprefix(head)
        if key == path or "." in key:
            continue
        if isinstance(parameter.value, Choice):
            words[key] = np.array(parameter.value.options)[draws(path).astype(np.intp)]
        else:
            numbers[key] = draws(path)
    return numbers, words


def pace_exponent(setup: Setup, party: str, draws: RunDraws) -> Floats:
    """Return b in each run: the drawn pace says from which range of exponents b is drawn."""
    chosen = draws(f"parties.{party}.pace").astype(int)
    options = getattr(setup.scenario.parties, party).pace.options
    u = draws.dice(party, "pace exponent")
    columns = [setup.listed[f"advanced.pace.{name}"].draw(u) for name in options]
    return np.asarray(np.stack(columns, axis=1)[np.arange(len(chosen)), chosen])


def _orders(setup: Setup, party: str) -> Orders:
    """Return dated package codes, (W,) each: amounts as the nearest step of each world's chip."""
    tactics = getattr(setup.scenario.parties, party).tactics
    return tuple((offer_date(o), _code(setup, offered(o))) for o in tactics.scripted.offers)


def _code(setup: Setup, amounts: dict[str, float]) -> Ints:
    """Return the code of a package given by amounts in each world, (W,).

    More than a world's maximum counts as the maximum.
    """
    agenda, n_worlds = setup.agenda, len(setup.worlds)
    steps = np.zeros((n_worlds, len(agenda.issues)), dtype=np.int64)
    for place, issue in enumerate(agenda.issues):
        if issue.kind not in amounts:
            continue
        _, largest = setup.chip_size(issue)
        wanted = amounts[issue.kind] / np.where(largest > 0.0, largest, 1.0)
        distance = np.abs(wanted[:, None] - np.asarray(issue.levels))
        steps[:, place] = np.argmin(distance, axis=1)
    return agenda.encode(steps)
