"""What a batch does to the price of chosen flows: duties, export taxes, markups, costs, bans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark, Floats
from sim.economy.layout import Structure
from sim.economy.policy import PolicyBatch

Positions = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Border:
    """Flows at the border, policy axis last.

    `demand` pi kappa_hat^-theta before costs, kappa_hat = (1+t')(1+e') d_hat / ((1+t)(1+e)), zero
    under a ban; `gross` (1+t')(1+e'); `export_tax` e', None while nobody taxes exports. A markup
    cut m counts in e': 1 + e' is (1 - m) times what the state's tax makes it.
    """

    demand: Floats
    gross: Floats
    export_tax: Floats | None

    @classmethod
    def of(
        cls,
        benchmark: Benchmark,
        structure: Structure,
        batch: PolicyBatch,
        at: tuple[Positions, Positions, Positions],
    ) -> Border:
        """Read the flows at (sector, importer, exporter), index arrays of one shape S: (*S, W)."""
        sector, importer, exporter = at
        width = batch.n_policies

        def new(name: str, base: Floats) -> Floats:
            values = batch.given(name)
            return base[at][..., None] if values is None else values[at]

        # In place where it can be: these are the largest arrays of a solution.
        gross = new("tariff_rate", benchmark.tariff_rate)
        gross += 1.0
        log_wedge = gross / (1.0 + benchmark.tariff_rate[at][..., None])
        np.log(log_wedge, out=log_wedge)
        export_tax = None
        markup_cut = batch.given("markup_cut")
        taxed = batch.given("export_tax_rate") is not None or benchmark.export_tax_rate.any()
        if taxed or markup_cut is not None:
            export_tax = new("export_tax_rate", benchmark.export_tax_rate)
            if markup_cut is not None:
                export_tax = (1.0 + export_tax) * (1.0 - markup_cut[at]) - 1.0
            base_tax = benchmark.export_tax_rate[at][..., None]
            log_wedge = log_wedge + np.log((1.0 + export_tax) / (1.0 + base_tax))
            gross = gross * (1.0 + export_tax)
        trade_cost = batch.given("trade_cost_hat")
        if trade_cost is not None:
            log_wedge = log_wedge + np.log(trade_cost[at])
        log_wedge *= -structure.theta[sector]
        demand = np.exp(log_wedge, out=log_wedge)
        demand *= structure.share[importer, exporter, sector][..., None]
        cap = batch.given("export_cap")
        if cap is not None:
            # No price brings a banned good forth.
            demand = np.where(cap[at] == 0.0, 0.0, demand)

        def wide(values: Floats) -> Floats:
            return np.repeat(values, width, axis=-1) if values.shape[-1] < width else values

        return cls(wide(demand), wide(gross), None if export_tax is None else wide(export_tax))


def every_flow(benchmark: Benchmark) -> tuple[Positions, Positions, Positions]:
    """Return the (sector, importer, exporter) of every flow, arranged (importer, exporter, sector).

    Index arrays that broadcast to (N, N, J).
    """
    region = np.arange(benchmark.n_regions)
    return np.arange(benchmark.n_sectors), region[:, None, None], region[:, None]
