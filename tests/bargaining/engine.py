"""Games with a known answer, put before the governments of the product: `TradeTalks` itself.

Both sides' payoffs of every package and of no deal are given; tactics come from the registry,
offers and answers go through the model's own rounds, and a deal is what the talks sign.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.bargaining.agenda import Agenda, Issue
from sim.bargaining.annuity import Annuity
from sim.bargaining.calendar import build_calendar
from sim.bargaining.no_deal import RestOdds
from sim.bargaining.repertoire.base import Tactic
from sim.bargaining.talks_setup import TalksSetup
from sim.model import TradeTalks
from tests.bargaining.synthetic import QUIET, START, party_setup, pie_tables, preferences

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

NAMES = ("USA", "JPN")
TIMELESS = Annuity(1e13, 0.0)
"""So long a horizon that days do not count: what waiting costs is what the tactics say."""


@dataclass(frozen=True)
class Signed:
    """How R talks ended: `package` (R,), -1 without a deal, and the offers refused before (R,)."""

    package: Places
    refused: Places


def sign(
    payoffs: tuple[ArrayLike, ArrayLike],
    tactics: tuple[Tactic, Tactic],
    *,
    offers: int,
    no_deal: tuple[ArrayLike, ArrayLike] = (0.0, 0.0),
    believed: tuple[float | None, float | None] = (None, None),
    opener: int = 0,
) -> Signed:
    """Return what governments sign that take turns, one offer a day, `opener` first.

    `payoffs`: of the M packages to either side, (M,). `no_deal`: between 0 and 1, (R,) or a number,
    the odds of a path worth one; `believed`: what the other side thinks that it is.
    """
    runs = max(np.size(value) for value in no_deal)
    worth = np.stack([np.asarray(u, dtype=np.float64) for u in payoffs], axis=1)
    levels = tuple(np.linspace(0.0, 1.0, len(worth)).tolist())
    tables = replace(
        pie_tables(2, 0.0),
        agenda=Agenda((Issue("pie", "JPN", levels),)),
        codes=np.arange(len(worth)),
        changes=worth[None, None, :, None, :].repeat(2, axis=3),
        executed=np.ones((1, 1, 1, 2, 2)),
        partly=np.zeros((1, 1, 1, 2, 2)),
        typed={name: np.zeros((1, len(worth))) for name in NAMES},
    )
    # Column 1 is Japan's income as it is here, not what it gives away.
    rounds = [START + dt.timedelta(days=day) for day in range(offers)]
    parties = tuple(
        party_setup(
            tables,
            preferences(name, runs),
            np.broadcast_to(np.asarray(no_deal[place], dtype=np.float64), (runs,)),
            tactics[place],
            public_odds=believed[place],
            annuity=TIMELESS,
        )
        for place, name in enumerate(NAMES)
    )
    setup = TalksSetup(
        name="talks",
        parties=(parties[0], parties[1]),
        threatener="USA",
        calendar=build_calendar(START, rounds[-1] + dt.timedelta(days=1), rounds),
        first_round=START,
        offers_per_round=1,
        rest_odds=RestOdds.of(0.0, 0.0, 1.0),
        extension_days=0,
        breakdown_chance=np.zeros(runs),
        elections=(),
        annuity=TIMELESS,
    )

    def dice(who: str, what: str) -> Floats:
        """Turns are taken; nothing else is left to chance."""
        word, _, day = what.partition(" ")
        place = (dt.date.fromisoformat(day) - START).days if word == "opener" else 0
        return np.full(runs, 0.75 if (place + opener) % 2 == 0 else 0.25)

    model = TradeTalks([(setup, tables)], np.zeros(runs, dtype=np.intp), QUIET, dice)
    talk = model.negotiations[0].talk
    for _ in setup.calendar.entries:
        model.step()
        if (talk.ended_on >= 0).all():
            break
    return Signed(talk.package, talk.rounds_held - (talk.package >= 0))


def closer(deal: Places, grid: Floats, cuts: int) -> Floats:
    """Return a grid of the pie that is `cuts` times finer around a deal and coarse elsewhere."""
    place = int(deal[0])
    low, high = grid[max(place - 1, 0)], grid[min(place + 1, len(grid) - 1)]
    return np.union1d(np.linspace(0.0, 1.0, 21), np.linspace(low, high, cuts))
