"""From the source folder to the arrays of the benchmark, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.data.construction import costs, duties
from sim.data.construction.assumptions import assumed
from sim.data.construction.china_tariffs import ChinaSchedule, china_schedule
from sim.data.construction.home_sales import gdp_2024, other_home_sales, us_home_sales
from sim.data.construction.numbers import rounded
from sim.data.construction.rare_earths import split_rare_earths
from sim.data.construction.shares import CANDIDATES, PROXY, Shares, parent_value_added, shares_2017
from sim.data.construction.splits import move_arms, split_chip_equipment, split_semiconductors
from sim.data.construction.trade import Flows, flows_2024
from sim.data.construction.us_tariffs import GeneralRate, UsSchedule, general_rates, us_schedule
from sim.data.names import REGION_INDEX

if TYPE_CHECKING:
    from sim.data.construction.sources import SourceFolder

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Built:
    """Everything that the tables and the report are written from."""

    flows: Flows
    duties: duties.Duties
    shares: dict[str, Shares]
    balanced: costs.Balanced
    spending: Floats
    output: Floats
    us_schedule: UsSchedule
    general_rates: list[GeneralRate]
    china: ChinaSchedule
    refused_usd_bn: dict[str, float]
    proxy_moved: dict[str, dict[str, float]]


def build(folder: SourceFolder) -> Built:
    """Run the whole build."""
    shares = shares_2017(folder)
    flows = flows_2024(folder)
    us_home_sales(folder, flows)
    other_home_sales(folder, flows, parent_value_added(shares))
    refused = split_rare_earths(folder, flows)
    refused["semiconductors"] = split_semiconductors(folder, flows)
    refused["chip_equipment"] = split_chip_equipment(folder, flows)
    move_arms(folder, flows)
    _fill_empty(flows)
    flows.value = rounded(flows.value)
    usa, china = REGION_INDEX["USA"], REGION_INDEX["CHN"]
    fit = duties.concordance_fit(folder, flows.value[:, usa])
    china_rates = china_schedule(folder, flows.value[:, china, usa])
    us_rates = duties.us_duty_2024(folder, fit)
    rates = duties.duties_2024(folder, flows.value, us_rates, china_rates.effective_2024)
    rates = duties.Duties(rounded(rates.rate), rates.source, rates.confidence)
    spending = (flows.value * (1.0 + rates.rate)).sum(axis=2)
    output = flows.value.sum(axis=1)
    gdp = {region: value for region, (value, _) in gdp_2024(folder).items()}
    balanced = costs.balance(folder, shares, spending, output, value_added=gdp, proxy=PROXY)
    return Built(
        flows=flows,
        duties=rates,
        shares=shares,
        balanced=balanced,
        spending=spending,
        output=output,
        us_schedule=us_schedule(folder, fit),
        general_rates=general_rates(folder),
        china=china_rates,
        refused_usd_bn=refused,
        proxy_moved=_proxy_moved(folder, shares, spending, output, gdp),
    )


def _fill_empty(flows: Flows) -> None:
    """Give a sector that a region lacks a trace of home sales, so that no share is 0/0."""
    for n in range(flows.value.shape[1]):
        trace = assumed("empty_cell_usd_bn")
        lacking = flows.value[:, n, n] < trace
        flows.value[lacking, n, n] = trace
        flows.source[lacking, n, n] = "assumed"
        flows.confidence[lacking, n, n] = "assumed"


def _proxy_moved(
    folder: SourceFolder,
    shares: dict[str, Shares],
    spending: Floats,
    output: Floats,
    gdp: dict[str, float],
) -> dict[str, dict[str, float]]:
    """Share of value that balancing moves with each candidate proxy, by region."""
    moved: dict[str, dict[str, float]] = {region: {} for region in PROXY}
    for candidate in CANDIDATES:
        proxy = {region: {candidate: 1.0} for region in PROXY}
        result = costs.balance(folder, shares, spending, output, value_added=gdp, proxy=proxy)
        share = result.moved_usd_bn / result.table_usd_bn
        for region in PROXY:
            moved[region][candidate] = float(share[REGION_INDEX[region]])
    return moved
