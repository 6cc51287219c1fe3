"""Closed forms that the product's own governments play: tactics, rounds and signature of the model.

Of ../shared/cases/theory_values.json those that are games in offers. Two governments meet in
`TradeTalks`, make offers by turns as their tactic says, and what they sign is the value. A pie is a
table of packages that is cut ever finer around what is signed, so the grid adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.bargaining.engine import closer, sign
from tests.bargaining.solutions.cases import THEORY, load_json, needs_cases
from tests.bargaining.synthetic import make_tactic

CUTS, PASSES = 101, 4
TYPES = (np.arange(300) + 0.5) / 300
X = np.linspace(0.0, 1.0, 101)


def pie_share(
    patience: tuple[float, float],
    offers: int,
    no_deal: tuple[float, float] = (0.0, 0.0),
    opener: int = 0,
    **parameters: float | str,
) -> float:
    """Return what the USA gets of a pie between two equilibrium players who take turns."""
    grid, share = np.linspace(0.0, 1.0, CUTS), np.nan
    for _ in range(PASSES):
        mine, theirs = patience
        tactics = tuple(
            make_tactic(
                "equilibrium", 1, patience=a, others_patience=b, turns="alternate", **parameters
            )
            for a, b in ((mine, theirs), (theirs, mine))
        )
        payoffs = grid, 1.0 - grid
        signed = sign(payoffs, tactics, offers=offers, no_deal=no_deal, opener=opener)
        assert signed.refused.tolist() == [0]
        share = grid[signed.package[0]]
        grid = closer(signed.package, grid, CUTS)
    return float(share)


def rubinstein(d1: float, d2: float) -> list[float]:
    """Two hundred offers are as good as no last date: 0.95 x 0.9 to the power 100 is 2e-7."""
    return [pie_share((d1, d2), 200)]


def broken_off(p: float, no_deal: tuple[float, float], offers: int) -> list[float]:
    return [pie_share((1.0, 1.0), offers, no_deal, breakdown=p)]


def zeuthen() -> list[float]:
    tactics = make_tactic("zeuthen", 1), make_tactic("zeuthen", 1)
    return [float(X[sign((np.sqrt(X), 1 - X), tactics, offers=300).package[0]])]


def one_offer(own: float, others: np.ndarray, believed: float, doubt: float):
    """Return the demand, the chance that it is refused and the mean payoff, over 300 rivals."""
    n = len(others)
    tactics = (
        make_tactic("take_it_or_leave_it", n, doubt=doubt),
        make_tactic("time_dependent", n),
    )
    payoffs, believed_ = (X, 1 - X), (None, believed)
    signed = sign(payoffs, tactics, offers=1, no_deal=(own, others), believed=believed_).package
    taken = signed >= 0
    (demand,) = set(X[signed[taken]].tolist())
    return demand, float(1 - taken.mean()), float(np.where(taken, X[signed], own).mean())


def uniform_threshold() -> list[float]:
    """No deal is worth 0 to 1 to the other side, as far as the proposer knows."""
    demand, _, value = one_offer(0.0, TYPES, believed=0.5, doubt=1.0)
    return [1.0 - demand, value]


def fearon() -> list[float]:
    """War is worth 0.6 - 0.1 to one side, 0.4 less a cost of 0 to 0.3 to the other."""
    demand, war, _ = one_offer(0.5, 0.4 - 0.3 * TYPES, believed=0.25, doubt=0.15 / 0.75)
    return [demand, war]


PLAYED: dict[str, Callable[[], list[float]]] = {
    "Rubinstein x1(d1=0.9,d2=0.8)": lambda: rubinstein(0.9, 0.8),
    "Rubinstein x1(d1=0.95,d2=0.9)": lambda: rubinstein(0.95, 0.9),
    "Rubinstein x1(d1=0.9,d2=0.9)": lambda: rubinstein(0.9, 0.9),
    "Rubinstein x1(d1=0.5,d2=0.5)": lambda: rubinstein(0.5, 0.5),
    "Finite alternating offers N=2, d=.9,.8: x1=1-d2": lambda: [pie_share((0.9, 0.8), 2)],
    "N=3: 1-d2+d1*d2": lambda: [pie_share((0.9, 0.8), 3)],
    "Stahl finite horizon N=7, d=(.9,.8)": lambda: [pie_share((0.9, 0.8), 7)],
    "Stahl finite horizon N=10, d=(.9,.8)": lambda: [pie_share((0.9, 0.8), 10)],
    "Stahl finite horizon N=25, d=(.9,.8)": lambda: [pie_share((0.9, 0.8), 25)],
    "Outside option binding w2=.6 d=.9: x1=1-w2": lambda: [
        pie_share((0.9, 0.9), 200, (0.0, 0.6), walk_out="any_time")
    ],
    "Outside option slack w2=.3 d=.9": lambda: [
        pie_share((0.9, 0.9), 200, (0.0, 0.3), walk_out="any_time")
    ],
    "BRW breakdown p=0.1 b=(0, 0) x1": lambda: broken_off(0.1, (0.0, 0.0), 200),
    "BRW breakdown p=0.1 b=(0.2, 0.1) x1": lambda: broken_off(0.1, (0.2, 0.1), 200),
    "BRW breakdown p=0.01 b=(0.2, 0.1) x1": lambda: broken_off(0.01, (0.2, 0.1), 1500),
    "Zeuthen on sqrt(x),1-x grid 1/100 -> Nash grid point .33": zeuthen,
    "TIOLI vs uniform threshold: y=.5, value .25": uniform_threshold,
    "Fearon 1995 p=.6,cA=.1,cB~U[0,.3]: x*=.7, P(war)=1/3": fearon,
}


@needs_cases
@pytest.mark.parametrize("name", list(PLAYED))
def test_governments_play_the_closed_form(name: str) -> None:
    (published,) = (c["closed_form"] for c in load_json(THEORY) if c["name"] == name)
    np.testing.assert_allclose(PLAYED[name](), published, rtol=0.0, atol=1e-6)


@pytest.mark.parametrize(
    ("parameters", "no_deal", "share"),
    [
        ({}, (0.0, 0.0), 0.9 / 1.9),
        ({"walk_out": "any_time"}, (0.0, 0.6), 0.9 * 0.4),
        # As a gain over no deal the same 0.6 counts in full: Rubinstein's share of 0.4.
        ({}, (0.0, 0.6), 0.4 * 0.9 / 1.9),
    ],
)
def test_the_second_opens(parameters, no_deal, share) -> None:
    """Who opens keeps its share; the other gets what waiting is worth: 0.9 of its own."""
    found = pie_share((0.9, 0.9), 200, no_deal, opener=1, **parameters)
    assert found == pytest.approx(share, abs=1e-6)


def test_zeuthen_does_not_ask_who_opens() -> None:
    tactics = make_tactic("zeuthen", 1), make_tactic("zeuthen", 1)
    signed = sign((np.sqrt(X), 1 - X), tactics, offers=300, opener=1)
    assert X[signed.package[0]] == 0.33


@pytest.mark.parametrize(("doubt", "demand"), [(0.0, 0.99), (0.1, 0.9), (0.3, 0.7), (0.6, 0.8)])
def test_doubt_asks_for_less_until_it_pays_to_gamble(doubt, demand) -> None:
    """The sure demand is 1 - w, the gamble (1 + w) / 2: whichever is larger."""
    found, refused, _ = one_offer(0.0, np.zeros(2), believed=0.0, doubt=doubt)
    assert found == pytest.approx(demand)
    assert refused == 0.0
