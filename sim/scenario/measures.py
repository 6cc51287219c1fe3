"""Stand-alone measures of a party, in force whatever the talks bring, as scenario files write them.

parties:
  USA:
    measures:
      steel:  {kind: tariff, sectors: [metals], rate: 50%, stackable: false, since: 2025-06-04}
      chips:  {kind: export_quota, partners: [CHN], sectors: [semiconductors], volume: 40%}
  CHN:
    measures:
      graphite: {kind: export_tax, sectors: [chemicals], rate: 25%, exempt_share: 98%}
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Self

from pydantic import BeforeValidator, Field, StrictBool, StringConstraints, model_validator

from sim.data.names import GOODS
from sim.scenario.checks import Finding, FindingsError
from sim.scenario.fields import Day, WorldShare, written
from sim.scenario.ids import REGIONS, SECTORS
from sim.scenario.quantity import Amount, Choice, Options, Quantity, Word
from sim.scenario.section import Section

ALL: Final = "all"
KINDS: Final = (
    "tariff",
    "tariff_quota",
    "export_tax",
    "export_quota",
    "export_ban",
    "trade_cost",
)
RENTS: Final = ("state", "exporter", "importer", "burnt")

MeasureName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
MeasureRate = Annotated[Quantity, Amount("fraction", low=0, high=10, scope="world")]
Volume = Annotated[Quantity, Amount("fraction", low=0, high=10, scope="world")]
Evaded = Annotated[Quantity, Amount("fraction", low=0.001, high=1, scope="world")]
Trade = Annotated[Quantity, Amount("USD bn/yr", low=0, high=5000, scope="world")]
Change = Annotated[Quantity, Amount("fraction", low=-0.9, high=10, scope="world")]

# What each kind must have, and what it may have beside; `a|b` means exactly one of the two.
_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "tariff": ("rate",),
    "tariff_quota": ("in_quota_rate", "volume|amount", "rent"),
    "export_tax": ("rate",),
    "export_quota": ("volume|amount", "rent"),
    "export_ban": ("evaded_share", "rent"),
    "trade_cost": ("change",),
}
_MAY_HAVE: Final[dict[str, tuple[str, ...]]] = {
    "tariff": ("stackable", "includes_duty", "exempt_share"),
    "tariff_quota": ("over_quota_rate",),
    "export_tax": ("exempt_share",),
    "export_quota": (),
    "export_ban": (),
    "trade_cost": (),
}
_SPECIAL: Final = (
    "rate",
    "stackable",
    "includes_duty",
    "exempt_share",
    "volume",
    "amount",
    "in_quota_rate",
    "over_quota_rate",
    "evaded_share",
    "change",
    "rent",
)


def _listed(value: object) -> Any:
    """Let one word stand for a list of one."""
    return (value,) if isinstance(value, str) else value


class Measure(Section):
    """One measure of a party on imports from, or exports to, chosen partners and sectors."""

    kind: Annotated[str, Word(KINDS, "kind of measure")] = Field(
        description="tariff, tariff_quota or trade_cost on the party's imports; export_tax, "
        "export_quota or export_ban on its exports."
    )
    partners: Annotated[
        tuple[Annotated[str, Word((*REGIONS, ALL), "region, or all")], ...],
        BeforeValidator(_listed),
        Field(min_length=1),
    ] = Field(
        default=written(("all",)),
        description="Regions on the other side; `all` is everybody else. A quota is shared among "
        "them in proportion to the trade of 2024.",
    )
    sectors: Annotated[
        tuple[Annotated[str, Word((*SECTORS, ALL), "sector, or all")], ...],
        BeforeValidator(_listed),
        Field(min_length=1),
    ] = Field(description="Sectors it falls on; `all` is every sector of goods.")
    since: Day | None = Field(
        default=None, description="First day in force; from the start if left out."
    )
    until: Day | None = Field(
        default=None, description="Day on which it ends; it stays if left out."
    )
    rate: MeasureRate | None = Field(
        default=None, description="Of a tariff: points on the border value; of an export tax."
    )
    stackable: StrictBool | None = Field(
        default=None,
        description="Of a tariff: true (or left out) puts it on top of every other rate, of a "
        "package too; false puts it on the duty of 2024 in place of all other added rates.",
    )
    includes_duty: StrictBool | None = Field(
        default=None,
        description="Of a tariff: true if the rate contains the duty of 2024 (a good whose duty is "
        "higher keeps it).",
    )
    exempt_share: WorldShare | None = Field(
        default=None,
        description="Of a tariff or export tax: share of the trade that does not pay it; none if "
        "left out.",
    )
    volume: Volume | None = Field(
        default=None, description="Of a quota: largest volume, as a share of that of 2024."
    )
    amount: Trade | None = Field(
        default=None,
        description="Of a quota, in place of `volume`: what it lets through, at prices of 2024.",
    )
    in_quota_rate: MeasureRate | None = Field(
        default=None,
        description="Of a tariff quota: whole rate up to the volume, duty included; never above "
        "the rate beyond.",
    )
    over_quota_rate: MeasureRate | None = Field(
        default=None,
        description="Of a tariff quota: whole rate beyond the volume; left out, the rate otherwise "
        "in force, that of a package too.",
    )
    evaded_share: Evaded | None = Field(
        default=None,
        description="Of a ban: share of the volume of 2024 that still gets through (smuggled, or "
        "through third countries). In the first year buyers cannot do without, so it is not 0.",
    )
    change: Change | None = Field(
        default=None, description="Of a trade cost: change of the cost of delivery; a fall is -5%."
    )
    rent: Annotated[Choice, Options(RENTS, scope="world")] | None = Field(
        default=None,
        description="Who earns what scarcity adds to the price: the state whose quota it is, "
        "exporters, importers, or nobody (burnt: waiting and paperwork; export quotas only).",
    )

    @property
    def sectors_meant(self) -> tuple[str, ...]:
        """The sectors, `all` written out."""
        return GOODS if ALL in self.sectors else self.sectors

    def partners_of(self, party: str) -> tuple[str, ...]:
        """Return the regions on the other side, `all` written out."""
        return tuple(r for r in REGIONS if r != party) if ALL in self.partners else self.partners

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        found = [*self._missing(), *self._foreign(), *self._contradictions()]
        if found:
            raise FindingsError(found)
        return self

    def _missing(self) -> list[Finding]:
        found = []
        for need in _NEEDS[self.kind]:
            names = need.split("|")
            given = [name for name in names if getattr(self, name) is not None]
            if len(given) != 1:
                wanted = " or ".join(f"`{name}`" for name in names)
                got = "" if not given else ": got both"
                only = "just one of " if given else ""
                advice = "; ".join(
                    f"{name}: {type(self).model_fields[name].description}" for name in names
                )
                message = f"a measure of kind {self.kind} must have {only}{wanted}{got}"
                found.append(Finding((given[-1],) if given else (), message, advice))
        return found

    def _foreign(self) -> list[Finding]:
        known = {name for need in _NEEDS[self.kind] for name in need.split("|")}
        known |= set(_MAY_HAVE[self.kind])
        return [
            Finding(
                (name,),
                f"`{name}` has no meaning for a measure of kind {self.kind}",
                f"take it out; it may have {', '.join(sorted(known))}",
            )
            for name in _SPECIAL
            if name not in known and getattr(self, name) is not None
        ]

    def _contradictions(self) -> list[Finding]:
        found = []
        if self.since is not None and self.until is not None and self.until <= self.since:
            message = f"`until` must lie after `since` {self.since}: got {self.until}"
            found.append(Finding(("until",), message, "move one of the two dates"))
        for name in ("partners", "sectors"):
            listed = getattr(self, name)
            doubled = sorted({word for word in listed if listed.count(word) > 1})
            if doubled or (ALL in listed and len(listed) > 1):
                message = f"`{name}` must name each one once, or all alone: got {', '.join(listed)}"
                found.append(Finding((name,), message, "take the second one out"))
        low, high = self.in_quota_rate, self.over_quota_rate
        if low is not None and high is not None and low.high > high.low:
            message = "`over_quota_rate` must not lie below `in_quota_rate`"
            found.append(Finding(("over_quota_rate",), message, "beyond the quota it is dearer"))
        if self.kind == "tariff_quota" and self.rent is not None and "burnt" in self.rent.values:
            message = "the rent of a tariff quota goes to the state, exporters or importers"
            found.append(Finding(("rent",), message, "burnt is for export quotas"))
        return found
