"""Writes the tables as CSV, the same bytes at each build."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

from sim.data.construction.assumptions import ASSUMPTIONS
from sim.data.construction.elasticities import horizons, theta_sets
from sim.data.construction.numbers import number
from sim.data.construction.shares import OWN_SHARES, PROXY
from sim.data.construction.sources import SOURCES, SourceFolder
from sim.data.construction.us_tariffs import UsSchedule
from sim.data.names import REGION_INDEX, REGIONS, SECTOR_INDEX, SECTORS

if TYPE_CHECKING:
    from pathlib import Path

    from sim.data.construction.pipeline import Built

Row = Mapping[str, object]


def write_csv(path: Path, rows: Iterable[Row]) -> None:
    """Write rows with the keys of the first as header; floats with eight significant digits."""
    rows = list(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(rows[0])
        for row in rows:
            writer.writerow(
                [number(cell) if isinstance(cell, float) else cell for cell in row.values()]
            )


def write_tables(built: Built, folder: SourceFolder, target: Path) -> None:
    """Write every table of the benchmark into `target`."""
    target.mkdir(parents=True, exist_ok=True)
    tables: dict[str, list[Row]] = {
        "flows_2024": _flows(built),
        "duties_2024": _duties(built),
        "cost_shares_2024": _cost_shares(built),
        "pair_totals_2024": [dict(pair) for pair in built.flows.pairs],
        "us_tariff_schedule": _us_schedule(built),
        "us_general_rates": [
            {field.name: getattr(rate, field.name) for field in fields(rate)}
            for rate in built.general_rates
        ],
        "china_tariff_on_us": _china(built),
        "elasticities": _elasticities(folder),
        "elasticity_horizons": list(horizons(folder)),
        "assumptions": [
            {"name": name, **{field.name: getattr(entry, field.name) for field in fields(entry)}}
            for name, entry in ASSUMPTIONS.items()
        ],
        "sources": [
            {"source": name, "citation": source.citation, "file": source.file}
            for name, source in SOURCES.items()
        ],
    }
    for name, rows in tables.items():
        write_csv(target / f"{name}.csv", rows)


def _flows(built: Built) -> list[Row]:
    flows = built.flows
    return [
        {
            "sector": sector,
            "importer": importer,
            "exporter": exporter,
            "value_usd_bn": float(flows.value[j, n, i]),
            "source": flows.source[j, n, i],
            "confidence": flows.confidence[j, n, i],
        }
        for sector, j in SECTOR_INDEX.items()
        for importer, n in REGION_INDEX.items()
        for exporter, i in REGION_INDEX.items()
    ]


def _duties(built: Built) -> list[Row]:
    duties = built.duties
    return [
        {
            "sector": sector,
            "importer": importer,
            "exporter": exporter,
            "rate": float(duties.rate[j, n, i]),
            "source": duties.source[j, n, i],
            "confidence": duties.confidence[j, n, i],
        }
        for sector, j in SECTOR_INDEX.items()
        if sector != "services"
        for importer, n in REGION_INDEX.items()
        for exporter, i in REGION_INDEX.items()
        if importer != exporter
    ]


def _cost_shares(built: Built) -> list[Row]:
    balanced = built.balanced
    rows: list[Row] = []
    for region, n in REGION_INDEX.items():
        own = region in OWN_SHARES
        for sector, j in SECTOR_INDEX.items():
            inputs = {
                f"input_{name}": float(balanced.input_share[k, j, n])
                for name, k in SECTOR_INDEX.items()
            }
            rows.append(
                {
                    "region": region,
                    "sector": sector,
                    **inputs,
                    "source": "shares2017" if own else "shares2017+gdp+assumed",
                    "confidence": "medium" if own else "assumed",
                    "note": "" if own else f"shares of {_mixture(region)}",
                }
            )
    return rows


def _mixture(region: str) -> str:
    return ", ".join(f"{name} {weight:.2f}" for name, weight in PROXY[region].items())


def _us_schedule(built: Built) -> list[Row]:
    schedule = built.us_schedule
    added = schedule.added()
    duty = built.duties.rate[:, REGION_INDEX["USA"]]
    rows: list[Row] = []
    for exporter in REGIONS[1:]:
        i = REGION_INDEX[exporter]
        for sector, j in SECTOR_INDEX.items():
            parts = {
                field.name: float(getattr(schedule, field.name)[j, i])
                for field in fields(UsSchedule)
            }
            rows.append(
                {
                    "exporter": exporter,
                    "sector": sector,
                    "duty_2024": float(duty[j, i]),
                    **parts,
                    "added_2025_05_30": float(added[j, i]),
                    "source": "us_added_2025+census2024_icio",
                    "confidence": "low" if exporter == "ROW" else "medium",
                }
            )
    return rows


def _china(built: Built) -> list[Row]:
    china = built.china
    return [
        {
            "sector": sector,
            **{field.name: float(getattr(china, field.name)[j]) for field in fields(china)},
            "source": "china_on_us",
            "confidence": "low",
        }
        for j, sector in enumerate(SECTORS)
    ]


def _elasticities(folder: SourceFolder) -> list[Row]:
    return [
        {
            "set": name,
            "sector": sector,
            "theta": float(theta[j]),
            "concept": "theta, of expenditure shares",
            "source": "theta_sets+icio2022",
            "confidence": "assumed" if name == "U4" else "medium",
        }
        for name, theta in theta_sets(folder).items()
        for j, sector in enumerate(SECTORS)
    ]
