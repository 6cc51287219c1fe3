"""gegravity 0.3 (Herman), its own example: a Canada-Japan agreement, 30 countries, one sector.

Source: the package's sample data and printed results (PyPI, MIT); the method is Anderson, Larch and
Yotov (2018), Poisson estimates of trade costs and structural gravity with sigma = 5.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.economy import Benchmark, Economy, Outcome, PolicyBatch
from sim.economy.benchmark import Floats
from sim.errors import NotConvergedError
from sim.validation.case_files import case_folder
from sim.validation.printed import PrintedTable

SIGMA = 5.0
_COVARIATES = ("pta", "contiguity", "common_language", "lndist", "international")
_PARTNERS = ("CAN", "JPN")
_NUMERAIRE = "DEU"
# What the package's example prints, and what we call it.
_MEASURES = {
    "GDP change (percent)": "real output, %",
    "factory gate price change (percent)": "producer price, %",
    "imr change (percent)": "import price index, %",
    "foreign exports change (percent)": "exports, %",
    "foreign imports change (percent)": "imports, %",
    "intranational trade change (percent)": "home sales, %",
}
_PRINTED_COST_RISE = 60.18165
_MAX_ROUNDS = 10_000


@dataclass(frozen=True, eq=False)
class Gegravity:
    """Countries, fitted trade (importer, exporter) in USD bn, the pta effect, printed results.

    `pta_effect` is the Poisson coefficient of a trade agreement: trade costs^(1 - sigma) rise by
    exp(pta_effect). `printed` (countries, measures) in the order of the countries.
    """

    countries: tuple[str, ...]
    flows_usd_bn: Floats
    pta_effect: float
    printed: Floats


def load(cases: Path) -> Gegravity:
    """Read `gegravity/`, estimate trade costs and fit trade to outputs and expenditures."""
    folder = case_folder(cases, "gegravity")
    with (folder / "sample_data_set.dlm").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "country_results.csv").open(encoding="utf-8", newline="") as file:
        printed = {row["country"]: row for row in csv.DictReader(file)}
    countries = tuple(sorted({row["exporter"] for row in rows}))
    place = {name: n for n, name in enumerate(countries)}
    size = len(countries)
    trade = np.zeros((size, size))
    covariates = np.zeros((size, size, len(_COVARIATES)))
    output, spending = np.zeros(size), np.zeros(size)
    for row in rows:
        n, i = place[row["importer"]], place[row["exporter"]]
        trade[n, i] = float(row["trade"])
        covariates[n, i] = [float(row[name]) for name in _COVARIATES]
        output[i], spending[n] = float(row["Y"]), float(row["E"])
    coefficients = poisson_gravity(trade, covariates)
    # World spending is 0.8 % short of world output in the sample: shares are what the model uses.
    spending *= output.sum() / spending.sum()
    million_per_billion = 1000.0
    flows = fitted_trade(np.exp(covariates @ coefficients), output, spending) / million_per_billion
    return Gegravity(
        countries=countries,
        flows_usd_bn=flows,
        pta_effect=float(coefficients[_COVARIATES.index("pta")]),
        printed=np.array(
            [[float(printed[name][measure]) for measure in _MEASURES] for name in countries]
        ),
    )


def poisson_gravity(trade: Floats, covariates: Floats) -> Floats:
    """Estimate trade = exp(covariates . b + importer + exporter effect) by Poisson likelihood.

    `trade` (N, N), `covariates` (N, N, K); returns b (K,). Iterated weighted least squares.
    """
    size, count = trade.shape[0], covariates.shape[2]
    importer, exporter = np.indices(trade.shape).reshape(2, -1)
    effects = np.hstack([np.eye(size)[importer], np.eye(size)[exporter][:, 1:]])
    design = np.hstack([covariates.reshape(-1, count), effects])
    observed = trade.ravel()
    fitted = 0.5 * (observed + observed.mean())
    predictor = np.log(fitted)
    for _ in range(_MAX_ROUNDS):
        weight = np.sqrt(fitted)
        target = predictor + (observed - fitted) / fitted
        solution = np.linalg.lstsq(design * weight[:, None], target * weight, rcond=None)[0]
        moved = np.abs(design @ solution - predictor).max()
        predictor = design @ solution
        fitted = np.exp(predictor)
        if moved < 1e-11:
            estimate: Floats = solution[:count]
            return estimate
    raise _unsettled("the Poisson estimate of trade costs")


def fitted_trade(attraction: Floats, output: Floats, spending: Floats) -> Floats:
    """Scale rows and columns of t^(1 - sigma) (N, N) to spending and output: structural gravity."""
    flows: Floats = attraction
    for _ in range(_MAX_ROUNDS):
        flows = flows * (output / flows.sum(axis=0))
        flows = np.asarray(flows * (spending / flows.sum(axis=1))[:, None], dtype=np.float64)
        if np.abs(flows.sum(axis=0) / output - 1.0).max() < 1e-13:
            return flows
    raise _unsettled("the fit of trade to output and spending")


def tables(case: Gegravity) -> list[PrintedTable]:
    """Recompute the example under the package's closure, and in full general equilibrium."""
    size = len(case.countries)
    benchmark = Benchmark.from_flows(
        case.countries,
        ["all"],
        goods=[True],
        flows_usd_bn=case.flows_usd_bn[None],
        tariff_rate=np.zeros((1, size, size)),
        value_added_share=np.ones((1, size)),
        input_share=np.zeros((1, 1, size)),
    )
    economy = Economy(benchmark, SIGMA - 1.0)
    full = economy.solve(_agreement(case, benchmark, np.ones((size, 1))))
    producer_price, fixed = fixed_income_prices(economy, case)
    cost_rise = np.array([[100.0 * np.expm1(case.pta_effect)]])
    return [
        PrintedTable(
            "Trade costs^(1 - sigma) of the pair",
            ("Canada-Japan",),
            ("rise, %",),
            np.array([[_PRINTED_COST_RISE]]),
            cost_rise,
            (5,),
        ),
        _table(
            case,
            "The example, incomes held as the package holds them",
            _measures(benchmark, fixed, producer_price),
        ),
        _table(
            case,
            "The example in full general equilibrium",
            _measures(benchmark, full, full.wage_hat[:, 0]),
        ).columns_named("real output, %", "producer price, %", "import price index, %"),
    ]


def fixed_income_prices(economy: Economy, case: Gegravity) -> tuple[Floats, Outcome]:
    """Return producer prices (N,) at which nominal incomes stay as they were, and the outcome.

    The package computes multilateral resistances at benchmark output and expenditure shares, and
    reads producer prices off them; quantities give way. In this economy: productivities A at which
    no wage moves; the price is 1 / A. Newton's method on ln A, its Jacobian by one batch.
    """
    benchmark, size = economy.benchmark, len(case.countries)
    log_productivity = np.zeros(size)
    nudge = 1e-5
    nudges = np.hstack([np.zeros((size, 1)), nudge * np.eye(size)])
    for _ in range(_MAX_ROUNDS):
        batch = _agreement(case, benchmark, np.exp(log_productivity[:, None] + nudges))
        outcome = economy.solve(batch, tolerance=1e-13)
        wage = np.log(outcome.wage_hat)
        if np.abs(wage[:, 0]).max() < 1e-10:
            return np.exp(-log_productivity), outcome.take([0])
        jacobian = (wage[:, 1:] - wage[:, :1]) / nudge
        # All productivities together move no wage: the smallest step of those that solve it.
        log_productivity = log_productivity - np.linalg.lstsq(jacobian, wage[:, 0], rcond=1e-6)[0]
    raise _unsettled("the search for prices that keep incomes")


def _agreement(case: Gegravity, benchmark: Benchmark, productivity_hat: Floats) -> PolicyBatch:
    """Return Canada and Japan in an agreement, at productivities (N, P)."""
    batch = PolicyBatch.at_benchmark(benchmark, productivity_hat.shape[1])
    one, other = (case.countries.index(name) for name in _PARTNERS)
    cost = np.exp(case.pta_effect / (1.0 - SIGMA))
    batch.trade_cost_hat[0, one, other] = cost
    batch.trade_cost_hat[0, other, one] = cost
    batch.productivity_hat[0] = productivity_hat
    return batch


def _measures(benchmark: Benchmark, outcome: Outcome, producer_price: Floats) -> Floats:
    """Return percent changes (N, measures); prices in units of the German import price index.

    The package values experiment trade at the new producer prices of both ends.
    """
    index = outcome.price_hat[0, :, 0]
    numeraire = index[benchmark.region_index(_NUMERAIRE)]
    before = benchmark.flows_usd_bn[0]
    price = producer_price / numeraire
    output = benchmark.output_usd_bn[0]
    world = float(price @ output) / float(output.sum())
    after = outcome.flows_usd_bn[0, :, :, 0] * price * price[:, None] / world
    abroad = ~np.eye(price.size, dtype=bool)
    changes = [
        producer_price / index,
        price,
        index / numeraire,
        (after * abroad).sum(axis=0) / (before * abroad).sum(axis=0),
        (after * abroad).sum(axis=1) / (before * abroad).sum(axis=1),
        after.diagonal() / before.diagonal(),
    ]
    return 100.0 * (np.column_stack(changes) - 1.0)


def _table(case: Gegravity, title: str, ours: Floats) -> PrintedTable:
    return PrintedTable(
        title=title,
        rows=case.countries,
        columns=tuple(_MEASURES.values()),
        printed=case.printed,
        ours=ours,
        digits=(5,) * len(_MEASURES),
    )


def _unsettled(what: str) -> NotConvergedError:
    return NotConvergedError(
        f"{what} must settle; after {_MAX_ROUNDS} rounds it had not. Look for an empty row or"
        " column in the sample data."
    )
