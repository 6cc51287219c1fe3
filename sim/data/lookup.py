"""One number of the benchmark tables by name, with its unit, its row and its sources.

    benchmark.flow.USA.JPN.motor_vehicles       US purchases from Japan in 2024
    benchmark.duty.USA.JPN.motor_vehicles       the duty that the US collected on them in 2024
    benchmark.input_share.JPN.motor_vehicles.metals
    benchmark.pair_total.USA.JPN                all goods
    elasticities.BSY.motor_vehicles             theta of the long run
    elasticity_horizons.first_year              theta + 1 of tariff-exclusive values
    tariff.USA.JPN.motor_vehicles               the rate of 30 May 2025, all acts together
    general_rate.JPN                            the general US rate on an exporter
    assumptions.cap_share_of_parent             what the build of the tables assumes

The importer stands before the exporter, as in `tariff_rate.USA.JPN` of the results.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sim.data.names import GOODS, REGIONS, SECTORS
from sim.data.provenance import Citation, source_of
from sim.data.reading import rows
from sim.errors import InvalidInputError

_SETS: Final = ("BSY", "CP", "FGO", "GYY", "IS", "LL", "Shap", "U4")


@dataclass(frozen=True)
class Entry:
    """A number with what it is, where it stands (`file:line`) and where it comes from.

    `made_of` says how it is put together, if it is; `low` and `high` are texts, empty if unknown;
    `acts` is the module that uses it and what for.
    """

    path: str
    value: float
    unit: str
    about: str
    places: tuple[str, ...]
    citations: tuple[Citation, ...]
    confidence: str
    note: str
    acts: tuple[str, str]
    made_of: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    assumed: bool = False


_HEADS: Final = {
    "benchmark.flow": ("importer", "exporter", "sector"),
    "benchmark.duty": ("importer", "exporter", "sector"),
    "benchmark.input_share": ("region", "sector", "input"),
    "benchmark.pair_total": ("importer", "exporter"),
    "elasticities": ("set", "sector"),
    "elasticity_horizons": ("horizon",),
    "tariff": ("importer", "exporter", "sector"),
    "general_rate": ("exporter",),
    "assumptions": ("name",),
}
"""The parts of a name after each head."""

_COEFFICIENTS: Final = "sim/economy/benchmark.py"


def is_data(path: str) -> bool:
    """Whether a path starts like a number of the tables."""
    return _head(path) != ""


def heads() -> tuple[str, ...]:
    """Return how names of numbers of the tables look."""
    return tuple(f"{head}.{'.'.join(p.upper() for p in parts)}" for head, parts in _HEADS.items())


def look_up(path: str) -> Entry:
    """Return a number of the tables.

    >>> found = look_up("general_rate.JPN")
    >>> found.value, found.unit
    (0.1, 'fraction')

    Raises InvalidInputError with the nearest name if there is none.
    """
    head = _head(path)
    parts = path.removeprefix(f"{head}.").split(".")
    names = _HEADS[head] if head else ()
    if not head or len(parts) != len(names):
        wanted = f"{head}.{'.'.join(n.upper() for n in names)}" if head else ", ".join(heads())
        raise InvalidInputError(f"A number of the tables is named {wanted}; got {path!r}.")
    key = dict(zip(names, parts, strict=True))
    for name, part in key.items():
        _require(part, _known(name), path)
    return _READERS[head](path, key)


def _head(path: str) -> str:
    return next((head for head in _HEADS if f"{path}.".startswith(f"{head}.")), "")


def _known(name: str) -> Sequence[str]:
    known: Mapping[str, Sequence[str]] = {
        "sector": SECTORS,
        "input": SECTORS,
        "set": _SETS,
        "horizon": [row["horizon"] for row in rows("elasticity_horizons")],
        "name": [row["name"] for row in rows("assumptions")] if name == "name" else (),
    }
    return known.get(name, REGIONS)


def _require(part: str, known: Sequence[str], path: str) -> None:
    if part not in known:
        by_case = {name.lower(): name for name in known}
        close = difflib.get_close_matches(part.lower(), by_case, n=1)
        hint = f" Did you mean {by_case[close[0]]}?" if close else f" Known: {', '.join(known)}."
        raise InvalidInputError(f"{path!r} names {part!r}, which is not there.{hint}")


def _line(table: str, key: Mapping[str, str]) -> str | None:
    """Return the place of a row, `file:line`, or None."""
    for place, row in enumerate(rows(table)):
        if all(row[name] == wanted for name, wanted in key.items()):
            return f"sim/data/tables/{table}.csv:{place + 2}"
    return None


@dataclass(frozen=True)
class _Kind:
    """How one table is read: its column, unit, text and use; `absent` says what no row means."""

    table: str
    column: str
    unit: str
    about: str
    acts: tuple[str, str]
    absent: str = ""


def _row_entry(kind: _Kind, path: str, key: Mapping[str, str], about: str) -> Entry:
    place = _line(kind.table, key)
    if place is None:
        if not kind.absent:
            raise InvalidInputError(f"There is no {path!r}: {kind.table} has no such row.")
        where = f"sim/data/tables/{kind.table}.csv"
        return Entry(path, 0.0, kind.unit, about, (where,), (), "", kind.absent, kind.acts)
    found = source_of(kind.table, **key)
    return Entry(
        path=path,
        value=float(found.values[kind.column]),
        unit=kind.unit,
        about=about,
        places=(place,),
        citations=found.citations,
        confidence=found.confidence,
        note=found.note,
        acts=kind.acts,
        assumed=found.assumed,
    )


_FLOW: Final = _Kind(
    "flows_2024",
    "value_usd_bn",
    "USD bn",
    "what {importer} bought from {exporter} in {sector}, 2024, at producer value",
    (
        _COEFFICIENTS,
        (
            "F_jni: output Y_ji = sum_n F_jni, spending X_jn, and the shares pi_jni = (1+t) F / X "
            "that buyers shift by (tariff x cost)^-theta"
        ),
    ),
    "no row: nothing was traded",
)
_DUTY: Final = _Kind(
    "duties_2024",
    "rate",
    "fraction",
    "the duty that {importer} collected on {sector} from {exporter}, 2024",
    (
        _COEFFICIENTS,
        "t_jni of the benchmark year: new tariffs act as (1+t') / (1+t); added rates come on top",
    ),
    "no row: no duty on services and on sales at home",
)
_PAIR: Final = _Kind(
    "pair_totals_2024",
    "target_2024_usd_bn",
    "USD bn",
    "all goods that {importer} bought from {exporter}, 2024",
    (
        "sim/data/construction/trade.py",
        "scales the flows of 2022 to 2024 when the tables are built",
    ),
)
_THETA: Final = _Kind(
    "elasticities",
    "theta",
    "dimensionless",
    "theta of {sector} in the set {set}: how buyers' shares react to relative prices (tariff-"
    "exclusive values react with theta + 1)",
    (
        "sim/ensemble/valuations.py",
        "P_hat^-theta_j = sum_i pi_jni (kappa_hat c_hat)^-theta_j, in the worlds that use this set",
    ),
)
_HORIZON: Final = _Kind(
    "elasticity_horizons",
    "theta_plus_1",
    "dimensionless",
    "how tariff-exclusive values react to a tariff at the horizon {horizon}: theta + 1",
    (
        "sim/data/tables.py",
        "evidence for `economy.first_year_elasticity_share`; enters no equation by itself",
    ),
)


def _plain(kind: _Kind) -> Callable[[str, Mapping[str, str]], Entry]:
    return lambda path, key: _row_entry(kind, path, key, kind.about.format(**key))


def _input_share(path: str, key: Mapping[str, str]) -> Entry:
    kind = _Kind(
        "cost_shares_2024",
        f"input_{key['input']}",
        "fraction",
        "",
        (
            _COEFFICIENTS,
            "gamma_kjn: unit cost c_hat = w_hat^beta prod_k P_hat_k^gamma_kjn / productivity_hat",
        ),
    )
    about = f"share of {key['input']} in the costs of {key['sector']} in {key['region']}"
    row = {"region": key["region"], "sector": key["sector"]}
    return _row_entry(kind, path, row, about)


def _general_rate(path: str, key: Mapping[str, str]) -> Entry:
    kind = _Kind(
        "us_general_rates",
        "rate",
        "fraction",
        "",
        ("sim/data/tariffs.py", "rate_j = duty + general x share_general_j + ... on this exporter"),
    )
    found = {
        status: _row_entry(kind, path, {**key, "status": status}, "")
        for status in ("in_force", "threatened")
        if _line("us_general_rates", {**key, "status": status})
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


def _assumption(path: str, key: Mapping[str, str]) -> Entry:
    place = _line("assumptions", key)
    row = next(row for row in rows("assumptions") if row["name"] == key["name"])
    return Entry(
        path=path,
        value=float(row["value"]),
        unit=row["unit"],
        about=key["name"].replace("_", " "),
        places=(place or "",),
        citations=(),
        confidence="assumed",
        note=row["reason"],
        acts=("sim/data/construction", "when the benchmark tables are built (docs/benchmark.md)"),
        low=row["low"],
        high=row["high"],
        assumed=True,
    )


def _tariff(path: str, key: Mapping[str, str]) -> Entry:
    importer, exporter, sector = key["importer"], key["exporter"], key["sector"]
    about = f"the rate of {importer} on {sector} from {exporter}, 30 May 2025, all acts together"
    if importer == "USA" and exporter != "USA" and sector in GOODS:
        return _us_tariff(path, about, exporter, sector)
    if (importer, exporter) == ("CHN", "USA") and sector in GOODS:
        kind = _Kind(
            "china_tariff_on_us",
            "effective_2025",
            "fraction",
            "",
            ("sim/chips/package.py", "t' of China on US goods; the suspended rate comes on top"),
        )
        return _row_entry(kind, path, {"sector": sector}, about)
    found = _row_entry(_DUTY, path, key, about)
    return Entry(
        **{
            **found.__dict__,
            "made_of": ("the duty of 2024: no act of 2025 in the model changes it",),
        }
    )


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
    places = (_line("us_tariff_schedule", row_key), _line("us_general_rates", general_key))
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


_READERS: Final[Mapping[str, Callable[[str, Mapping[str, str]], Entry]]] = {
    "benchmark.flow": _plain(_FLOW),
    "benchmark.duty": _plain(_DUTY),
    "benchmark.input_share": _input_share,
    "benchmark.pair_total": _plain(_PAIR),
    "elasticities": _plain(_THETA),
    "elasticity_horizons": _plain(_HORIZON),
    "tariff": _tariff,
    "general_rate": _general_rate,
    "assumptions": _assumption,
}
