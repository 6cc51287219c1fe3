"""The text of explanations: 30 lines of 80 columns whatever there is to tell."""

from __future__ import annotations

import numpy as np

from sim.analysis.explain import Explained, Part
from sim.analysis.explain_measure import Asked
from sim.analysis.explain_runs import End, SignedMost
from sim.data.names import SECTORS
from sim.ensemble.measures import Measure
from sim.ensemble.spread_table import SpreadRow
from sim.report.explanation import (
    Overview,
    ends_text,
    measure_text,
    overview_text,
    parts_text,
    spread_text,
)

CHIPS = (
    "general_rate",
    "car_rate",
    "agricultural_imports",
    "chip_equipment_cooperation",
    "joint_shipbuilding",
    "defense_purchases",
    "critical_minerals_cooperation",
    "auto_non_tariff_barriers",
    "investment_pledge",
)


def explained(text: str = "income.JPN", scale: float = 1.0) -> Explained:
    cuts = {"instrument": CHIPS, "channel": ("terms_of_trade", "rest"), "sector": SECTORS}
    parts = []
    for by, names in cuts.items():
        values = np.linspace(-1.0, 2.0, len(names)) * scale
        parts += [
            Part(by, name, value, value - 11.5, value + 120.0)
            for name, value in zip(names, values.tolist(), strict=True)
        ]
    package = dict.fromkeys(CHIPS, 0.5)
    whole = Part("whole", "whole", 123.4, -11.0, 1300.0)
    return Explained(Asked.parse(text), "deal", "truce", package, 16, whole, tuple(parts))


def row(cause: str, share: float, of: str = "all", *, low=0.1, high=0.4, noise=0.02) -> SpreadRow:
    return SpreadRow(
        "x", "agreed", "", "", "", "", "", of=of, cause=cause, share=share, low=low, high=high,
        noise=noise, n=1000,
    )  # fmt: skip


ROWS = [
    row("worlds", 0.3),
    row("parties.USA.weights.deficit", 0.2),
    row("parties.USA.resolve", 0.01),
    row("parties.JPN.pace", 0.03, noise=0.04),
    row("together", 0.1, low=np.nan, high=np.nan, noise=np.nan),
    row("chance", 0.36, noise=np.nan),
    row("economy.elasticities", 0.9, of="worlds", noise=0.6),
]
ENDS = [End(f"2025-06-{day:02}", "deal", 0.03, 1.0, 0.03) for day in range(1, 31)]


def test_the_page_of_a_run_never_grows_too_long():
    page = Overview(
        sentence="US and Japan sign a deal. " * 12,
        ends=ENDS,
        signed=SignedMost(dict.fromkeys(CHIPS, 0.5), 3, 40),
        columns=[explained(), explained("income.USA"), explained("goods_balance.USA.JPN")],
        spreads=[(f"outcome {k}", ROWS) for k in range(9)],
        folder="results/base",
    )
    lines = overview_text(page).splitlines()
    assert len(lines) == 30
    assert max(map(len, lines)) <= 80
    assert any("4 others" in line for line in lines)


def test_a_run_without_deals_tells_the_rest():
    page = Overview("No deal.", [End("", "threat executed", 1.0, 1.0, 1.0)], None, (), (), "r")
    lines = overview_text(page).splitlines()
    assert lines[1] == "How the runs ended (signed on): threat executed 100 %."
    assert lines[-1].startswith("More: sim explain r")


def test_lists_stand_side_by_side_and_small_parts_are_gathered():
    text = parts_text(explained(), ["head"] * 12)
    lines = text.splitlines()
    assert len(lines) <= 30
    assert max(map(len, lines)) <= 80
    assert "others" in text
    assert "+123.4 USD bn a year" in text
    small = parts_text(explained(scale=0.0))
    assert "0.00" in small


def test_ends_sum_and_rare_ones_are_gathered():
    ends = [*ENDS[:3], *(End("", name, 0.01, 2.0, 0.02) for name in ("a", "b"))]
    lines = ends_text(ends, Measure("utility", "JPN", baseline="no_deal"))
    assert [line.split()[0] for line in lines] == ["by", "signed", "signed", "signed", "2", "all"]
    assert lines[-1].split()[-1] == "+0.13"
    assert lines[-2].split()[-3:] == ["%", "+2.00", "+0.04"]
    percent = ends_text(ENDS[:1], Measure("tariff_rate", "USA", "JPN", "general"))
    assert "%" in percent[0]
    assert percent[1].split()[-2] == "100.0"


def test_only_causes_beyond_noise_are_named():
    text = " ".join(" ".join(spread_text(ROWS, "Spread")).split())
    assert text.startswith("Spread: chance 36 % (10-40); unknowns of the economy 30 % (10-40);")
    assert "US weights deficit 20 % (10-40)" in text
    assert "joint effects 10 %;" in text
    assert "pace" not in text
    assert "resolve" not in text
    assert "the rest 4 %" in text
    assert "elasticities fits best (90 %)" in text
    assert spread_text([row("worlds", 0.01)], "Spread") == []
    assert spread_text([row("worlds", 0.3, low=-0.01)], "Spread") == []
    beyond = spread_text([row("chance", 1.14, low=0.8, high=1.5)], "Spread")
    assert beyond == ["Spread: chance 100 % (80-100)."]


def test_a_gain_is_told_with_its_terms():
    measure = Measure("utility", "USA", baseline="no_deal")
    told = measure_text(measure, 1.5, (-1.0, 3.0), {"income": 2.0, "nothing": 0.001})
    text = " ".join(" ".join(told).split())
    assert "+1.50 USD bn/yr on average (5-95 % of runs: -1.00 to +3.00)" in text
    assert "Sum of income +2.00." in text
