"""The measures of threats, shocks and other moves beside offers; see `measure_table`."""

from __future__ import annotations

from typing import Final

from sim.ensemble.measure_info import MeasureInfo

_NO_DEAL_EMPTY = "Empty in runs without a deal."

MOVES: Final[dict[str, MeasureInfo]] = {
    "threat_executed": MeasureInfo(
        "threat carried out",
        "share",
        "1 carried out in full, 0 not",
        "Whether the threatened rates came into force in full.",
        indicator=True,
    ),
    "threat_partly_executed": MeasureInfo(
        "threat carried out in part",
        "share",
        "1 carried out in part, 0 not",
        "Whether half of the threatened rise came into force. Only where talks go on after an "
        "execution.",
        indicator=True,
    ),
    "deal_after_execution": MeasureInfo(
        "deal signed under executed rates",
        "share",
        "1 so, 0 not",
        "Whether the threat was carried out, in full or in part, and a deal was signed later.",
        indicator=True,
    ),
    "days_under_threat_rates": MeasureInfo(
        "days under executed rates while talks went on",
        "days",
        "longer is larger",
        "Days from the execution to the deal or, without one, to the end of the talks, when the "
        "rates stay, are eased or go. Empty where the threat was not carried out.",
    ),
    "credibility": MeasureInfo(
        "credibility of the threat",
        "fraction",
        "1 taken for certain",
        "How likely `partner` thinks it that `party` carries out its threat in full, before the "
        "talks and once they have ended, what became of the threat counted.",
        sector_is="when: start, end",
    ),
    "price_of_backing_down": MeasureInfo(
        "price of backing down",
        "USD bn/yr",
        "plus: no deal frightens `partner` less",
        "By how much the belief that `party` lost by retreats raises what no deal under the same "
        "threat is worth to `partner`. Empty where it did not retreat.",
    ),
    "price_of_threat": MeasureInfo(
        "price of the threat carried out",
        "USD bn/yr",
        "plus: `party` loses by it",
        "Minus U of the threatened rates from the deadline on for good, answers of the other side "
        "included, against the rates in force: of the threat known when the talks ended.",
        sector_is="how: executed, partly",
    ),
    "shock": MeasureInfo(
        "shock from outside",
        "share",
        "1 it took effect before the talks ended",
        "Whether what the scenario lists under `shocks` changed rates or the threat in the run.",
        sector_is="name of the shock",
        indicator=True,
    ),
    "walked_out": MeasureInfo(
        "walked out",
        "share",
        "1 left the table at least once, 0 not",
        "Whether `party` left because it saw no package that both would rather have than no deal.",
        indicator=True,
    ),
}
