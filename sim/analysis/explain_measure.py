"""Which quantity is to be explained: a column of runs.csv, or value added in a sector."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Final

from sim.data.names import REGIONS, SECTORS
from sim.errors import InvalidInputError

HORIZONS: Final = ("long_run", "first_year")
BASELINES: Final = ("in_force", "no_deal", "threat", "year_2024")
KINDS: Final = {
    "welfare_change": "real income",
    "goods_balance_change": "goods balance",
    "tariff_revenue": "tariff revenue",
    "value_added": "value added",
}
"""What can be explained by instrument, channel and sector, in plain words."""
ALSO: Final = {"income": "welfare_change", "goods_balance": "goods_balance_change"}
"""Other words for some of them."""
_EXAMPLE: Final = "goods_balance_change.USA.JPN.long_run.in_force"


@dataclass(frozen=True)
class Asked:
    """The change of one quantity of one region, at a horizon, against a baseline."""

    kind: str
    party: str
    partner: str = ""
    sector: str = ""
    horizon: str = "long_run"
    baseline: str = "in_force"

    @property
    def column(self) -> str:
        """Its name as columns of runs.csv are named."""
        parts = (self.kind, self.party, self.partner, self.sector, self.horizon, self.baseline)
        return ".".join(filter(None, parts))

    @classmethod
    def parse(cls, text: str) -> Asked:
        """Return what a text asks for; horizon and baseline default to long_run and in_force.

        >>> Asked.parse("income.JPN").column
        'welfare_change.JPN.long_run.in_force'
        >>> Asked.parse("value_added.JPN.motor_vehicles.first_year.threat").sector
        'motor_vehicles'

        Raises InvalidInputError naming the part that cannot be read.
        """
        name, *rest = text.split(".")
        kind = ALSO.get(name, name)
        if kind not in KINDS:
            raise InvalidInputError(
                f"{name!r} is not traced to instruments; {', '.join(KINDS)} are."
                f"{_near(name, KINDS)}"
            )
        found: dict[str, str] = {}
        for part in rest:
            slot = _slot(part, found)
            if not slot or slot in found:
                known = (*REGIONS, *SECTORS, *HORIZONS, *BASELINES)
                raise InvalidInputError(
                    f"{text!r} cannot be read at {part!r}; write it like {_EXAMPLE}."
                    f"{_near(part, known)}"
                )
            found[slot] = part
        asked = cls(kind, **{"party": "", **found})
        asked._check(text)
        return asked

    def _check(self, text: str) -> None:
        takes_sector = self.kind == "value_added"
        takes_partner = self.kind == "goods_balance_change"
        wrong = ""
        if not self.party:
            wrong = f"say whose: one of {', '.join(REGIONS)}"
        elif takes_sector != bool(self.sector):
            wrong = "name one sector" if takes_sector else f"it has no sector {self.sector}"
        elif self.partner and not takes_partner:
            wrong = f"it has no partner {self.partner}"
        elif self.partner == self.party:
            wrong = "a region has no balance with itself"
        if wrong:
            raise InvalidInputError(f"{text!r} must name a quantity: {wrong} (as in {_EXAMPLE}).")


def _slot(part: str, found: dict[str, str]) -> str:
    if part in REGIONS:
        return "partner" if "party" in found else "party"
    for slot, known in (("sector", SECTORS), ("horizon", HORIZONS), ("baseline", BASELINES)):
        if part in known:
            return slot
    return ""


def _near(word: str, known: object) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)  # type: ignore[call-overload]
    return f" Did you mean {close[0]}?" if close else ""
