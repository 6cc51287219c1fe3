"""What each chip does at its maximum, in the middle world: the table of docs/chips.md.

python -m sim.chips.table            prints the table
python -m sim.chips.table --write    also puts it into docs/chips.md
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

import numpy as np

from sim.chips.base import Floats, Horizon
from sim.chips.middle import middle_world
from sim.chips.package import CHIPS, ChinaState, WorldPolicies
from sim.scenario import load

if TYPE_CHECKING:
    from sim.economy import Economy
    from sim.economy.outcome import Outcome

SCENARIO: Final = "us-japan-2025-05-30"
BEGIN, END = "<!-- begin: python -m sim.chips.table -->", "<!-- end -->"
HORIZONS: Final[tuple[Horizon, ...]] = get_args(Horizon)

IN_FORCE: Final = (0.10, 0.25)
RATE_ROWS: Final[dict[str, tuple[float, float]]] = {
    "general rate 24 % (the threat)": (0.24, 0.25),
    "general rate 15 %": (0.15, 0.25),
    "general rate 0 %": (0.0, 0.25),
    "car rate 15 %": (0.10, 0.15),
    "car rate 0 %": (0.10, 0.0),
}
TOGETHER: Final = "all seven chips"


@dataclass(frozen=True)
class Effects:
    """Changes against the rates in force, USD bn a year, each (rows,).

    Balances of the US (plus: it rises) and real income (equivalent variation less the inflow).
    """

    balance_with_japan: Floats
    balance: Floats
    income_usa: Floats
    income_jpn: Floats
    income_chn: Floats


def row_names() -> list[str]:
    """Return the names of the rows after the rates in force."""
    return [*CHIPS, TOGETHER, *RATE_ROWS]


def effects(
    policies: WorldPolicies, economy: Economy, horizon: Horizon, china_state: ChinaState
) -> Effects:
    """Solve every row in one world and return what it changes."""
    names = row_names()
    levels = {
        kind: np.array([0.0, *(float(name in (kind, TOGETHER)) for name in names)])
        for kind in CHIPS
    }
    rates = [IN_FORCE, *(RATE_ROWS.get(name, IN_FORCE) for name in names)]
    batch = policies.assemble(
        horizon=horizon,
        china_state=china_state,
        general_rate=[general for general, _ in rates],
        car_rate=[car for _, car in rates],
        levels=levels,
    )
    return _changes(economy.solve(batch))


def _changes(outcome: Outcome) -> Effects:
    us, japan, china = (outcome.benchmark.region_index(r) for r in ("USA", "JPN", "CHN"))

    def change(values: Floats) -> Floats:
        return np.asarray(values[1:] - values[0])

    income = outcome.ev_usd_bn - outcome.transfer_usd_bn
    return Effects(
        balance_with_japan=change(outcome.goods_balance(us, japan)),
        balance=change(outcome.goods_balance(us)),
        income_usa=change(income[us]),
        income_jpn=change(income[japan]),
        income_chn=change(income[china]),
    )


def markdown(china_state: ChinaState = "truce") -> str:
    """Return the table as Markdown, first year / long run in each cell."""
    policies, economies = middle_world(load(SCENARIO))
    first, long = (effects(policies, economies[h], h, china_state) for h in HORIZONS)
    lines = [
        (
            "| at its maximum | US goods balance with Japan | US goods balance | income USA | "
            "income JPN | income CHN |"
        ),
        "|---|--:|--:|--:|--:|--:|",
    ]
    for place, name in enumerate(row_names()):
        cells = [
            f"{getattr(first, column)[place] + 0.0:.2f} / {getattr(long, column)[place] + 0.0:.2f}"
            for column in Effects.__dataclass_fields__
        ]
        lines.append(f"| {name} | " + " | ".join(cells).replace("-0.00", "0.00") + " |")
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    """Print the table; with --write, replace it in docs/chips.md of the checkout."""
    text = markdown()
    sys.stdout.write(text + "\n")
    if "--write" in arguments:
        path = Path(__file__).parents[2] / "docs" / "chips.md"
        before, rest = path.read_text(encoding="utf-8").split(BEGIN)
        after = rest.split(END, 1)[1]
        path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
