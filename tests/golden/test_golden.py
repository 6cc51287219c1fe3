"""Summaries of shipped scenarios as they were last agreed on: a change must be meant.

After a meant change: SIM_UPDATE_GOLDEN=1 python -m pytest tests/golden, and say why in the commit.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SCENARIOS = ("us-japan-2025-05-30", "us-japan-as-it-happened", "supply-chain-only", "no-talks")
NUMBERS = ("mean", "sd", "p05", "p50", "p95", "ci_low", "ci_high")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_summary_is_as_agreed(play, scenario):
    found = play(scenario=scenario, runs=60).folder / "summary.csv"
    golden = HERE / f"{scenario}.csv"
    if os.environ.get("SIM_UPDATE_GOLDEN"):
        golden.write_bytes(found.read_bytes())
    old, new = rows(golden), rows(found)
    assert [{k: r[k] for k in r if k not in NUMBERS} for r in new] == [
        {k: r[k] for k in r if k not in NUMBERS} for r in old
    ]
    for before, after in zip(old, new, strict=True):
        for name in NUMBERS:
            was, now = (float(row[name] or "nan") for row in (before, after))
            # Other processors and library versions round differently in the last digits.
            assert now == pytest.approx(was, rel=1e-6, abs=1e-7, nan_ok=True), (before, name)
