"""Stand-alone measures: tariffs, quotas, taxes and barriers that hold whatever the talks bring.

A measure of a party acts on chosen partners and sectors in every package, on every path and in
every state of China's controls, for the share q of the window of time in which it is in force:

    tariff, stackable      t' = t + q c r               c = 1 - exempt_share, r the rate
    tariff, not stackable  t' = t + q c (t_2024 + r - t)     no other added rate on these goods
    export_tax             e' = e + q c r
    export_quota           Vbar = q v + (1 - q) max(1, v),   v the volume, 2024 = 1
    export_ban             the same, v = evaded_share
    tariff_quota           t up to v, `over_quota_rate` (or the rate otherwise in force) beyond
    trade_cost             d_hat = (1 + change)^q

With `includes_duty` the rate of a tariff holds the duty of 2024: goods pay the higher of the two,
r is replaced by max(r - t_2024, 0). Order: stackable tariffs, then those that are not (the highest
last), then tariff-rate quotas, so that these know the rate beyond. Rates of a package come first.
Worked number: 24 % general on a duty of 2 %, a tariff of 50 % that does not stack on 60 % of the
sector: 0.4 x 26 + 0.6 x 52 = 41.6 %; stackable: 26 + 0.6 x 50 = 56 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.scenario.measures import RENTS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.chips.base import Floats
    from sim.chips.window import Window
    from sim.economy.benchmark import Benchmark
    from sim.economy.policy import PolicyBatch
    from sim.scenario.measures import Measure as MeasureSection
    from sim.scenario.schema import Scenario

_ORDER: Final = ("tariff", "export_tax", "export_quota", "export_ban", "trade_cost", "tariff_quota")
_DAYS_PER_MONTH: Final = 365.25 / 12.0
_ALWAYS: Final = 1e6


@dataclass(frozen=True)
class MeasureRule:
    """What is certain about a measure: whose, what, on whom, when (months after `as_of`)."""

    by: str
    name: str
    kind: str
    partners: tuple[str, ...]
    sectors: tuple[str, ...]
    since_month: float
    until_month: float
    stackable: bool
    includes_duty: bool

    @property
    def path(self) -> str:
        """Where the measure stands in a scenario."""
        return f"parties.{self.by}.measures.{self.name}"

    @property
    def on_imports(self) -> bool:
        """Whether the party takes it on imports; else on its exports."""
        return self.kind in ("tariff", "tariff_quota", "trade_cost")

    def share_in_force(self, window: Window) -> float:
        """Return the share of a window of time in which the measure is in force."""
        return max(0.0, window.share_after(self.since_month) - window.share_after(self.until_month))

    def cells(self, benchmark: Benchmark) -> tuple[NDArray[np.intp], ...]:
        """Return (sector, importer, exporter) of the flows it falls on, (C,) each."""
        party = benchmark.region_index(self.by)
        flows = [
            (j, party, other) if self.on_imports else (j, other, party)
            for j in map(benchmark.sector_index, self.sectors)
            for other in map(benchmark.region_index, self.partners)
        ]
        return tuple(np.array(flows, dtype=np.intp).T)


@dataclass(frozen=True)
class Measure:
    """A measure in one world: `values` by the keys of its section (`rent`: place in `RENTS`)."""

    rule: MeasureRule
    values: Mapping[str, float]

    def apply(self, policy: PolicyBatch, benchmark: Benchmark, window: Window) -> None:
        """Change the arrays of `policy` in place."""
        share = self.rule.share_in_force(window)
        if share == 0.0:
            return
        cells = self.rule.cells(benchmark)
        if self.rule.kind == "tariff":
            self._tariff(policy, benchmark, cells, share)
        elif self.rule.kind == "export_tax":
            policy.export_tax_rate[cells] += share * self._covered * self.values["rate"]
        elif self.rule.kind == "trade_cost":
            policy.trade_cost_hat[cells] *= (1.0 + self.values["change"]) ** share
        elif self.rule.kind == "tariff_quota":
            self._tariff_quota(policy, benchmark, cells, share)
        else:
            volume = self._volume(benchmark, cells)
            cap = share * volume + (1.0 - share) * max(1.0, volume)
            policy.export_cap[cells] = np.minimum(policy.export_cap[cells], cap)

    @property
    def rent(self) -> str:
        """Who earns the rent of a quota."""
        return RENTS[int(self.values["rent"])]

    @property
    def _covered(self) -> float:
        return 1.0 - self.values.get("exempt_share", 0.0)

    def _tariff(
        self,
        policy: PolicyBatch,
        benchmark: Benchmark,
        cells: tuple[NDArray[np.intp], ...],
        share: float,
    ) -> None:
        duty = benchmark.tariff_rate[cells][:, None]
        added: Floats = np.full_like(duty, self.values["rate"])
        if self.rule.includes_duty:
            added = np.maximum(added - duty, 0.0)
        part = share * self._covered
        before = policy.tariff_rate[cells]
        rise = added if self.rule.stackable else duty + added - before
        policy.tariff_rate[cells] = before + part * rise

    def _tariff_quota(
        self,
        policy: PolicyBatch,
        benchmark: Benchmark,
        cells: tuple[NDArray[np.intp], ...],
        share: float,
    ) -> None:
        before = policy.tariff_rate[cells]
        beyond = self.values.get("over_quota_rate")
        over = before if beyond is None else np.full_like(before, beyond)
        within = np.minimum(self.values["in_quota_rate"], over)
        policy.tariff_rate[cells] = before + share * (within - before)
        policy.over_quota_extra_rate[cells] = share * (over - within)
        policy.import_quota[cells] = self._volume(benchmark, cells)

    def _volume(self, benchmark: Benchmark, cells: tuple[NDArray[np.intp], ...]) -> float:
        """Return the volume on each flow, 2024 = 1: partners share in proportion to their trade."""
        if self.rule.kind == "export_ban":
            return self.values["evaded_share"]
        if "volume" in self.values:
            return self.values["volume"]
        trade = float(benchmark.flows_usd_bn[cells].sum())
        return self.values["amount"] / trade if trade > 0.0 else 1.0


def in_order(measures: Sequence[Measure]) -> tuple[Measure, ...]:
    """Return measures in the order in which they are applied."""
    return tuple(
        sorted(
            measures,
            key=lambda m: (
                _ORDER.index(m.rule.kind),
                not m.rule.stackable,
                m.values.get("rate", 0.0),
                m.rule.path,
            ),
        )
    )


def share_rents(
    measures: Sequence[Measure], benchmark: Benchmark, exporter: Floats, importer: Floats
) -> tuple[Floats, Floats]:
    """Write who earns the rents of tariff-rate and export quotas; (J, N, N) for exporter, importer.

    `exporter` and `importer` are what holds for export caps without a measure; export quotas are
    written into them in place. Returned are the shares of tariff-rate quotas, whose rest is revenue
    of the importing state. A rent of the exporting state is income of the same households as one of
    exporters.
    """
    quota_exporter, quota_importer = np.zeros_like(exporter), np.zeros_like(exporter)
    for measure in measures:
        if "rent" not in measure.values:
            continue
        cells = measure.rule.cells(benchmark)
        if measure.rule.on_imports:
            quota_exporter[cells] = float(measure.rent == "exporter")
            quota_importer[cells] = float(measure.rent == "importer")
        else:
            exporter[cells] = float(measure.rent in ("exporter", "state"))
            importer[cells] = float(measure.rent == "importer")
    return quota_exporter, quota_importer


def measure_rules(scenario: Scenario) -> tuple[MeasureRule, ...]:
    """Return the measures of all parties of a scenario, by party and name."""
    return tuple(
        _rule(scenario.as_of, party, name, section)
        for party in type(scenario.parties).model_fields
        for name, section in sorted(getattr(scenario.parties, party).measures.items())
    )


def _rule(as_of: dt.date, party: str, name: str, section: MeasureSection) -> MeasureRule:
    def month(day: dt.date | None, otherwise: float) -> float:
        return otherwise if day is None else (day - as_of).days / _DAYS_PER_MONTH

    return MeasureRule(
        by=party,
        name=name,
        kind=section.kind,
        partners=section.partners_of(party),
        sectors=section.sectors_meant,
        since_month=month(section.since, -_ALWAYS),
        until_month=month(section.until, _ALWAYS),
        stackable=section.stackable is not False,
        includes_duty=bool(section.includes_duty),
    )
