"""What `sim explain RUN CHIP` prints: how much of a chip is given, why no more, cost and worth."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final

from sim.report.labels import fixed, the_region, words

if TYPE_CHECKING:
    from sim.analysis.explain_chip import ChipOfRun
    from sim.ensemble.summary import SummaryRow

WIDTH: Final = 80
_OFTEN: Final = 0.05
"""Share of signed runs at an end of a chip's range from which the end is explained."""


def why_it_stops(
    at_zero: float, first: SummaryRow | None, at_maximum: float, last: SummaryRow | None
) -> str:
    """Return why a chip stops at an end where it often does.

    `first` and `last`: joint worth of the first step where none of it is given, and of the last
    where all is; an interval that includes zero reads as "about what it is worth".
    """
    found = []
    if first is not None and at_zero > _OFTEN:
        if first.ci_low <= 0 <= first.ci_high:
            found.append("Nothing: the first step costs about what it is worth.")
        elif first.mean < 0:
            found.append("Nothing: the first step costs the giver more than it is worth.")
        else:
            found.append("Nothing: the deal closed without it, though both would gain by it.")
    if last is not None and at_maximum > _OFTEN:
        if last.ci_low <= 0 <= last.ci_high:
            found.append("All: the last step costs about what it is worth.")
        elif last.mean > 0:
            found.append("All: more would still be worth its cost.")
        else:
            found.append("All: given to win the deal, beyond what it is worth.")
    return " ".join(found) or "Stops in between."


def amount_text(value: float, unit: str) -> str:
    """Return an amount with its unit, a share in percent.

    >>> amount_text(1.845, "USD bn/yr"), amount_text(0.002, "share")
    ('1.84 USD bn/yr', '0.2 %')
    """
    return f"{100 * value:.1f} %" if unit in ("fraction", "share") else f"{value:.2f} {unit}"


def chip_text(chip: ChipOfRun, run: str) -> str:
    """Return the chip in lines of 80 columns; `run` is the folder, for the commands to go on."""
    name, giver, receiver = words(chip.chip), the_region(chip.giver), the_region(chip.receiver)
    level, amount = chip.level, chip.amount
    between = 1.0 - chip.at_zero - chip.at_maximum
    head = (
        f"{name[0].upper()}{name[1:]}, a chip of {giver}: {100 * level.mean:.0f} % of its maximum "
        f"in signed deals, {amount_text(amount.mean, amount.unit)} (mean of {level.n:,} runs). "
        f"Nothing in {100 * chip.at_zero:.0f} %, in between in {100 * abs(between):.0f} %, all "
        f"of it in {100 * chip.at_maximum:.0f} % of them."
    )
    lines = [
        *_wrapped(head),
        *_wrapped(
            f"It costs {giver} {_money(chip.cost)} and is worth {_money(chip.worth)} to "
            f"{receiver}, USD bn a year (5-95 % of signed runs); its Shapley share of all chips "
            "given. A cost below zero is a gain."
        ),
        *_wrapped(f"Why no more, no less. {why_it_stops(*_ends(chip))}{_steps(chip)}"),
        "More:",
        f"  sim explain {run} concession_value.{chip.receiver}.{chip.giver}.{chip.chip}",
        f"  sim explain {run} {chip.giver.lower()}.chips.{chip.chip}",
        f"  sim chips {run}   (what it is worth to the talks that it can be offered)",
    ]
    return "\n".join(lines) + "\n"


def chip_row(chip: ChipOfRun) -> dict[str, Any]:
    """Return the same as one row of a table."""
    steps = {"first_step": chip.first_step, "last_step": chip.last_step}
    return {
        "chip": chip.chip,
        "giver": chip.giver,
        "receiver": chip.receiver,
        "signed_runs": chip.level.n,
        "level": chip.level.mean,
        "amount": chip.amount.mean,
        "unit": chip.amount.unit,
        "at_zero": chip.at_zero,
        "at_maximum": chip.at_maximum,
        **{name: None if row is None else row.mean for name, row in steps.items()},
        **dict(zip(("cost", "cost_p05", "cost_p95"), chip.cost, strict=True)),
        **dict(zip(("worth", "worth_p05", "worth_p95"), chip.worth, strict=True)),
        "why": why_it_stops(*_ends(chip)),
    }


def _ends(chip: ChipOfRun) -> tuple[float, SummaryRow | None, float, SummaryRow | None]:
    return chip.at_zero, chip.first_step, chip.at_maximum, chip.last_step


def _steps(chip: ChipOfRun) -> str:
    """Return what a step at either end would bring both sides together."""
    parts = [
        f"{text} {fixed(row.mean, 2, signed=True)} ({fixed(row.ci_low, 2)} to "
        f"{fixed(row.ci_high, 2)})"
        for text, row in (
            ("the first step where none is given", chip.first_step),
            ("the last where all is", chip.last_step),
        )
        if row is not None
    ]
    return f" To both sides together: {'; '.join(parts)}." if parts else ""


def _money(spread: tuple[float, float, float]) -> str:
    mean, low, high = (fixed(value, 2) for value in spread)
    return f"{mean} ({low} to {high})"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)
