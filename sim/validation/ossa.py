"""Ossa (2014): the data, the model, and the measures of its tables.

Source: American Economic Review 104(12), replication archive. 7 regions x 33 industries, 2007,
fixed numbers of firms and markups sigma / (sigma - 1), no inputs, trade balanced first.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.economy import Benchmark
from sim.economy.benchmark import Floats
from sim.economy.optimal_tariffs import TariffGame
from sim.economy.political_welfare import log_government_welfare
from sim.economy.tariff_equilibrium import tariff_equilibrium, without_deficits
from sim.economy.tariff_model import TariffModel, TariffState
from sim.validation.case_files import case_folder, read_json

_MILLION_PER_BILLION = 1000.0


@dataclass(frozen=True, eq=False)
class Ossa:
    """The model without deficits, at 2007 tariffs; political weights (J, N); the author's files.

    `author_tariff` maps "opt_bas", "opt_pol", "nash_bas" and "nash_pol" to rates (J, N, N); in the
    first two, importer n's rates are its optimum while all others keep theirs.
    """

    model: TariffModel
    political: Floats
    author_tariff: dict[str, Floats]
    printed: dict[str, Any]

    def weights(self, kind: str) -> Floats:
        """Return weights (J, N): "bas" 1 for every industry, "pol" the author's estimates."""
        return np.ones_like(self.political) if kind == "bas" else self.political

    def game(self, kind: str) -> TariffGame:
        """Return the game of all seven governments, rates between 0 and 1,000 %."""
        return TariffGame.of(self.model, weights=self.weights(kind))

    def factual(self) -> TariffState:
        """Return the equilibrium at 2007 tariffs."""
        return tariff_equilibrium(self.model, self.model.benchmark.tariff_rate)


def load(cases: Path, *, elasticities: int = 0) -> Ossa:
    """Read `ossa2014/` and purge the raw trade flows of their imbalances.

    `elasticities`: 0 for the paper's main estimates, 1 to 3 for those rescaled to a mean of 3.5, 5
    and 6.5 (the political weights in the files belong to the main ones).
    """
    folder = case_folder(cases, "ossa2014")
    with np.load(folder / "ossa2014.npz") as files:
        arrays = dict(files)
    sigma = arrays["sigma_alt"][:, elasticities]
    # The files are [exporter, importer, industry].
    flows = _by_sector(arrays["trade_raw"]) / _MILLION_PER_BILLION
    shape = flows.shape[:2]
    raw = Benchmark.from_flows(
        [str(name) for name in arrays["regions"]],
        [str(name) for name in arrays["sectors"]],
        goods=np.ones(shape[0], dtype=bool),
        flows_usd_bn=flows,
        tariff_rate=_by_sector(arrays["tariff"]),
        value_added_share=np.ones(shape),
        input_share=np.zeros((shape[0], *shape)),
    )
    profits = np.broadcast_to(1.0 / sigma[:, None], shape)
    tariffs = {
        f"{which}_{kind}": _by_sector(arrays[f"{which}_tariff_{kind}"])
        for which in ("opt", "nash")
        for kind in ("bas", "pol")
    }
    return Ossa(
        model=without_deficits(TariffModel(raw, sigma - 1.0, profit_share=profits)),
        political=np.maximum(arrays["lambda_pol"].T, 0.0),  # one weight is a negative zero
        author_tariff=tariffs,
        printed=read_json(folder / "expected_tables.json"),
    )


@dataclass(frozen=True, eq=False)
class Changes:
    """Percent changes by region, (N,), as the paper's tables report them."""

    government: Floats
    welfare: Floats
    wage: Floats
    profits: Floats

    @classmethod
    def between(
        cls, model: TariffModel, weights: Floats, before: TariffState, after: TariffState
    ) -> Changes:
        """Compare two equilibria.

        Government welfare is weighted, welfare is not; wages are less the regions' mean change;
        profits are relative to the wage.
        """

        def growth(weight: Floats) -> Floats:
            old = log_government_welfare(model, before, weight)
            return 100.0 * np.expm1(log_government_welfare(model, after, weight) - old)

        wage = np.exp(after.log_wage - before.log_wage)
        profits = _profits(model, after) / _profits(model, before)
        return cls(
            government=growth(weights),
            welfare=growth(np.ones_like(weights)),
            wage=100.0 * (wage - wage.mean()),
            profits=100.0 * (profits / wage - 1.0),
        )


@dataclass(frozen=True, eq=False)
class WelfareParts:
    """First-order parts of a region's welfare change, percent, (N,) (Ossa 2014, equation 13)."""

    terms_of_trade: Floats
    profit_shifting: Floats


def welfare_parts(model: TariffModel, before: TariffState, after: TariffState) -> WelfareParts:
    """Evaluate the paper's first-order formula with finite changes at factual weights.

    tot_n = sum (E_jin dw_n - M_jni dw_i) / I_n,  dw = new/old - 1, exports E, imports M
    profit_n = sum_j rho_j Y_jn (dY_jn - dw_n) / I_n: producer prices move with the wage.
    """
    wage = np.exp(after.log_wage - before.log_wage) - 1.0
    flows, income = before.flows_usd_bn.sum(axis=0), before.income_usd_bn
    terms = flows.sum(axis=0) * wage - flows @ wage
    growth = after.output_usd_bn / before.output_usd_bn - 1.0
    shifted = (model.profit_share * before.output_usd_bn * (growth - wage)).sum(axis=0)
    return WelfareParts(100.0 * terms / income, 100.0 * shifted / income)


def _profits(model: TariffModel, state: TariffState) -> Floats:
    profits: Floats = (model.profit_share * state.output_usd_bn).sum(axis=0)
    return profits


def _by_sector(values: Floats) -> Floats:
    """Turn [exporter, importer, industry] into [industry, importer, exporter]."""
    return np.ascontiguousarray(values.transpose(2, 1, 0), dtype=np.float64)
