"""The tariff rates of 30 May 2025 by name: what they are made of, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sim.data.entries import Entry, Kind, line_of, row_entry
from sim.data.names import GOODS
from sim.data.provenance import source_of
from sim.errors import InvalidInputError

DUTY: Final = Kind(
    "duties_2024",
    "rate",
    "fraction",
    "the duty that {importer} collected on {sector} from {exporter}, 2024",
    (
        "sim/economy/benchmark.py",
        "t_jni of the benchmark year: new tariffs act as (1+t') / (1+t); added rates come on top",
    ),
    "no row: no duty on services and on sales at home",
)


def general_rate(path: str, key: Mapping[str, str]) -> Entry:
    """Return the general US rate on an exporter, in force and threatened."""
    kind = Kind(
        "us_general_rates",
        "rate",
        "fraction",
        "",
        ("sim/data/tariffs.py", "rate_j = duty + general x share_general_j + ... on this exporter"),
    )
    found = {
        status: row_entry(kind, path, {**key, "status": status}, "")
        for status in ("in_force", "threatened")
        if line_of("us_general_rates", {**key, "status": status})
    }
    if "in_force" not in found:
        raise InvalidInputError(f"The US puts no general rate on {key['exporter']}.")
    now = found["in_force"]
    threat = found.get("threatened")
    about = f"general US rate on goods from {key['exporter']} on 30 May 2025"
    made = (f"threatened: {100 * threat.value:g} %",) if threat else ()
    places = now.places + (threat.places if threat else ())
    return Entry(
        path, now.value, "fraction", about, places, now.citations, now.confidence, now.note,
        now.acts, made,
    )  # fmt: skip


def tariff(path: str, key: Mapping[str, str]) -> Entry:
    """Return the rate of an importer on a sector of an exporter."""
    importer, exporter, sector = key["importer"], key["exporter"], key["sector"]
    about = f"the rate of {importer} on {sector} from {exporter}, 30 May 2025, all acts together"
    if importer == "USA" and exporter != "USA" and sector in GOODS:
        return _us_tariff(path, about, exporter, sector)
    if (importer, exporter) == ("CHN", "USA") and sector in GOODS:
        kind = Kind(
            "china_tariff_on_us",
            "effective_2025",
            "fraction",
            "",
            ("sim/chips/package.py", "t' of China on US goods; the suspended rate comes on top"),
        )
        return row_entry(kind, path, {"sector": sector}, about)
    found = row_entry(DUTY, path, key, about)
    made_of = ("the duty of 2024: no act of 2025 in the model changes it",)
    return replace(found, made_of=made_of)


def _us_tariff(path: str, about: str, exporter: str, sector: str) -> Entry:
    """Return duty + general x share + cars x share + metals x share + fentanyl x share + other."""
    row_key = {"exporter": exporter, "sector": sector}
    general_key = {"exporter": exporter, "status": "in_force"}
    found = source_of("us_tariff_schedule", **row_key)
    row = {name: float(text) for name, text in found.values.items()}
    rate = source_of("us_general_rates", **general_key)
    general = float(rate.values["rate"])
    # The rate on cars and on metals, sim.data.tariffs.SECTION_232_RATE, which needs NumPy.
    act_232 = 0.25
    terms = [
        ("duty of 2024", row["duty_2024"], ""),
        (
            "general rate",
            general * row["share_general"],
            f"{general:.4g} x {row['share_general']:.4g}",
        ),
        ("cars", act_232 * row["share_autos"], f"{act_232} x {row['share_autos']:.4g}"),
        ("metals", act_232 * row["share_metals"], f"{act_232} x {row['share_metals']:.4g}"),
        (
            "fentanyl",
            row["fentanyl_rate"] * row["share_fentanyl"],
            f"{row['fentanyl_rate']:.4g} x {row['share_fentanyl']:.4g}",
        ),
        ("other", row["other_added"], ""),
    ]
    made = [
        f"{name} {value:.5f}{f' = {how}' if how else ''}"
        for name, value, how in terms
        if abs(value) > 5e-6
    ]
    if exporter == "JPN":
        made.append("in a scenario in_force.general_rate and in_force.car_rate take their place")
    places = (line_of("us_tariff_schedule", row_key), line_of("us_general_rates", general_key))
    return Entry(
        path=path,
        value=sum(value for _, value, _ in terms),
        unit="fraction",
        about=about,
        places=tuple(place for place in places if place),
        citations=tuple(dict.fromkeys(found.citations + rate.citations)),
        confidence=found.confidence,
        note=found.note,
        acts=("sim/data/tariffs.py", "t' of the US: the wedge (1+t') / (1+t) on what buyers pay"),
        made_of=tuple(made),
        assumed=found.assumed,
    )
