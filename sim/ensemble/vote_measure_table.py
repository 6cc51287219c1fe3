"""The measures of votes on deals and of organised industries; see `measure_table`."""

from __future__ import annotations

from typing import Final

from sim.ensemble.measure_info import MeasureInfo

_NO_DEAL_EMPTY = "Empty in runs without a deal in force."
_NO_DEAL_ZERO = "Zero in runs without a deal in force."

VOTES: Final[dict[str, MeasureInfo]] = {
    "ratified": MeasureInfo(
        "deal in force",
        "share",
        "1 signed and approved, 0 not",
        "Whether the parties signed and every chamber that had to approve the deal did; the same "
        "as `agreed` where nobody votes. A rejected deal is never in force: its run is measured by "
        "what follows the rejection.",
        indicator=True,
    ),
    "ratified_after_days": MeasureInfo(
        "days from signature to approval",
        "days",
        "later is larger",
        "Days from the signature to the last vote that approved it. Empty unless a chamber voted "
        "and the deal passed.",
    ),
    "yes_share": MeasureInfo(
        "share of yes votes",
        "fraction",
        "1 all of them",
        "Share of the chamber of `party` that voted for the signed deal. Empty where it did not "
        "vote.",
        sector_is="name of the chamber",
    ),
}
INDUSTRIES: Final[dict[str, MeasureInfo]] = {
    "industry_gain": MeasureInfo(
        "gain of an organised industry",
        "USD bn/yr",
        "plus: the sector's value added at home rises",
        "What the outcome changes in the value added of a sector of `party` from the rates in "
        "force, an annuity over the value horizon. Told of sectors under `industries`.",
        sector_is="sector",
    ),
    "industry_voice": MeasureInfo(
        "support by an organised industry",
        "USD bn/yr",
        "plus: it speaks for the outcome; minus: against it",
        "`industry_gain` times the sector's organisation, losses times loss aversion as well: what "
        "a chamber that votes hears.",
        sector_is="sector",
    ),
    "industry_pressure": MeasureInfo(
        "cost of overriding an industry",
        "USD bn/yr",
        "plus: signing costs the government of `party`",
        "Domestic cost that the sector's lobbying adds to what its government signs, dearer before "
        "an election; part of `gain_weighted` as `lobbying`. {_NO_DEAL_ZERO}",
        sector_is="sector",
    ),
    "industries_against": MeasureInfo(
        "industries against the deal",
        "share",
        "1 against, 0 not",
        "Whether the organised industries of `party` together speak against the deal that is in "
        f"force. {_NO_DEAL_EMPTY}",
        indicator=True,
    ),
}
