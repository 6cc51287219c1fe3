"""What each chip does at its maximum, in the middle world: the table of docs/chips.md.

python -m sim.chips.table            prints the table
python -m sim.chips.table --write    also puts it into docs/chips.md
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.chips.base import Floats
from sim.chips.middle import middle_world
from sim.chips.package import CHIPS, ChinaState, WorldPolicies
from sim.chips.window import HORIZONS, WINDOWS, Horizon
from sim.scenario import load
from sim.scenario.quantity import Amount, Choice, Options, Quantity

if TYPE_CHECKING:
    from pydantic import BaseModel

    from sim.economy import Economy
    from sim.economy.outcome import Outcome

SCENARIO: Final = "us-japan-2025-05-30"
EFFECTS, PARAMETERS = "effects", "parameters"

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


def held_chips() -> list[str]:
    """Return Japan's chips of the main scenario."""
    held = load(SCENARIO).parties.JPN.chips
    return [kind for kind in CHIPS if getattr(held, kind) is not None]


def row_names() -> list[str]:
    """Return the names of the rows after the rates in force."""
    return [*held_chips(), TOGETHER, *RATE_ROWS]


def effects(
    policies: WorldPolicies, economy: Economy, horizon: Horizon, china_state: ChinaState
) -> Effects:
    """Solve every row in one world and return what it changes."""
    names = row_names()
    levels = {
        kind: np.array([0.0, *(float(name in (kind, TOGETHER)) for name in names)])
        for kind in policies.chips
    }
    rates = [IN_FORCE, *(RATE_ROWS.get(name, IN_FORCE) for name in names)]
    batch = policies.assemble(
        window=WINDOWS[horizon],
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

    income = outcome.ev_without_transfer_usd_bn
    return Effects(
        balance_with_japan=change(outcome.goods_balance(us, japan)),
        balance=change(outcome.goods_balance(us)),
        income_usa=change(income[us]),
        income_jpn=change(income[japan]),
        income_chn=change(income[china]),
    )


def effects_table(china_state: ChinaState = "truce") -> str:
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


def parameter_list() -> str:
    """Return every number of the chips and of the rare-earth rule in the main scenario."""
    scenario = load(SCENARIO)
    sections: list[tuple[str, BaseModel]] = [("rare earths", scenario.economy.rare_earths)]
    for chips in (scenario.parties.USA.chips, scenario.parties.JPN.chips):
        kinds = type(chips).model_fields
        sections += [(k, getattr(chips, k)) for k in kinds if getattr(chips, k) is not None]
    lines = ["| of | parameter | value | drawn | source, or why assumed |", "|---|---|---|---|---|"]
    for owner, section in sections:
        for name, field in type(section).model_fields.items():
            value = getattr(section, name)
            if isinstance(value, (Quantity, Choice)):
                note = value.source or f"assumed: {value.assumed}"
                scope = next(m.scope for m in field.metadata if isinstance(m, (Amount, Options)))
                drawn = f"per {scope}" if value.is_uncertain else "fixed"
                lines.append(f"| {owner} | `{name}` | {_in_words(value)} | {drawn} | {note} |")
    return "\n".join(lines)


def _in_words(value: Quantity | Choice) -> str:
    if isinstance(value, Choice):
        return " or ".join(value.values)
    unit = "" if value.unit == "dimensionless" else f" {value.unit}"
    numbers = [f"{number:g}" for number in value.values]
    if value.unit.startswith("fraction"):
        numbers = [f"{100 * number:g}" for number in value.values]
        unit = unit.replace("fraction", "%")
    return ("-" if value.kind == "between" else ", ").join(numbers) + unit


def markers(part: str) -> tuple[str, str]:
    """Return the comments between which a generated part stands in docs/chips.md."""
    return f"<!-- begin {part}: python -m sim.chips.table --write -->", f"<!-- end {part} -->"


def main(arguments: list[str]) -> None:
    """Print the effects; with --write, renew both generated parts of docs/chips.md."""
    parts = {EFFECTS: effects_table()}
    sys.stdout.write(parts[EFFECTS] + "\n")
    if "--write" in arguments:
        parts[PARAMETERS] = parameter_list()
        path = Path(__file__).parents[2] / "docs" / "chips.md"
        text = path.read_text(encoding="utf-8")
        for part, content in parts.items():
            begin, end = markers(part)
            before, rest = text.split(begin)
            text = f"{before}{begin}\n{content}\n{end}{rest.split(end, 1)[1]}"
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
