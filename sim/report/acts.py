"""Where each number of a scenario acts: the module, what it does there, and the equation.

The equation is read from the module's own text, so that it cannot go out of date. A number that no
line of the table below covers is looked up in the code: the modules that read it are named.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE: Final = Path(__file__).resolve().parents[1]
_MOST_LINES: Final = 8


@dataclass(frozen=True)
class Act:
    """A module (as a path in the repository), what the number does in it, and its equations."""

    module: str
    does: str
    equations: tuple[str, ...] = ()


_TABLE: Final[tuple[tuple[str, str, str], ...]] = (
    ("name", "ensemble/store.py", "names the results folder; moves no outcome"),
    ("title", "report/page/page.py", "heads the page; moves no outcome"),
    ("question", "report/page/page.py", "heads the page; moves no outcome"),
    ("facts", "scenario/loading.py", "says which seed files facts come from; moves no outcome"),
    ("as_of", "bargaining/calendar.py", "the day on which the calendar of the talks begins"),
    ("runs", "ensemble/runner.py", "how often the talks are played: the simulation error"),
    ("seed", "ensemble/streams.py", "the address of all dice: another seed is another sample"),
    ("economy.worlds", "ensemble/parameters.py", "how many draws of the unknowns of the economy"),
    (
        "economy.elasticities",
        "ensemble/valuations.py",
        "theta_j of the long run: buyers' shares follow (tariff x cost)^-theta_j",
    ),
    (
        "economy.services_elasticity",
        "ensemble/valuations.py",
        "theta of services in the long run, in place of the set's own",
    ),
    (
        "economy.first_year_elasticity_share",
        "economy/elasticities.py",
        "theta of the first year: theta_first + 1 = share x (theta_long + 1)",
    ),
    (
        "economy.adjustment_time",
        "bargaining/annuity.py",
        "tau: how soon a package's value goes from the first-year to the long-run solution",
    ),
    ("economy.value_horizon", "bargaining/annuity.py", "H: the months over which values count"),
    ("economy.discount_rate", "bargaining/annuity.py", "rho: how later values are discounted"),
    (
        "economy.rare_earths.*",
        "chips/rare_earths.py",
        "the shortage rule: what missing magnets cost the sectors that use them",
    ),
    (
        "in_force.*",
        "ensemble/setup.py",
        (
            "the path that every value is measured from, and what stays if the threat is "
            "withdrawn; half of a threat is half of the way up from here"
        ),
    ),
    (
        "parties.*.weights.*",
        "bargaining/preferences.py",
        "the government's payoff U_g of every package and of no deal",
    ),
    (
        "parties.*.industries.*",
        "bargaining/industries.py",
        "voices of industries: what lobbying costs the government, and what a chamber hears",
    ),
    (
        "talks.*.ratification.*",
        "bargaining/chamber.py",
        "how a chamber votes on what is signed, and what governments make of its odds",
    ),
    (
        "parties.*.pace",
        "bargaining/tactics.py",
        "which range the exponent b of the concession is drawn from",
    ),
    (
        "parties.*.resolve",
        "bargaining/no_deal.py",
        "p of the threat executed in full: in its own value of no deal, and when it falls due",
    ),
    (
        "parties.*.believes_threat",
        "bargaining/no_deal.py",
        "p of the threat executed in full in this party's value of no deal",
    ),
    (
        "parties.*.chips.*.domestic_cost_at_max",
        "bargaining/preferences.py",
        "cost_gi: what giving the chip costs its holder in U_g, beyond what the economy shows",
    ),
    (
        "parties.*.chips.*.cost_exponent",
        "bargaining/preferences.py",
        "how that cost rises with the level given",
    ),
    (
        "parties.*.chips.*_rate.rates*",
        "ensemble/setup.py",
        "the rates that packages can hold; the threatened rate is the zero level",
    ),
    (
        "parties.*.chips.*_rate.counting",
        "chips/rates.py",
        "whether an agreed rate comes on top of the duty of 2024 or includes it",
    ),
    (
        "parties.*.chips.*.levels",
        "ensemble/setup.py",
        "in how many steps the chip can be given",
    ),
    (
        "parties.*.chips.rare_earth_licences*.max",
        "chips/rare_earth_licences.py",
        "the licensed share that a deal opens to one destination",
    ),
    (
        "parties.*.chips.chip_control*_re*",
        "chips/chip_controls.py",
        "how much dearer or cheaper chips and chip equipment are to deliver to China",
    ),
    (
        "parties.CHN.controls.rare_earths.*",
        "chips/rare_earths.py",
        "q, the licensed share: a cap on China's exports, and the shortage it leaves",
    ),
    (
        "parties.CHN.controls.*",
        "agents/controller.py",
        "when and how likely China eases or tightens its controls",
    ),
    (
        "parties.CHN.tariff_answer.*",
        "chips/package.py",
        "China's rates on US goods if the truce breaks: suspended rate x match",
    ),
    (
        "parties.CHN.truce.*",
        "agents/controller.py",
        "the rates that China faces, and the chance that the truce breaks when it ends",
    ),
    (
        "talks.*.threat.resolve",
        "bargaining/no_deal.py",
        "p of the threat executed in full: in its own value of no deal, and when it falls due",
    ),
    (
        "talks.*.threat.believed",
        "bargaining/no_deal.py",
        "p of the threat executed in full in the other side's value of no deal",
    ),
    (
        "talks.*.threat.*",
        "ensemble/setup.py",
        "the rates of the threat executed: no deal, and the zero level of the rates on the table",
    ),
    ("talks.*.no_deal.*", "bargaining/no_deal.py", "the odds of what else the deadline brings"),
    (
        "talks.*.elections.*",
        "bargaining/preferences.py",
        "premium_g: how much dearer giving is before the polling day",
    ),
    (
        "talks.*.after_execution.*",
        "bargaining/regimes.py",
        "how long talks go on under executed rates, and the odds that these stay without a deal",
    ),
    (
        "talks.*.credibility.*",
        "bargaining/credibility.py",
        "how deeds move the odds that the other side gives the threat",
    ),
    (
        "talks.*.shocks.*",
        "bargaining/shocks.py",
        "when and how likely something from outside changes rates or the threat",
    ),
    (
        "talks.*.extension.near_counts",
        "agents/deadline.py",
        "how much likelier more time is given when a deal is near",
    ),
    (
        "parties.*.walks_out",
        "agents/negotiation.py",
        "the chance that a side leaves that sees no package for both",
    ),
    (
        "parties.JPN.tariff_answer.*",
        "chips/package.py",
        "Japan's rates on US goods while US rates are executed: share of the rise",
    ),
    (
        "talks.*.breakdown_per_round",
        "model.py",
        "the chance that the talks break off after a round without a deal",
    ),
    (
        "talks.*.offers_per_round",
        "model.py",
        "how many offers are made in a round; the clock runs on from one to the next",
    ),
    (
        "talks.*.first_round",
        "bargaining/annuity.py",
        "month 0 of all values",
    ),
    ("talks.*.agenda*", "ensemble/setup.py", "which chips packages can hold"),
    ("talks.*.off_table*", "ensemble/setup.py", "which chips stay at zero"),
    ("talks.*.parties*", "ensemble/setup.py", "who sits at the table"),
    (
        "talks.*.calls.*",
        "bargaining/leaders_call.py",
        "when leaders talk, what they ask for and which chips they move",
    ),
    (
        "talks.*",
        "bargaining/calendar.py",
        "the dates of rounds, news and deadlines: the clock that demands fall by",
    ),
    (
        "advanced.pace.*",
        "bargaining/tactics.py",
        "b of the concession a(t) = k + (1 - k) t^(1/b)",
    ),
    (
        "advanced.concession_start",
        "bargaining/tactics.py",
        "k of the concession a(t) = k + (1 - k) t^(1/b)",
    ),
)


def act_of(path: str) -> Act | None:
    """Return where a number of a scenario acts; None if nothing in the code reads it.

    >>> act_of("parties.JPN.chips.joint_shipbuilding.cost_cut").module
    'sim/chips/joint_shipbuilding.py'
    """
    for pattern, module, does in _TABLE:
        if fnmatchcase(path, pattern):
            return Act(f"sim/{module}", does, _equations(module))
    parts = path.split(".")
    if "chips" in parts[:-1]:
        kind = parts[parts.index("chips") + 1]
        module = f"chips/{'chinese_purchases' if kind.startswith('chinese_') else kind}.py"
        if (PACKAGE / module).is_file():
            does = f"`{parts[-1]}` in what the chip does to the economy"
            return Act(f"sim/{module}", does, _equations(module))
    readers = sorted(_readers(parts[-1]))
    if not readers:
        return None
    others = f" (and by {', '.join(readers[1:3])})" if readers[1:] else ""
    return Act(readers[0], f"read there as `{parts[-1]}`{others}", _equations(readers[0][4:]))


@cache
def _equations(module: str) -> tuple[str, ...]:
    """Return the indented lines of a module's text: its equations."""
    path = PACKAGE / module
    if not path.is_file():
        return ()
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    lines = [line.strip() for line in text.splitlines() if line.startswith("    ")]
    return tuple(line for line in lines if line)[:_MOST_LINES]


def _readers(name: str) -> Iterator[str]:
    """Yield the modules of the model that name a parameter."""
    word = re.compile(rf"""(\.|["']){re.escape(name)}\b""")
    for path in sources():
        if path.parent.name != "scenario" and word.search(path.read_text(encoding="utf-8")):
            yield f"sim/{path.relative_to(PACKAGE).as_posix()}"


def sources() -> Iterator[Path]:
    """Yield the files of the model itself, without commands, reports and data construction."""
    rooms = ("economy", "chips", "bargaining", "agents", "ensemble", "scenario", "data")
    yield PACKAGE / "model.py"
    for room in rooms:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            if "construction" not in path.parts:
                yield path
