"""Measures that do not go together, with each other or with what a scenario holds otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sim.scenario.checks import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.measures import Measure
    from sim.scenario.party import Parties

Flow = tuple[str, str, str]  # sector, exporter, importer

_LIMITS: Final = ("export_quota", "export_ban", "tariff_quota")
_UNDER_LICENCE: Final = ("re_refining", "re_magnets")
_COMMITTED: Final = {
    ("agriculture", "USA", "JPN"): "agricultural_imports",
    ("food", "USA", "JPN"): "agricultural_imports",
    ("aircraft_defense", "USA", "JPN"): "aircraft_purchases",
}
_ANSWERED: Final = ("chip_equipment", "JPN", "CHN")


def measure_findings(parties: Parties) -> list[Finding]:
    """Return what does not fit among the measures of all parties."""
    found: list[Finding] = []
    limited: dict[Flow, str] = {}
    for party in type(parties).model_fields:
        for name, measure in getattr(parties, party).measures.items():
            path = ("parties", party, "measures", name)
            if party in measure.partners:
                message = f"a measure of {party} must name others as partners: got {party}"
                found.append(Finding((*path, "partners"), message, "take it out"))
            if measure.kind not in _LIMITS:
                continue
            where = f"parties.{party}.measures.{name}"
            flows = _flows(party, measure)
            taken = next((flow for flow in flows if flow in limited), None)
            if taken is not None:
                message = f"{_in_words(taken)} already stands under `{limited[taken]}`"
                found.append(Finding(path, message, "keep one limit on a flow"))
            limited |= {flow: limited.get(flow, where) for flow in flows}
            found += [
                Finding(path, message, advice) for message, advice in _held(parties, measure, flows)
            ]
    return found


def _flows(party: str, measure: Measure) -> list[Flow]:
    on_imports = measure.kind == "tariff_quota"
    return [
        (sector, other, party) if on_imports else (sector, party, other)
        for sector in measure.sectors_meant
        for other in measure.partners_of(party)
    ]


def _held(parties: Parties, measure: Measure, flows: list[Flow]) -> Iterator[tuple[str, str]]:
    """Yield (message, advice) on limits that licences and chips put on the same flows."""
    licensed = next((f for f in flows if f[0] in _UNDER_LICENCE and f[1] == "CHN"), None)
    if licensed is not None:
        yield (
            f"{_in_words(licensed)} stands under China's licences",
            "set the shares under parties.CHN.controls.rare_earths",
        )
    chips = parties.JPN.chips
    hard = measure.kind != "tariff_quota"
    held = {flow: chip for flow, chip in _COMMITTED.items() if getattr(chips, chip) is not None}
    committed = next((f for f in flows if f in held), None)
    if hard and committed is not None:
        yield (
            f"{_in_words(committed)} is what {held[committed]} commits to",
            "an export cap and a commitment contradict each other: take one out",
        )
    if not hard and _ANSWERED in flows and chips.chip_equipment_cooperation is not None:
        yield (
            f"{_in_words(_ANSWERED)} may be cut by China's answer to chip_equipment_cooperation",
            "take the tariff quota or the chip out",
        )


def _in_words(flow: Flow) -> str:
    sector, exporter, importer = flow
    return f"trade in {sector} from {exporter} to {importer}"
