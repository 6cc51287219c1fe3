"""The organised industries of the parties as drawn, and what outcomes do to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.industries import Industries
from sim.ensemble.measures import Measure
from sim.ensemble.setup import Setup

if TYPE_CHECKING:
    from sim.ensemble.outcomes import BlockOutcomes

Floats = NDArray[np.float64]
Draw = Callable[[str], Floats]


def industries(setup: Setup, party: str, draw: Draw) -> Industries | None:
    """Return the industries of a party, each number taken by `draw` from its path."""
    section = getattr(getattr(setup.scenario.parties, party), "industries", None)
    if section is None:
        return None
    head = f"parties.{party}.industries"
    sectors = tuple(section.organisation)
    columns = [setup.observables.column("value_added", party, sector=s)[0] for s in sectors]
    aversion = draw(f"{head}.loss_aversion")
    voices = [draw(f"{head}.organisation.{sector}") for sector in sectors]
    return Industries(
        party=party,
        sectors=sectors,
        columns=np.array(columns, dtype=np.intp),
        organisation=np.stack(voices, axis=1) if voices else np.zeros((len(aversion), 0)),
        loss_aversion=aversion,
        lobbying=draw(f"{head}.lobbying"),
    )


def all_industries(setup: Setup, draw: Draw) -> tuple[Industries, ...]:
    """Return the industries of the parties at the table that have organised ones."""
    found = (industries(setup, party, draw) for party in setup.parties)
    return tuple(one for one in found if one is not None)


def lobby(setup: Setup, party: str, draw: Draw) -> Industries | None:
    """Return the industries of a party if they lobby its government at all."""
    section = getattr(getattr(setup.scenario.parties, party), "industries", None)
    if section is None or section.lobbying.high == 0.0:
        return None
    return industries(setup, party, draw)


def industry_measures(outcomes: BlockOutcomes, party: str) -> Iterator[tuple[Measure, Floats]]:
    """Yield gain, voice and pressure of a party's organised industries at the end of each run.

    Annuities over the value horizon from the day on which the outcome holds, as `utility` is.
    """
    organised = outcomes.industries[party]
    felt = organised.felt(outcomes.changes)
    scale = outcomes.scale(party, outcomes.ended_month)
    first, long = scale.first[:, None], scale.long[:, None]
    gain = first * felt[:, 0] + long * felt[:, 1]
    voice = sum(w * organised.support_each(felt[:, h]) for h, w in enumerate((first, long)))
    pressed = sum(w * organised.pressure_each(felt[:, h]) for h, w in enumerate((first, long)))
    pressed = np.where(outcomes.endings.signed[:, None], scale.premium[:, None] * pressed, 0.0)
    for place, sector in enumerate(organised.sectors):
        yield Measure("industry_gain", party, sector=sector), gain[:, place]
        yield Measure("industry_voice", party, sector=sector), np.asarray(voice)[:, place]
        yield Measure("industry_pressure", party, sector=sector), pressed[:, place]
    against = (np.asarray(voice).sum(axis=1) < 0.0).astype(np.float64)
    yield (
        Measure("industries_against", party),
        np.where(outcomes.endings.signed, against, np.nan),
    )
