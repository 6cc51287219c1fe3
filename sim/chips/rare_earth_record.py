"""The rules for rare earths beside the record of 2025: what pins them down, and what checks them.

python -m sim.chips.rare_earth_record            prints the table
python -m sim.chips.rare_earth_record --write    also puts it into docs/critical-inputs.md

The numbers are the defaults of the scenario schema, whatever a scenario says: the middle of each
range, and the ends of those that a row hangs on most.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sim.chips.middle import middle_values
from sim.chips.rare_earths import RareEarths
from sim.data.reading import RECORD, rows
from sim.data.tables import load_benchmark, load_elasticities
from sim.economy import Economy, PolicyBatch
from sim.economy.critical_inputs import (
    MonthlyShortage,
    approvals_behind,
    continued,
    follow,
    odds_growth,
    queue,
    simulate,
)
from sim.scenario.china import RareEarths as Controls
from sim.scenario.critical_inputs import RareEarthUse
from sim.scenario.quantity import Amount, Quantity

if TYPE_CHECKING:
    from sim.chips.base import Floats
    from sim.economy.benchmark import Benchmark
    from sim.economy.outcome import Outcome

MONTHS: Final = tuple(f"2025-{month:02d}" for month in range(4, 11))
"""Months that are followed; the controls began on 4 April 2025."""

BEGIN = "<!-- begin record: python -m sim.chips.rare_earth_record --write -->"
END = "<!-- end record -->"

_PINNED = 3
"""Months whose exports are taken from the record: April to June."""


class Row(NamedTuple):
    """A line of the table: ours in the middle and over the ranges, and what was observed."""

    what: str
    ours: float
    low: float
    high: float
    observed: str
    use: str


@dataclass(frozen=True)
class Record:
    """The observations of 2025, as in sim/data/record/rare_earths_2025.csv."""

    values: dict[tuple[str, str, str], tuple[float, float]]

    @classmethod
    def read(cls) -> Record:
        """Read the table that ships with the package."""
        table = rows("rare_earths_2025", RECORD)
        return cls(
            {
                (r["item"], r["region"], r["period"]): (float(r["low"]), float(r["high"]))
                for r in table
            }
        )

    def tonnes(self, region: str, month: str) -> float:
        """Return China's magnet exports in a month."""
        return self.values["magnet_exports", region, month][0]

    def normal(self, region: str) -> float:
        """Return a twelfth of China's magnet exports of 2024, t."""
        return self.tonnes(region, "2024") / 12.0


def default_rule() -> RareEarths:
    """Return the middle of the default ranges of the scenario schema."""
    day, any_share = date(2025, 4, 4), Amount("fraction").read(1.0)
    controls = Controls(
        since=day, licensed_share=any_share, eased_share=any_share, tightened_share=any_share
    )
    return RareEarths.of({**middle_values(RareEarthUse()), **middle_values(controls)})


def path_of_2025(rule: RareEarths, benchmark: Benchmark, record: Record) -> MonthlyShortage:
    """Return the path from April 2025: exports of April to June as seen, then as approvals grow.

    The United States have their own exports in May and June, in April the world's share; from July
    on the odds of approval grow everywhere as the world's did from May to June.
    """
    world, us = _seen(record)
    usa, china = (benchmark.region_index(region) for region in ("USA", "CHN"))
    normal_us = record.normal("USA")
    normal_others = record.normal("WORLD") - normal_us
    seen = np.repeat((world - us)[:, None, None] / normal_others, benchmark.n_regions, axis=1)
    seen[:, usa, 0] = us / normal_us
    approved = approvals_behind(seen, rule.waiting_share)
    growth = odds_growth(approvals_behind(world / record.normal("WORLD"), rule.waiting_share))
    approved = continued(approved, growth, len(MONTHS))
    approved[:, china] = 1.0
    unrestricted = np.arange(benchmark.n_regions) == china
    return follow(
        rule.chain(benchmark),
        rule.users(benchmark),
        queue(approved, rule.waiting_share),
        unrestricted=unrestricted,
        light_restricted=False,
    )


def _seen(record: Record) -> tuple[Floats, Floats]:
    """Return exports of April to June to the world and to the US, t; April's US part as usual."""
    world = np.array([record.tonnes("WORLD", month) for month in MONTHS[:_PINNED]])
    april = world[0] * record.normal("USA") / record.normal("WORLD")
    us = [april, *(record.tonnes("USA", month) for month in MONTHS[1:_PINNED])]
    return world, np.array(us)


def exports_tonnes(
    path: MonthlyShortage, benchmark: Benchmark, record: Record
) -> dict[str, Floats]:
    """Return China's magnet exports by month, to the world and to the US, t."""
    china = benchmark.region_index("CHN")
    bought = benchmark.flows_usd_bn[benchmark.sector_index("re_magnets"), :, china].copy()
    bought[china] = 0.0
    share = path.exports_share[:, :, 0]
    usa = benchmark.region_index("USA")
    return {
        "WORLD": record.normal("WORLD") * (share @ bought) / bought.sum(),
        "USA": record.normal("USA") * share[:, usa],
    }


def heavy_price(path: MonthlyShortage, month: int) -> float:
    """Return the price of heavy materials outside China at the end of a month.

    The geometric mean of the prices that clear the month and the next.
    """
    here, following = path.price_outside_china[month : month + 2, 0]
    return float(np.sqrt(here * following))


def vehicles_lost(
    rule: RareEarths, path: MonthlyShortage, benchmark: Benchmark, region: str
) -> Floats:
    """Return the share of motor-vehicle output that is lost by month, percent."""
    j, n = benchmark.sector_index("motor_vehicles"), benchmark.region_index(region)
    return np.asarray(100.0 * rule.exposure(benchmark)[j, n] * path.lost_share[:, n, 0])


@dataclass(frozen=True)
class YearWithout:
    """A year without any Chinese rare earths: Japan's real GDP and real income, percent."""

    real_gdp_pct: float
    real_income_pct: float


def year_without(rule: RareEarths, benchmark: Benchmark) -> YearWithout:
    """Solve the year at the mean long-run elasticities, tariffs of 2024, from normal stocks."""
    stop = np.zeros((12, benchmark.n_regions))
    stop[:, benchmark.region_index("CHN")] = 1.0
    path = simulate(rule.chain(benchmark), rule.users(benchmark), rule.office, stop)
    policy = PolicyBatch.at_benchmark(benchmark, 2)
    loss = path.output_loss(rule.exposure(benchmark)).mean(axis=0)[..., 0]
    policy.productivity_hat[..., 1] = 1.0 - loss
    theta = np.mean(list(load_elasticities().values()), axis=0)
    outcome = Economy(benchmark, theta).solve(policy)
    japan = benchmark.region_index("JPN")
    gdp = _real_gdp(benchmark, outcome)[japan]
    income = outcome.ev_usd_bn[japan, 1] / benchmark.value_added_usd_bn[japan]
    return YearWithout(100.0 * float(gdp[1] / gdp[0] - 1.0), 100.0 * float(income))


def _real_gdp(benchmark: Benchmark, outcome: Outcome) -> Floats:
    """Return output less inputs at the prices of the benchmark, (N, P), USD bn."""
    volume = (outcome.output / outcome.cost_hat).sum(axis=0)
    inputs = np.einsum(
        "kjn,jnp,knp->np", benchmark.input_share, outcome.output, 1.0 / outcome.price_hat
    )
    return np.asarray(volume - inputs)


def record_rows() -> list[Row]:
    """Return ours beside the record, row by row."""
    benchmark, record, middle = load_benchmark(), Record.read(), default_rule()
    use, controls = RareEarthUse(), Controls.model_fields["waiting_share"].default
    waiting = [Amount("fraction").read(share).mean for share in controls["between"]]
    queues = [middle, *(replace(middle, waiting_share=share) for share in waiting)]
    paths = [path_of_2025(rule, benchmark, record) for rule in queues]
    sent = [exports_tonnes(path, benchmark, record) for path in paths]
    found = []
    for region, name in (("WORLD", "all buyers"), ("USA", "the United States")):
        for m, month in enumerate(MONTHS):
            if ("magnet_exports", region, month) in record.values:
                seen = f"{record.tonnes(region, month):,.0f}"
                pinned = "pins approvals" if m < _PINNED else "check"
                ours = [tonnes[region][m] for tonnes in sent]
                found.append(_row(f"magnets to {name}, {month}, t", ours, seen, pinned))
    elasticities = (use.price_elasticity.high, use.price_elasticity.low)
    priced = [middle, *(replace(middle, price_elasticity=e) for e in elasticities)]
    steep = [path_of_2025(rule, benchmark, record) for rule in priced]
    for m, period, used in ((0, "2025-05-06", "pins price_elasticity"), (1, "2025-06-05", "check")):
        low, high = record.values["heavy_price", "EU27", period]
        ours = [heavy_price(path, m) for path in steep]
        found.append(_row(f"heavy price outside China, {period}", ours, f"{low}-{high}", used))
    peak = [float(path.price_outside_china.max()) for path in steep]
    found.append(_row("heavy price outside China, peak", peak, "6 (magnets)", "check"))
    corners = [
        replace(middle, stock=s, spare_share=a, loss_power=p)
        for s, a, p in product(*(_ends(q) for q in (use.stock, use.spare_share, use.loss_power)))
    ]
    rules = [middle, *corners]
    followed = [path_of_2025(rule, benchmark, record) for rule in rules]
    for region, name in (("JPN", "Japan"), ("USA", "the US")):
        lost = [
            vehicles_lost(r, path, benchmark, region)
            for r, path in zip(rules, followed, strict=True)
        ]
        for m, seen, used in (
            (0, "no plant stopped", "pins stock, spare_share"),
            (1, "first plant stopped late in the month", "pins stock, spare_share"),
            (2, "few plants", "pins stock, spare_share"),
            (3, "none reported", "check"),
        ):
            ours = [float(months[m]) for months in lost]
            found.append(_row(f"vehicles lost in {name}, {MONTHS[m]}, %", ours, seen, used))
    years = [
        year_without(replace(middle, loss_of_japan_gdp=share), benchmark)
        for share in (use.loss_of_japan_gdp.mean, *_ends(use.loss_of_japan_gdp))
    ]
    gdp, income = ([getattr(y, name) for y in years] for name in YearWithout.__annotations__)
    what = "Japan in a year without Chinese rare earths"
    found.append(_row(f"{what}, real GDP, %", gdp, "-0.43 to -1.3", "check"))
    found.append(_row(f"{what}, real income, %", income, "-", "result"))
    return found


def _ends(value: Quantity) -> tuple[float, float]:
    return value.low, value.high


def _row(what: str, ours: list[float], observed: str, use: str) -> Row:
    return Row(what, ours[0], min(ours), max(ours), observed, use)


def record_table() -> str:
    """Return the table as Markdown."""
    lines = ["| | ours | over the ranges | observed | used |", "|---|--:|--:|--:|---|"]
    for row in record_rows():
        digits = 0 if row.what.endswith(", t") else 2
        ours, low, high = (f"{x + 0.0:,.{digits}f}" for x in (row.ours, row.low, row.high))
        lines.append(f"| {row.what} | {ours} | {low} to {high} | {row.observed} | {row.use} |")
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Print the table; with --write, renew it in docs/critical-inputs.md."""
    table = record_table()
    sys.stdout.write(table + "\n")
    if "--write" in arguments:
        path = Path(__file__).parents[2] / "docs" / "critical-inputs.md"
        before, rest = path.read_text(encoding="utf-8").split(BEGIN)
        after = rest.split(END, 1)[1]
        path.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
