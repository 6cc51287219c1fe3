"""What `sim chips` prints and writes: the worth of each chip, and what it bought."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sim.ensemble.csvfile import csv_text
from sim.report.labels import fixed, of_region, region, the_region
from sim.report.package_words import short_chip
from sim.report.records import records

if TYPE_CHECKING:
    from sim.analysis.chip_worth import ChipWorth

WIDTH: Final = 80
_NAME: Final = 13
_BOUGHT: Final = f"{'deals':>7}{'general':>9}{'cars':>6}{'days':>6}{'balance':>9}"
PART_COLUMNS: Final = (
    *("scenario", "holder", "receiver", "chip", "margin", "measure", "unit"),
    *("mean", "ci_low", "ci_high", "runs"),
)
UNITS: Final = {
    "worth_to_holder": "USD bn/yr",
    "worth_to_receiver": "USD bn/yr",
    "general_rate": "fraction",
    "car_rate": "fraction",
    "agreed": "share",
    "days": "days",
    "balance_first_year": "USD bn/yr",
    "balance_long_run": "USD bn/yr",
}


def table(found: ChipWorth) -> str:
    """Return the table of at most 30 lines of 80 columns."""
    holder, receiver = region(found.holder), region(found.receiver)
    lines = [
        *_wrap(_sentence(found)),
        f"{'Shapley value':<{_NAME}}{'worth, USD bn a year, to':>30}{'what it bought':>37}",
        f"{'':<{_NAME}}{holder:>15}{receiver:>15}{_BOUGHT}",
        f"{'':<{_NAME}}{'':>30}{'%':>7}{'points':>9}{'points':>7}{'':>5}{'USD bn':>9}",
    ]
    ranked = sorted(
        found.chips,
        key=lambda chip: -found.part(chip, "shapley", "worth_to_receiver").mean,
    )
    lines += [_line(found, chip) for chip in ranked]
    lines.append(_total_line(found))
    lines.append(
        f"{'Leave one out':<{_NAME}}{holder:>15}{receiver:>15}{'   ... and alone':<17}"
        f"{holder:>8}{receiver:>9}"
    )
    for chip in ranked:
        out = [_worth(found, chip, "leave_one_out", side) for side in _SIDES]
        alone = [found.part(chip, "alone", side).mean for side in _SIDES]
        lines.append(
            f"{short_chip(chip):<{_NAME}}{out[0]:>15}{out[1]:>15}{'':<17}"
            f"{fixed(alone[0], 2, signed=True):>8}{fixed(alone[1], 2, signed=True):>9}"
        )
    return "\n".join([*lines, *_wrap(_legend(found))]) + "\n"


_SIDES: Final = ("worth_to_holder", "worth_to_receiver")


def _sentence(found: ChipWorth) -> str:
    total = [fixed(found.total[side].mean, 2) for side in _SIDES]
    return (
        f"All of {of_region(found.holder)} chips together are worth USD {total[0]} bn a year to "
        f"{the_region(found.holder)} and {total[1]} to {the_region(found.receiver)}, against talks "
        f"without them ({found.setup.scenario.name})."
    )


def _line(found: ChipWorth, chip: str) -> str:
    worth = [_worth(found, chip, "shapley", side) for side in _SIDES]
    bought = {m: found.part(chip, "shapley", m).mean for m in UNITS}
    return _cells(short_chip(chip), worth, bought)


def _total_line(found: ChipWorth) -> str:
    worth = []
    for side in _SIDES:
        estimate = found.total[side]
        low, high = estimate.interval()
        worth.append(_with_half(estimate.mean, (high - low) / 2))
    return _cells("all of them", worth, {m: found.total[m].mean for m in UNITS})


def _cells(name: str, worth: Sequence[str], bought: dict[str, float]) -> str:
    return (
        f"{name:<{_NAME}}{worth[0]:>15}{worth[1]:>15}"
        f"{fixed(100 * bought['agreed'], 1, signed=True):>7}"
        f"{fixed(100 * bought['general_rate'], 2, signed=True):>9}"
        f"{fixed(100 * bought['car_rate'], 2, signed=True):>7}"
        f"{fixed(bought['days'], 1, signed=True):>6}"
        f"{fixed(bought['balance_long_run'], 2, signed=True):>8}"
    )


def _worth(found: ChipWorth, chip: str, margin: str, side: str) -> str:
    part = found.part(chip, margin, side)
    return _with_half(part.mean, (part.ci_high - part.ci_low) / 2)


def _with_half(mean: float, half: float) -> str:
    return f"{fixed(mean, 3, signed=True)} ±{fixed(half, 3)}"


def _legend(found: ChipWorth) -> str:
    how = (
        f"{len(found.coalitions)} coalitions"
        if not found.sampled_orders
        else f"{found.sampled_orders} sampled orders ({len(found.coalitions)} coalitions)"
    )
    threatener = region(found.setup.talk.threat.by)
    other = region(found.setup.other(found.setup.talk.threat.by))
    return (
        f"Means over all runs, deal or not; {how} of {found.options.runs:,} runs on the same dice, "
        f"seed {found.options.seed}, {_count(len(found.setup.worlds))}; ±: 95 % simulation error. "
        f"Days: to the end of the talks. Balance: {threatener} goods balance with {other}, long "
        f"run. Values sum to all of them."
    )


def _count(worlds: int) -> str:
    return "1 world" if worlds == 1 else f"{worlds} worlds"


def _wrap(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def chips_csv(found: ChipWorth) -> str:
    """Return every number by chip, margin and measure as CSV, the totals last."""
    return csv_text(PART_COLUMNS, _part_rows(found))


def _part_rows(found: ChipWorth) -> list[tuple[object, ...]]:
    head = (found.setup.scenario.name, found.holder, found.receiver)
    runs = found.options.runs
    rows: list[tuple[object, ...]] = [
        (*head, p.chip, p.margin, p.measure, UNITS[p.measure], p.mean, p.ci_low, p.ci_high, runs)
        for p in found.parts
    ]
    for measure, estimate in found.total.items():
        values = (estimate.mean, *estimate.interval())
        rows.append((*head, "all", "all_less_none", measure, UNITS[measure], *values, runs))
    return rows


def coalitions_csv(found: ChipWorth) -> str:
    """Return the mean of each measure in every coalition as CSV; a chip's column: is it in."""
    return csv_text(*_coalition_rows(found))


def _coalition_rows(found: ChipWorth) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    header = ("coalition", *found.chips, *found.means)
    rows: list[tuple[object, ...]] = [
        (
            mask,
            *(mask >> bit & 1 for bit in range(len(found.chips))),
            *(float(values[place]) for values in found.means.values()),
        )
        for place, mask in enumerate(found.coalitions)
    ]
    return header, rows


def as_json(found: ChipWorth) -> str:
    """Return both tables as JSON; what is unknown is null."""
    data = {
        "scenario": found.setup.scenario.name,
        "holder": found.holder,
        "receiver": found.receiver,
        "runs": found.options.runs,
        "seed": found.options.seed,
        "sampled_orders": found.sampled_orders,
        "packages": found.packages,
        "chips": records(PART_COLUMNS, _part_rows(found)),
        "coalitions": records(*_coalition_rows(found)),
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
