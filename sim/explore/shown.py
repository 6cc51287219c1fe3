"""What the page shows of a try: the answer, the main figures beside the base, three figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.report.comparison_answer import select, sentence
from sim.report.labels import figure, in_percent, measure_label, region, short_label, words
from sim.report.page.compared import distributions
from sim.report.page.rendering import drawn

if TYPE_CHECKING:
    from sim.analysis.compare import Comparison
    from sim.analysis.differences import Difference
    from sim.report.page.parts import Chart

_FEW: Final = 10
"""Runs below which a difference is not shown: so few say nothing of the others."""

Row = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Shown:
    """A comparison of the base with a try, as the page's template asks for it."""

    comparison: Comparison

    @property
    def changed(self) -> bool:
        """Whether anything was moved."""
        return bool(self.comparison.changes)

    @property
    def answer(self) -> str:
        """What came of it in a sentence."""
        if self.changed:
            return sentence(self.comparison)
        return "Nothing is moved: this is the scenario as it stands. Move a slider."

    @property
    def brief(self) -> str:
        """Deals and gains in a line, which stays in view while sliders are moved."""
        kept = [d for d in self._main if d.measure.measure in ("agreed", "utility")]
        parts = []
        for d in kept:
            label, before, after, *_ = _row(short_label(d.measure).removesuffix(", %"), d)
            unit = " %" if in_percent(d.measure) else ""
            arrow = f"{before}{unit}" if before == after else f"{before} → {after}{unit}"
            parts.append(f"{label} {arrow}")
        return f"{'; '.join(parts)}."

    @property
    def changes(self) -> list[str]:
        """What was moved, in words."""
        return [
            f"{change.path}: {change.before or 'none'} → {change.after or 'none'}"
            for change in self.comparison.changes or ()
        ]

    @property
    def rows(self) -> list[Row]:
        """Label, base, try, difference and its interval of the main measures."""
        return [_row(_label(d), d) for d in self._main]

    @property
    def _main(self) -> list[Difference]:
        kept = ("agreed", "tariff_rate", "goods_balance", "utility", "days_to_agreement")
        main = [d for d in select(self.comparison.differences) if d.measure.measure in kept]
        return [d for d in main if "CHN" not in d.measure.parts]

    @property
    def chips(self) -> list[Row]:
        """The same for how much of each chip is given in signed deals, % of its maximum."""
        return [
            _row(f"{region(d.measure.party)}: {words(d.measure.sector)}", d)
            for d in self.comparison.differences
            if d.measure.measure == "chip_level"
        ]

    @property
    def only_base(self) -> list[str]:
        """Chips that the try does not have."""
        return [c.split(".")[-1] for c in self.comparison.only_base if c.startswith("chip_level.")]

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Rates, gains and balances of both, side by side."""
        section = distributions.section(self.comparison, "")
        return () if section is None else section.charts[:3]

    @staticmethod
    def drawn(chart: Chart) -> str:
        """Return a figure as SVG."""
        return drawn(chart)


def _label(d: Difference) -> str:
    return short_label(d.measure) if in_percent(d.measure) else measure_label(d.measure)


def _row(label: str, d: Difference) -> Row:
    before, after = (
        figure(value, d.measure).replace("-", "−") for value in (d.base_mean, d.other_mean)
    )
    if d.n == 0:
        return label, "–", "–", "–", "no run has it in both"
    if d.n < _FEW:
        runs = "1 run" if d.n == 1 else f"{d.n} runs"
        return label, before, after, "–", f"{runs} in both: too few"
    if d.same_everywhere:
        return label, before, after, "same", ""
    middle, low, high = (
        figure(value, d.measure, signed=True).replace("-", "−")
        for value in (d.difference, d.ci_low, d.ci_high)
    )
    return label, before, after, middle, f"{low} to {high}" + (" ~" if d.includes_zero else "")
