"""Every number of the benchmark that no source states, with its range and the reason for it.

They are written to `tables/assumptions.csv`, so that a user sees each of them. A change here
changes the tables at the next build and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Assumption:
    """An assumed number: `value` is used, `low` to `high` is the range worth trying."""

    value: float
    low: float
    high: float
    unit: str
    reason: str


ASSUMPTIONS: dict[str, Assumption] = {
    # splits of parent sectors
    "cap_share_of_parent": Assumption(
        0.90, 0.8, 0.95, "share", "no split sector may take more of a parent flow than this"
    ),
    "semiconductor_home_share_korea": Assumption(
        0.20,
        0.1,
        0.4,
        "share of home C26 sales",
        "no statistic of Korean home sales of chips found",
    ),
    "semiconductor_least_home_share": Assumption(
        0.10, 0.05, 0.5, "home sales over exports", "where stated output is below stated exports"
    ),
    "semiconductor_most_of_home_electronics": Assumption(
        0.50, 0.3, 0.7, "share of home C26 sales", "where stated output would swallow electronics"
    ),
    "chip_equipment_home_share_usa": Assumption(
        0.15, 0.05, 0.3, "share of US makers' sales", "no statistic of US home sales found"
    ),
    "arms_share_of_c25_usa": Assumption(
        0.04,
        0.02,
        0.10,
        "share of C25 sales by the US",
        "US sales of weapons within metal products",
    ),
    "arms_share_of_c25_row": Assumption(
        0.02,
        0.01,
        0.06,
        "share of C25 sales by ROW",
        "weapons within metal products, rest of world",
    ),
    "chip_equipment_row_buyers_malaysia": Assumption(
        0.30, 0.1, 0.5, "share of SEMI's ROW", "SEMI does not show Malaysia apart"
    ),
    "chip_equipment_row_buyers_australia": Assumption(
        0.01, 0.0, 0.02, "share of SEMI's ROW", "SEMI does not show Australia apart"
    ),
    "twd_per_usd_2024": Assumption(
        32.1, 31.5, 32.8, "TWD per USD", "mean of 2024, recalled, unverified"
    ),
    # rare earths
    "magnet_home_share_outside_china": Assumption(
        0.60,
        0.4,
        0.9,
        "share of output sold at home",
        "makers outside China, apart from US imports",
    ),
    "magnet_other_makers_eu": Assumption(
        0.30,
        0.1,
        0.5,
        "share of makers other than China and Japan",
        "capacities in the EU, no values",
    ),
    "magnet_other_makers_row": Assumption(
        0.45, 0.3, 0.6, "share of makers other than China and Japan", "Viet Nam, Thailand, others"
    ),
    "magnet_other_makers_usa": Assumption(
        0.10, 0.0, 0.2, "share of makers other than China and Japan", "trial output in 2024 only"
    ),
    "magnet_other_makers_korea": Assumption(
        0.15, 0.0, 0.3, "share of makers other than China and Japan", "capacities, no values"
    ),
    "refined_cost_share_in_magnets": Assumption(
        0.35, 0.25, 0.60, "share of magnet cost", "prices swing too much for a single estimate"
    ),
    "refined_used_outside_magnets": Assumption(
        0.10,
        0.05,
        0.30,
        "share of refined value",
        "catalysts, glass, alloys: large tonnage, low price",
    ),
    "refining_rest_usa": Assumption(
        0.35, 0.2, 0.5, "share of refining outside China and Malaysia", "1300 t NdPr of MP in 2024"
    ),
    "refining_rest_eu": Assumption(
        0.25,
        0.1,
        0.4,
        "share of refining outside China and Malaysia",
        "one plant in Estonia, no value",
    ),
    "refining_rest_japan": Assumption(
        0.25,
        0.1,
        0.4,
        "share of refining outside China and Malaysia",
        "separation and alloys, no value",
    ),
    "refining_home_share_outside_china": Assumption(
        0.90, 0.6, 1.0, "share of output sold at home", "USA, EU27, JPN, ROW"
    ),
    "refining_malaysia_to_china": Assumption(
        0.55, 0.4, 0.65, "share of output", "3261 t NdPr to China of a recalled 5655 t in FY2024"
    ),
    "refining_malaysia_to_japan": Assumption(
        0.37, 0.3, 0.5, "share of output", "the rest of Lynas output goes mostly to Japan"
    ),
    "mining_usa_home_share": Assumption(
        0.10,
        0.05,
        0.19,
        "share of US ore value",
        "1300 t NdPr refined at home; the rest went to China",
    ),
    "mining_row_home_share": Assumption(
        0.03, 0.0, 0.1, "share of ROW ore value", "ore of Myanmar and others goes to China"
    ),
    # costs
    "chip_equipment_spares_in_chips": Assumption(
        0.25,
        0.1,
        0.4,
        "share of equipment purchases",
        "spare parts are an input, machines investment",
    ),
    "final_share_of_critical_inputs": Assumption(
        0.01, 0.001, 0.05, "share of purchases", "stocks and research use of chips and rare earths"
    ),
    "empty_cell_usd_bn": Assumption(
        1e-6, 1e-9, 1e-5, "USD bn", "home sales of a sector that a region lacks, so no share is 0/0"
    ),
    # duties
    "duty_cap": Assumption(
        0.30,
        0.2,
        0.5,
        "ad valorem",
        "above it ICIO duties are artefacts of specific duties on drinks",
    ),
    "threatened_general_rate_row_other": Assumption(
        0.10, 0.10, 0.20, "ad valorem", "countries of ROW whose rate of 2 April is not on file"
    ),
}


def assumed(name: str) -> float:
    """Value of the named assumption.

    >>> assumed("cap_share_of_parent")
    0.9
    """
    return ASSUMPTIONS[name].value
