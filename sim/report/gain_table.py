"""What each party's gain is made of, as the Markdown table that `docs/chip_worth.md` holds.

    python -m sim.report.gain_table FOLDER... [--write docs/chip_worth.md]

A gain is a sum of signed parts: real income (the economy), quantities of the economy times typed
weights, and amounts that were typed. With a_k the mean of part k over runs, its share is

    |a_k| / sum over all parts |a_k|

each weighted term counting as a part of its own, so that terms that cancel do not hide.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.ensemble.loading import Results, load_results
from sim.report.labels import REGION_NAMES
from sim.report.scenario_table import write

BEGIN = "<!-- begin gains: python -m sim.report.gain_table -->"
END = "<!-- end gains -->"
BASELINES = {"no_deal": "no deal", "in_force": "rates in force"}
HEADER = (
    *("scenario", "party", "against", "gain", "income", "weighted", "typed"),
    *("income %", "weighted %", "of it balance %", "typed %"),
)
_BALANCES = ("deficit", "total_balance")


@dataclass(frozen=True)
class GainParts:
    """One party's mean gain in USD bn a year and its parts; `weighted` by term."""

    scenario: str
    party: str
    baseline: str
    gain: float
    income: float
    weighted: dict[str, float]
    typed: float

    @property
    def size(self) -> float:
        """Sum of the absolute parts."""
        return abs(self.income) + sum(map(abs, self.weighted.values())) + abs(self.typed)

    def share(self, *amounts: float) -> float:
        """Return the share of some parts, 0 without any gain or loss.

        >>> GainParts("a", "USA", "no_deal", 1.0, 2.0, {"deficit": -1.5}, 0.5).share(2.0)
        0.5
        """
        return sum(map(abs, amounts)) / self.size if self.size > 0.0 else 0.0


def gain_parts(result: Results) -> Iterator[GainParts]:
    """Yield the parts of every party's gain over each baseline, as summary.csv has them."""
    means = {(row.measure, *row.key.parts): row.mean for row in result.summary}
    gains = [key for key in means if key[0] == "utility" and key[5] in BASELINES]
    for key in sorted(gains, key=lambda k: (list(BASELINES).index(k[5]), k[1] != "USA", k[1])):
        _, party, *_, baseline = key
        yield GainParts(
            scenario=result.scenario,
            party=party,
            baseline=baseline,
            gain=means[key],
            income=means["gain_income", *key[1:]],
            weighted={
                other[3]: mean
                for other, mean in means.items()
                if (other[0], other[1], other[5]) == ("gain_weighted", party, baseline)
            },
            typed=means["gain_typed", *key[1:]],
        )


def table(results: Sequence[Results]) -> str:
    """Return the table: a row a scenario, party and baseline; money in USD bn a year."""
    lines = [HEADER, (*["---"] * 3, *["--:"] * (len(HEADER) - 3))]
    lines += [_row(parts) for result in results for parts in gain_parts(result)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _row(parts: GainParts) -> tuple[str, ...]:
    balance = [amount for term, amount in parts.weighted.items() if term in _BALANCES]
    amounts = (parts.gain, parts.income, sum(parts.weighted.values()), parts.typed)
    shares = ((parts.income,), parts.weighted.values(), balance, (parts.typed,))
    return (
        parts.scenario,
        REGION_NAMES.get(parts.party, parts.party),
        BASELINES[parts.baseline],
        *(f"{amount:+.2f}" for amount in amounts),
        *(f"{100 * parts.share(*share):.0f}" for share in shares),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table of run folders, or write it into a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--write", type=Path)
    chosen = parser.parse_args(arguments)
    text = table([load_results(folder) for folder in chosen.folders])
    if chosen.write:
        write(chosen.write, text, BEGIN, END)
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
