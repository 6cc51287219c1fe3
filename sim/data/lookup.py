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
from typing import Final

from sim.data.entries import Entry, Kind, line_of, row_entry
from sim.data.lookup_tariffs import DUTY, general_rate, tariff
from sim.data.names import REGIONS, SECTORS
from sim.data.reading import rows
from sim.errors import InvalidInputError

_SETS: Final = ("BSY", "CP", "FGO", "GYY", "IS", "LL", "Shap", "U4")


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


_FLOW: Final = Kind(
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
_PAIR: Final = Kind(
    "pair_totals_2024",
    "target_2024_usd_bn",
    "USD bn",
    "all goods that {importer} bought from {exporter}, 2024",
    (
        "sim/data/construction/trade.py",
        "scales the flows of 2022 to 2024 when the tables are built",
    ),
)
_THETA: Final = Kind(
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
_HORIZON: Final = Kind(
    "elasticity_horizons",
    "theta_plus_1",
    "dimensionless",
    "how tariff-exclusive values react to a tariff at the horizon {horizon}: theta + 1",
    (
        "sim/data/tables.py",
        "evidence for `economy.first_year_elasticity_share`; enters no equation by itself",
    ),
)


def _plain(kind: Kind) -> Callable[[str, Mapping[str, str]], Entry]:
    return lambda path, key: row_entry(kind, path, key, kind.about.format(**key))


def _input_share(path: str, key: Mapping[str, str]) -> Entry:
    kind = Kind(
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
    return row_entry(kind, path, row, about)


def _assumption(path: str, key: Mapping[str, str]) -> Entry:
    place = line_of("assumptions", key)
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


_READERS: Final[Mapping[str, Callable[[str, Mapping[str, str]], Entry]]] = {
    "benchmark.flow": _plain(_FLOW),
    "benchmark.duty": _plain(DUTY),
    "benchmark.input_share": _input_share,
    "benchmark.pair_total": _plain(_PAIR),
    "elasticities": _plain(_THETA),
    "elasticity_horizons": _plain(_HORIZON),
    "tariff": tariff,
    "general_rate": general_rate,
    "assumptions": _assumption,
}
