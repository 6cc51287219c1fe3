"""Which measures a comparison shows first, and its answer in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.report.labels import in_percent, of_region, region

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.analysis.compare import Comparison
    from sim.analysis.differences import Difference
    from sim.ensemble.measures import Measure

_RANK: Final = {
    name: rank
    for rank, name in enumerate(
        (
            ("agreed", "", ""),
            ("tariff_rate", "", ""),
            ("goods_balance", "long_run", ""),
            ("utility", "", "in_force"),
            ("welfare_change", "long_run", "in_force"),
            ("concession_cost", "", ""),
            ("concession_value", "", ""),
            ("days_to_agreement", "", ""),
            ("goods_balance", "first_year", ""),
            ("left_on_table", "", ""),
        )
    )
}
"""Main measures (measure, horizon, baseline), most important first: shown without --all."""

_HEADLINES = ("agreed", "utility")


def select(
    differences: Sequence[Difference], wanted: Sequence[str] = (), *, everything: bool = False
) -> list[Difference]:
    """Return the differences to show: those that match a wanted name, all, or the main ones.

    A name matches a column if it is its measure, the whole column, or any point-separated part.
    """
    if wanted:
        return [d for d in differences if matches(d.measure.column, wanted)]
    if everything:
        return list(differences)
    return sorted((d for d in differences if _is_main(d.measure)), key=lambda d: _rank(d.measure))


def _rank(measure: Measure) -> int:
    return _RANK.get((measure.measure, measure.horizon, measure.baseline), len(_RANK))


def _is_main(measure: Measure) -> bool:
    """Whether a measure is shown by default: pairs' balances, all chips of a side as one."""
    of_whom = bool(measure.partner) or measure.measure != "goods_balance"
    whole = not measure.sector or measure.measure == "tariff_rate"
    return _rank(measure) < len(_RANK) and of_whom and whole


def matches(column: str, wanted: Sequence[str]) -> bool:
    """Whether a column has one of the wanted names, or a part of its name that does."""
    return any(name == column or name in column.split(".") for name in wanted)


def sentence(comparison: Comparison) -> str:
    """Return the answer in one sentence of plain words."""
    base, other = names(comparison)
    clauses = [_clause(d) for d in _headlines(comparison.differences)]
    if not clauses:
        clear = sum(not d.includes_zero for d in comparison.differences)
        clauses = [f"{clear} of {len(comparison.differences)} shared measures clearly differ"]
    return f"From {base} to {other}, {'; '.join(clauses)}."


def _headlines(differences: Sequence[Difference]) -> list[Difference]:
    main = select(differences)
    return [d for d in main if d.measure.measure in _HEADLINES][:3]


def _clause(d: Difference) -> str:
    """Return what became of one measure, with the 95 % interval of the change."""
    measure = d.measure
    if measure.measure == "agreed":
        pair = "-".join(region(code) for code in (measure.party, measure.partner) if code)
        name = f"the share of {pair} deals" if pair else "the share of runs with a deal"
        size = "{:.1f} points"
    else:
        name, size = f"{of_region(measure.party)} gain", "USD {:.2f} bn a year"
    scale = 100 if in_percent(measure) else 1
    if d.same_everywhere:
        return f"{name} is the same in every run"
    change = size.format(scale * abs(d.difference))
    way = "rises" if d.difference > 0 else "falls"
    low, high = sorted((scale * d.ci_low, scale * d.ci_high), key=abs)
    if d.includes_zero:
        return f"{name} {way} by {change}, which may be chance"
    decimals = 1 if scale > 1 else 2
    return f"{name} {way} by {change} (95%: {abs(low):.{decimals}f} to {abs(high):.{decimals}f})"


def names(comparison: Comparison) -> tuple[str, str]:
    """Return what to call the two: their scenarios, else their folders, else their paths."""
    base, other = comparison.base, comparison.other
    if base.scenario != other.scenario:
        return base.scenario, other.scenario
    if base.path.is_dir() and other.path.is_dir() and base.path.name != other.path.name:
        return base.path.name, other.path.name
    return str(base.path), str(other.path)
