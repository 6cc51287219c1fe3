"""What each chip costs its giver and is worth to the other side, over signed runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.report.labels import region, words
from sim.report.page import canvas
from sim.report.page.numbers import named, plain
from sim.report.page.parts import Chart, Section, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.report.page.source import Floats, PageSource


_SHARES = (
    "Values of single chips are Shapley shares: a chip's worth averaged over all orders in which "
    "the chips of its giver could have been given; they sum to the joint number. concessions.csv "
    "has them for every signed run."
)
_TALKS = (
    "These are values of what was signed. What a chip is worth to the talks (how many more deals, "
    "at what rates, because it could be offered) is another question: `sim chips RUN` plays the "
    "talks with every set of chips."
)


@dataclass(frozen=True)
class Chip:
    """A chip (or all of a giver's) with cost and worth in each signed run, USD bn a year, (R,)."""

    giver: str
    receiver: str
    label: str
    cost: Floats
    worth: Floats

    @property
    def whole(self) -> str:
        """The label with the giver in front."""
        return f"{region(self.giver)}: {self.label}"


def section(source: PageSource) -> Section | None:
    """Return cost and worth by chip; None if no run is signed or nothing was attributed."""
    chips = _chips(source)
    if not chips:
        return None
    joint = [chip for chip in chips if chip.label == "all its chips"]
    lead = " ".join(
        f"What {named(chip.giver)} gives costs it {plain(chip.cost.mean())} and is worth "
        f"{plain(chip.worth.mean())} to {named(chip.receiver)}."
        for chip in joint
    )
    lead += " Means over signed runs, USD bn a year; a cost below zero is a gain to the giver."
    return Section(
        "chips",
        "What each chip costs and is worth",
        lead,
        (_chart(chips),),
        (_table(chips),),
        (_SHARES, _TALKS),
    )


def _chips(source: PageSource) -> list[Chip]:
    """Return each giver's chips, all together first; chips never given are left out."""
    if not source.signed.any():
        return []
    found = []
    for giver, receiver in (source.pair[::-1], source.pair):
        kinds = ["", *(chip.sector for chip in source.chips if chip.party == giver)]
        for kind in kinds:
            cost = source.values("concession_cost", giver, receiver, kind)
            worth = source.values("concession_value", receiver, giver, kind)
            if cost is None or worth is None:
                continue
            cost, worth = cost[source.signed], worth[source.signed]
            if cost.any() or worth.any():
                label = words(kind) if kind else "all its chips"
                found.append(Chip(giver, receiver, label, cost, worth))
    return found


def _spread(values: Floats) -> tuple[float, float, float]:
    low, high = np.quantile(values, (0.05, 0.95))
    return float(low), float(values.mean()), float(high)


def _chart(chips: list[Chip]) -> Chart:
    parts = [
        f"{chip.whole}: cost {plain(chip.cost.mean())}, worth {plain(chip.worth.mean())}"
        for chip in chips
    ]
    alt = f"Mean cost to the giver and worth to the other side, USD bn a year. {'; '.join(parts)}."

    def draw() -> Figure:
        row_pt = 44.0
        figure = canvas.blank(len(chips) * row_pt + 22 + 36)
        legend = [("cost to giver", "second"), ("worth to the other", "first")]
        canvas.legend(figure, legend)
        ax = canvas.rows_axes(figure, 22, len(chips), row_pt)
        canvas.zero_line(ax)
        for place, chip in enumerate(chips):
            canvas.band(ax, place + 0.05, _spread(chip.cost), "second")
            canvas.band(ax, place + 0.26, _spread(chip.worth), "first")
            value = f"{plain(chip.cost.mean())} → {plain(chip.worth.mean())}"
            canvas.row_label(ax, place - 0.06, chip.whole, value)
        ax.set_xlabel("USD bn a year, over signed runs")
        return figure

    note = "Dot: mean; bar: 9 in 10 signed runs. Right: mean cost → mean worth."
    return Chart("chip-values", "Cost and worth of each chip", alt, note, draw)


def _table(chips: list[Chip]) -> Table:
    head = ("chip", "cost, mean", "5 %", "95 %", "worth, mean", "5 %", "95 %")
    rows = []
    for chip in chips:
        cells = []
        for low, mean, high in (_spread(chip.cost), _spread(chip.worth)):
            cells += [plain(mean), plain(low), plain(high)]
        rows.append((chip.whole, *cells))
    title = "Cost and worth by number (USD bn a year, over signed runs)"
    return Table(title, head, rows, folded=False, beside=True)
