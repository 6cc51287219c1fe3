"""Who gave what: how much of each chip is signed, how often it stops at an end, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report.chip_explained import amount_text, why_it_stops
from sim.report.labels import region, words
from sim.report.page import canvas
from sim.report.page.numbers import signed
from sim.report.page.parts import Chart, Section, Table
from sim.report.page.theme import LIGHT

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.ensemble.measures import Measure
    from sim.report.page.source import PageSource

_ENDS = (
    ("chip_at_zero", "nothing", "none"),
    ("chip_inside", "in between", "inside"),
    ("chip_at_maximum", "all of it", "first"),
)
_NOTE = (
    "Why a chip stops at an end is the joint worth of its first or last step to both sides, USD bn "
    "a year, approximate. First step below zero: giving it would cost the holder more than it is "
    "worth to the other side. Last step above zero: more would still be worth its cost, but there "
    "is no more to give."
)


def section(source: PageSource) -> Section | None:
    """Return what is given in signed runs; None if none is signed or no chip was on the table."""
    report = source.report
    chips = [chip for chip in _by_giver(source) if report.row(*_key(chip, "chip_level"))]
    if not chips:
        return None
    means = {chip: _mean(source, chip, "chip_level") for chip in chips}
    most = sorted(chips, key=lambda chip: -means[chip])[:3]
    given = ", ".join(f"{words(chip.sector)} ({100 * means[chip]:.0f} %)" for chip in most)
    signed = int(source.signed.sum())
    runs = "one signed run" if signed == 1 else f"{signed:,} signed runs"
    lead = f"In the {runs} most is given of {given}: means, % of what could be."
    return Section(
        "concessions",
        "Who gave what, and why no more",
        lead,
        (_chart(source, chips),),
        (_table(source, chips),),
        (_NOTE,),
    )


def _by_giver(source: PageSource) -> list[Measure]:
    """Return the chips, those of the party that answers the threat first."""
    return sorted(source.chips, key=lambda chip: source.pair.index(chip.party), reverse=True)


def _key(chip: Measure, measure: str) -> tuple[str, str, str, str]:
    return measure, chip.party, chip.partner, chip.sector


def _mean(source: PageSource, chip: Measure, measure: str) -> float:
    row = source.report.row(*_key(chip, measure))
    return 0.0 if row is None else row.mean


def _chart(source: PageSource, chips: list[Measure]) -> Chart:
    shares = {chip: [100 * _mean(source, chip, name) for name, _, _ in _ENDS] for chip in chips}
    parts = [
        f"{region(chip.party)}, {words(chip.sector)}: nothing {zero:.0f} %, in between "
        f"{inside:.0f} %, all {full:.0f} %"
        for chip, (zero, inside, full) in shares.items()
    ]
    alt = f"Share of signed runs by how much of each chip is given. {'; '.join(parts)}."

    def draw() -> Figure:
        row_pt = 36.0
        figure = canvas.blank(len(chips) * row_pt + 22 + 36)
        canvas.legend(figure, [(text, role) for _, text, role in _ENDS])
        ax = canvas.rows_axes(figure, 22, len(chips), row_pt)
        for place, chip in enumerate(chips):
            start = 0.0
            for share, (_, _, role) in zip(shares[chip], _ENDS, strict=True):
                ax.barh(place + 0.2, share, left=start, height=0.3, color=LIGHT[role])
                if start and share:
                    ax.plot([start] * 2, [place + 0.05, place + 0.35], color=LIGHT["surface"])
                start += share
            label = f"{region(chip.party)}: {words(chip.sector)}"
            given = 100 * _mean(source, chip, "chip_level")
            canvas.row_label(ax, place, label, f"mean {given:.0f} %")
        ax.set_xlim(0, 100)
        ax.set_xlabel("share of signed runs, %")
        return figure

    return Chart(
        "concessions",
        "How much of each chip is given",
        alt,
        "Nothing: at most 5 % of the maximum; all of it: at least 95 %. Right: mean share given.",
        draw,
    )


def _table(source: PageSource, chips: list[Measure]) -> Table:
    head = (
        "chip", "mean amount", "nothing, %", "all, %", "first step", "last step", "why",
    )  # fmt: skip
    return Table(
        "Chips in signed runs, and why they stop where they do",
        head,
        [_row(source, chip) for chip in chips],
        folded=False,
        prose=frozenset({6}),
    )


def _row(source: PageSource, chip: Measure) -> tuple[str, ...]:
    report = source.report
    amount = report.row(*_key(chip, "chip_amount"))
    steps = [report.row(*_key(chip, name)) for name in ("chip_first_step", "chip_last_step")]
    return (
        f"{region(chip.party)}: {words(chip.sector)}",
        "–" if amount is None else amount_text(amount.mean, amount.unit),
        *(f"{100 * _mean(source, chip, name):.0f}" for name in (_ENDS[0][0], _ENDS[-1][0])),
        *("–" if row is None else signed(row.mean, 2) for row in steps),
        _why(source, chip),
    )


def _why(source: PageSource, chip: Measure) -> str:
    """Return why a chip stops at an end where it often does."""
    first, last = (
        source.report.row(*_key(chip, name)) for name in ("chip_first_step", "chip_last_step")
    )
    at_zero, at_maximum = (
        _mean(source, chip, name) for name in ("chip_at_zero", "chip_at_maximum")
    )
    return why_it_stops(at_zero, first, at_maximum, last)
