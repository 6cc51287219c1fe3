"""How uncertain the results are: between economic worlds, within them, and by simulation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.ensemble.measures import Measure
from sim.ensemble.spread_table import read_spread
from sim.ensemble.stratified import Strata, share_between
from sim.report.explain_words import cause_words
from sim.report.labels import figure as in_figures
from sim.report.labels import in_percent, of_region, region
from sim.report.page import canvas
from sim.report.page.numbers import named
from sim.report.page.parts import Chart, Section, Table
from sim.report.page.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

    from sim.report.page.source import Floats, PageSource


@dataclass(frozen=True)
class Spread:
    """A measure over runs: its label, values (R,), means of worlds (W,), share between worlds."""

    measure: Measure
    label: str
    values: Floats
    world_means: Floats
    between: float


def section(source: PageSource) -> Section | None:
    """Return the spread of the main measures; None with a single world."""
    if len(np.unique(source.table.world)) < 2:
        return None
    spreads = list(_spreads(source))
    if not spreads:
        return None
    most = max(spreads, key=lambda spread: spread.between)
    least = min(spreads, key=lambda spread: spread.between)
    worlds = source.manifest.worlds
    lead = (
        f"Runs are played in {worlds} fixed worlds, each a draw of what we do not know about the "
        "economy. Within a world, runs differ by preferences and chance. Worlds make "
        f"{100 * most.between:.0f} % of the variance of “{most.label}”, and "
        f"{100 * least.between:.0f} % of that of “{least.label}”. More runs make neither smaller: "
        "they only sharpen the mean."
    )
    tables = [_table(source, spreads), *_causes(source, spreads)]
    by_set = _by_elasticities(source, spreads)
    if by_set is not None:
        tables.append(by_set)
    return Section("spread", "How sure this is", lead, (_chart(spreads),), tuple(tables))


def _spreads(source: PageSource) -> Iterator[Spread]:
    """Yield the main measures that the run reports and that vary."""
    first, second = source.pair
    change = ("goods_balance_change", first, second)
    for label, *parts in (
        ("deals signed", "agreed"),
        (f"average {region(first)} rate", "tariff_rate", first, second, "average"),
        ("balance, first year, against no deal", *change, "first_year", "no_deal"),
        ("balance, long run, against no deal", *change, "long_run", "no_deal"),
        ("balance, long run, against 2024", *change, "long_run", "year_2024"),
        (f"gain of {named(second)} against no deal", "utility", second, "no_deal"),
        (f"gain of {named(first)} against no deal", "utility", first, "no_deal"),
        (f"cost of {of_region(second)} concessions", "concession_cost", second, first),
        (f"their worth to {named(first)}", "concession_value", first, second),
    ):
        column = ".".join(parts)
        values = source.by_column.get(column)
        if values is None or np.isnan(values).any() or np.ptp(values) == 0:
            continue
        world = Strata.of(source.table.world)
        means = world.sum(values) / world.size
        yield Spread(Measure.parse(column), label, values, means, share_between(values, world))


def _chart(spreads: list[Spread]) -> Chart:
    parts = [f"{spread.label} {100 * spread.between:.0f} %" for spread in spreads]
    alt = f"Share of the variance over runs that lies between worlds: {'; '.join(parts)}."

    def draw() -> Figure:
        row_pt = 34.0
        figure = canvas.blank(len(spreads) * row_pt + 22 + 36)
        canvas.legend(
            figure,
            [("between worlds", "second"), ("preferences and chance", "inside")],
        )
        ax = canvas.rows_axes(figure, 22, len(spreads), row_pt)
        for place, spread in enumerate(spreads):
            share = 100 * spread.between
            ax.barh(place + 0.2, share, height=0.3, color=LIGHT["second"])
            ax.barh(place + 0.2, 100 - share, left=share, height=0.3, color=LIGHT["inside"])
            canvas.row_label(ax, place, spread.label, f"{share:.0f} %")
        ax.set_xlim(0, 100)
        ax.set_xlabel("share of the variance over runs, %")
        return figure

    note = "Between worlds: elasticities and other unknowns of the economy."
    return Chart("variance", "Where the spread comes from", alt, note, draw)


def _unit(measure: Measure) -> str:
    return "%" if in_percent(measure) else measure.unit


def _table(source: PageSource, spreads: list[Spread]) -> Table:
    rows = []
    for spread in spreads:
        measure = spread.measure
        row = source.report.by_measure[(measure.measure, *measure.parts)]
        low, high = spread.world_means.min(), spread.world_means.max()
        cells = (row.mean, row.p05, row.p95, low, high, row.ci_low, row.ci_high)
        mean, p05, p95, least, most, ci_low, ci_high = (
            in_figures(float(cell), measure).replace("-", "−") for cell in cells
        )
        label = f"{spread.label}, {_unit(measure)}"
        share = f"{100 * spread.between:.0f}"
        chance = f"{p05} to {p95}" if not measure.info.indicator else "–"
        rows.append((label, mean, chance, f"{least} to {most}", f"{ci_low} to {ci_high}", share))
    head = (
        "", "mean", "9 in 10 runs", "means of worlds", "mean, 95 % simulation error",
        "between worlds, %",
    )  # fmt: skip
    return Table("Three kinds of uncertainty, kept apart", head, rows)


def _causes(source: PageSource, spreads: list[Spread]) -> Iterator[Table]:
    """Yield what makes the spread, by kind of cause; nothing for a run without spread.csv."""
    told = [row for row in read_spread(source.results.path) if row.of == "all"]
    rows = []
    for spread in spreads:
        shares = {row.cause: row for row in told if row.column == spread.measure.column}
        if not shares:
            continue
        kinds = [shares.pop(name, None) for name in ("worlds", "together", "chance")]
        alone = sorted(shares.values(), key=lambda row: -row.share)
        each = [f"{100 * kind.share:.0f}" if kind else "0" for kind in kinds]
        preferences = f"{100 * sum(row.share for row in alone):.0f}"
        largest = "; ".join(
            f"{cause_words(row.cause)} {100 * row.share:.0f}"
            for row in alone[:2]
            if row.share > row.noise and row.low > 0.0
        )
        cells = (each[0], preferences, each[1], each[2])
        rows.append((spread.label, *(c.replace("-", "−") for c in cells), largest or "–"))
    if rows:
        head = (
            "share of the variance, %", "worlds", "preferences", "both together", "chance",
            "largest single preferences",
        )  # fmt: skip
        title = "What makes the spread"
        yield Table(title, head, rows, folded=False, prose=frozenset({5}), beside=True)


def _by_elasticities(source: PageSource, spreads: list[Spread]) -> Table | None:
    """Return means by the published set of elasticities that a run's world uses."""
    sets = np.array(source.table.texts.get("elasticities", ()))
    names = sorted(set(sets.tolist()))
    if len(names) < 2:
        return None
    shown = [spread for spread in spreads if spread.measure.measure != "concession_cost"][:6]
    head = ("set", "runs", *(f"{spread.label}, {_unit(spread.measure)}" for spread in shown))
    rows = [
        (
            name,
            str(int((sets == name).sum())),
            *(
                in_figures(float(s.values[sets == name].mean()), s.measure).replace("-", "−")
                for s in shown
            ),
        )
        for name in names
    ]
    return Table("Means by the set of trade elasticities", head, rows)
