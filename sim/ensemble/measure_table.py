"""The measures that a run can report: one documented row each.

`party` is always the party whose number it is, `partner` the other side; `sector` holds a sector,
a kind of rate, a chip or a term of preferences, as the row says. Code that writes a measure and
`docs/results.md` both read this table.
"""

from __future__ import annotations

from typing import Final

from sim.ensemble.measure_info import MeasureInfo
from sim.ensemble.move_measure_table import MOVES
from sim.ensemble.vote_measure_table import INDUSTRIES, VOTES

__all__ = ["BASELINES", "HORIZONS", "MEASURES", "MeasureInfo"]

HORIZONS: Final = {
    "first_year": "the 12 months after the scenario's outcome date (signature, the last vote on "
    "the deal, or the end of talks), at first-year elasticities",
    "long_run": "policy and yearly deliveries of month 60, at long-run elasticities",
}
BASELINES: Final = {
    "in_force": "the rates in force on the scenario's `as_of` date, kept as they are",
    "no_deal": "what happens if no deal is signed: the expectation over the threat executed, "
    "executed in part, postponed and withdrawn",
    "threat": "the threat executed in full; every chip at its zero level",
    "year_2024": "the year 2024: rates, flows and controls of the benchmark",
    "before_talks": "with several talks: the rates in force on the `as_of` date in all of them",
}


_NO_DEAL_EMPTY = "Empty in runs without a deal."
_NO_DEAL_ZERO = "Zero in runs without a deal, which give nothing."

MEASURES: Final[dict[str, MeasureInfo]] = {
    "agreed": MeasureInfo(
        "deal signed",
        "share",
        "1 signed, 0 not",
        "Whether the parties signed. Ratified and delivered are other things.",
        indicator=True,
    ),
    **VOTES,
    "days_to_agreement": MeasureInfo(
        "days to signature",
        "days",
        "later is larger",
        f"Days from the scenario's `as_of` date to signature. {_NO_DEAL_EMPTY}",
    ),
    "closed_by": MeasureInfo(
        "what closed the deal",
        "share",
        "1 if it was this",
        "What made the closing concession: taken at once (first_offer); the clock and the exchange "
        "of offers (time); what was learned of the other side (beliefs); costs or odds that "
        "jumped, or nothing but the threat came after (jump). The deal is tried again on the "
        "payoffs and beliefs of the round before. Empty in runs without a deal and in deals of a "
        "leaders' call.",
        sector_is="cause: first_offer, time, beliefs, jump",
        indicator=True,
    ),
    "closed_in_call": MeasureInfo(
        "deal closed by the leaders",
        "share",
        "1 in a call between leaders, 0 in a round",
        "Whether the leaders signed in one of their calls, where the scenario has calls. "
        f"{_NO_DEAL_EMPTY}",
        indicator=True,
    ),
    "extended": MeasureInfo(
        "deadline extended",
        "share",
        "1 extended, 0 not",
        "Whether the parties moved the deadline at least once.",
        indicator=True,
    ),
    **MOVES,
    "tariff_rate": MeasureInfo(
        "tariff rate",
        "fraction",
        "0.15 means 15 %",
        "Added rate that `party` takes on goods of `partner` at the end of the run; `average` is "
        "weighted by the trade of 2024 and holds all added rates and exemptions of the law.",
        sector_is="kind of rate: general, motor_vehicles, average",
    ),
    "collected_tariff": MeasureInfo(
        "tariff collected",
        "fraction",
        "0.15 means 15 %",
        "Duties that come in on goods of `partner` over their value, less those of 2024: the "
        "average `tariff_rate` after lags, evasion and changes of trade.",
    ),
    "buyers_share": MeasureInfo(
        "share of added tariffs paid by buyers",
        "fraction",
        "1 buyers pay all; below 1 prices before duty fall",
        "1 plus the fall of prices before duty, in dollars of an unchanged US wage, over the added "
        "tariff, weighted by the trade of 2024; of cars from one partner, or of all other goods.",
        sector_is="kind of goods: motor_vehicles, other_goods",
    ),
    "markup_cost": MeasureInfo(
        "profits given up by exporters",
        "USD bn/yr",
        "plus: exporters of `party` earn less",
        "What exporters of `party` take off their prices because of US tariffs. It is no tax.",
    ),
    "lending": MeasureInfo(
        "additional lending abroad",
        "USD bn/yr",
        "plus: `party` lends more than in 2024",
        "Saving that answers tariffs in the first year, while wages and currencies hardly move; "
        "its total deficit falls by as much. A loan is no part of income.",
    ),
    "goods_balance": MeasureInfo(
        "goods balance",
        "USD bn/yr",
        "exports less imports of `party`; minus is a deficit",
        "Balance of goods trade at border value, with `partner` or, without one, with the world.",
    ),
    "goods_balance_change": MeasureInfo(
        "change of goods balance",
        "USD bn/yr",
        "plus: the balance of `party` rises (a deficit shrinks)",
        "`goods_balance` less its value in the baseline.",
    ),
    "welfare_change": MeasureInfo(
        "change of real income",
        "USD bn/yr",
        "plus: `party` is better off",
        "Equivalent variation of the household against the baseline. It holds tariff revenue; it "
        "leaves out capital inflows, which are loans.",
    ),
    "tariff_revenue": MeasureInfo(
        "tariff revenue",
        "USD bn/yr",
        "plus: revenue of `party`",
        "Duties collected by `party` on all imports.",
    ),
    "utility": MeasureInfo(
        "gain",
        "USD bn/yr",
        "plus: `party` prefers the run to the baseline",
        "The government's own value U of the run's outcome less that of the baseline, an annuity "
        "over the value horizon. gain_income + gain_weighted + gain_typed = utility.",
    ),
    "gain_income": MeasureInfo(
        "gain from real income",
        "USD bn/yr",
        "a signed part of utility",
        "The part of `utility` that is real income (equivalent variation, weight 1).",
    ),
    "gain_weighted": MeasureInfo(
        "gain from weighted quantities",
        "USD bn/yr",
        "a signed part of utility",
        "The part of `utility` that is a quantity of the model times a typed weight.",
        sector_is="term of the preferences: deficit, revenue, security, a sector's value added",
    ),
    "gain_typed": MeasureInfo(
        "gain from typed amounts",
        "USD bn/yr",
        "a signed part of utility",
        "The part of `utility` that was typed into the scenario in USD: domestic cost of own "
        "chips, value in use, expected losses, announcement and face.",
        sector_is="name of the amount, if split",
    ),
    "no_deal_value": MeasureInfo(
        "value of no deal",
        "USD bn/yr",
        "plus: better than the rates in force",
        "U that `party` itself expects from no deal, against the rates in force, at the start.",
    ),
    "concession_cost": MeasureInfo(
        "cost of own concessions",
        "USD bn/yr",
        "plus: giving costs `party`",
        "U of `party` with its own chips at zero less U of the package, jointly, or per chip by "
        f"the Shapley value, which sums to the joint number. {_NO_DEAL_ZERO}",
        sector_is="chip; none for all chips together",
    ),
    "concession_value": MeasureInfo(
        "worth of the other's concessions",
        "USD bn/yr",
        "plus: `party` values what `partner` gives",
        "U of `party` at the package less U with the chips of `partner` at zero, jointly, or per "
        f"chip by the Shapley value. {_NO_DEAL_ZERO}",
        sector_is="chip; none for all chips together",
    ),
    "delivered_share": MeasureInfo(
        "share of the promise delivered",
        "fraction",
        "1 all of it",
        "Share of what `party` promised that comes in the end, drawn from past deals of its kind. "
        "Empty unless the chip is given.",
        sector_is="chip",
    ),
    "delivered_cost": MeasureInfo(
        "cost of own concessions as delivered",
        "USD bn/yr",
        "plus: giving costs `party`",
        "`concession_cost` of what is delivered, and when: each chip's part in proportion. "
        f"{_NO_DEAL_ZERO}",
    ),
    "delivered_value": MeasureInfo(
        "worth of the other's concessions as delivered",
        "USD bn/yr",
        "plus: `party` values what `partner` gives",
        "`concession_value` of what is delivered, and when: each chip's part in proportion. "
        f"{_NO_DEAL_ZERO}",
    ),
    "promises_broken": MeasureInfo(
        "promises broken",
        "share",
        "1 broken, 0 not",
        "Whether less than the threshold of what was due has come by the review, by its predicted "
        f"worth to the threatener. {_NO_DEAL_EMPTY}",
        indicator=True,
    ),
    "snapped_back": MeasureInfo(
        "threatened rates came back",
        "share",
        "1 came back, 0 not",
        f"Whether broken promises brought the threatened rates back. {_NO_DEAL_EMPTY}",
        indicator=True,
    ),
    "price_of_snap_back": MeasureInfo(
        "price of the snap-back",
        "USD bn/yr",
        "plus: `party` loses by it",
        "U of the deal as delivered less U with the threatened rates from the review on. Empty "
        "unless they came back.",
    ),
    "utility_delivered": MeasureInfo(
        "gain after delivery",
        "USD bn/yr",
        "plus: `party` prefers the run to the baseline",
        "`utility` after deliveries and snap-back; governments sign on `utility`, which counts on "
        "the expected delivery. The same as `utility` in runs without a deal.",
    ),
    "left_on_table": MeasureInfo(
        "left on the table",
        "USD bn/yr",
        "plus: more could be had",
        "Largest rise of U of `party` over packages that are no worse for the other side, at true "
        "weights, among the packages that were solved exactly.",
    ),
    "chip_level": MeasureInfo(
        "chip, share of its maximum",
        "fraction",
        "0 zero level, 1 maximum",
        f"How much of its chip `party` gives to `partner`. {_NO_DEAL_EMPTY}",
        sector_is="chip",
    ),
    "chip_amount": MeasureInfo(
        "chip, amount",
        "",
        "more is given",
        f"The same in the chip's own unit; of a rate, the rate agreed. {_NO_DEAL_EMPTY}",
        sector_is="chip",
    ),
    "chip_first_step": MeasureInfo(
        "joint worth of the first step of a chip left at zero",
        "USD bn/yr",
        "plus: both sides together would gain by the first step",
        "Why a chip stays at zero: minus, giving it costs the holder more than it is worth to the "
        "other; plus, the deal closed without it. Approximate. Empty unless the chip is at zero.",
        sector_is="chip",
    ),
    "chip_last_step": MeasureInfo(
        "joint worth of the last step of a chip at its maximum",
        "USD bn/yr",
        "plus: both sides together gain by the last step",
        "Why a chip stops at its maximum: plus, more would still be worth its cost; minus, it was "
        "given to win the deal. Approximate. Empty unless the chip is at its maximum.",
        sector_is="chip",
    ),
    "chip_at_zero": MeasureInfo(
        "chip at zero",
        "share",
        "1 if at most 5 % of the maximum is given",
        f"Whether the signed package leaves the chip at its zero level. {_NO_DEAL_EMPTY}",
        sector_is="chip",
        indicator=True,
    ),
    "chip_inside": MeasureInfo(
        "chip inside its range",
        "share",
        "1 if between 5 and 95 % of the maximum is given",
        f"Whether the signed package stops between the ends. {_NO_DEAL_EMPTY}",
        sector_is="chip",
        indicator=True,
    ),
    "chip_at_maximum": MeasureInfo(
        "chip at its maximum",
        "share",
        "1 if at least 95 % of the maximum is given",
        f"Whether the signed package gives all of the chip. {_NO_DEAL_EMPTY}",
        sector_is="chip",
        indicator=True,
    ),
    **INDUSTRIES,
}
