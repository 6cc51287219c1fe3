"""The balance report: what the tables hit, what balancing moved, what is assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.data.construction.document import write_document
from sim.data.construction.home_sales import gdp_2024
from sim.data.construction.report_lines import Line, line
from sim.data.construction.report_policy import strategic, tariffs
from sim.data.construction.sources import SOURCES, SourceFolder
from sim.data.construction.writing import write_csv
from sim.data.names import REGION_INDEX, REGIONS, SECTORS

if TYPE_CHECKING:
    from pathlib import Path

    from sim.data.construction.pipeline import Built

Floats = NDArray[np.float64]

USA = REGION_INDEX["USA"]


def write_report(built: Built, folder: SourceFolder, target: Path, docs: Path) -> None:
    """Write `balance_report.csv` into `target` and `benchmark.md` into `docs`."""
    rows = report_rows(built, folder)
    write_csv(target / "balance_report.csv", rows)
    docs.mkdir(parents=True, exist_ok=True)
    write_document(rows, built, folder, docs / "benchmark.md")


def report_rows(built: Built, folder: SourceFolder) -> list[Line]:
    """Return all lines of the report, always in the same order."""
    return [
        *_balances(built, folder),
        *_accounts(built, folder),
        *_moved(built),
        *tariffs(built, folder),
        *strategic(built, folder),
    ]


def _balances(built: Built, folder: SourceFolder) -> list[Line]:
    """US goods balances with every partner and in all against the Census."""
    goods = built.flows.value[:-1].sum(axis=0)
    rows = []
    for partner in ("WORLD", *REGIONS[1:-1]):
        name = {"EU27": "EU"}.get(partner, partner)
        target = folder.fact("census2024", partner=name, item="us_goods_balance") / 1e3
        if partner == "WORLD":
            value = goods[1:, USA].sum() - goods[USA, 1:].sum()
        else:
            i = REGION_INDEX[partner]
            value = goods[i, USA] - goods[USA, i]
        rows.append(
            line(
                "goods balance",
                float(value),
                "USD bn",
                "census2024",
                region="USA",
                partner=partner,
                target=target,
            )
        )
    return rows


def _accounts(built: Built, folder: SourceFolder) -> list[Line]:
    flows, balanced = built.flows.value, built.balanced
    value_added = (balanced.value_added_share * built.output).sum(axis=0)
    exports, imports = flows.sum(axis=(0, 1)), flows.sum(axis=(0, 2))
    gdp = {region: value for region, (value, _) in gdp_2024(folder).items()}
    bea = folder.table(SOURCES["bea2024"].file)
    us = bea[(bea.region == "USA") & (bea["item"] == "value_added") & (bea.year == 2024)]
    gdp["USA"] = float(us.value.sum())
    rows = []
    for region, n in REGION_INDEX.items():
        rows.append(
            line(
                "value added",
                float(value_added[n]),
                "USD bn",
                "bea2024" if region == "USA" else "gdp",
                region=region,
                target=gdp[region],
            )
        )
        deficit = float(imports[n] - exports[n])
        rows.append(line("trade deficit D", deficit, "USD bn", "flows_2024", region=region))
        share = deficit / float(value_added[n])
        rows.append(
            line("trade deficit D over value added", share, "share", "flows_2024", region=region)
        )
    return rows


def _moved(built: Built) -> list[Line]:
    """Return what balancing moved, by region, and what other proxies would have moved."""
    balanced = built.balanced
    rows = []
    for region, n in REGION_INDEX.items():
        share = float(balanced.moved_usd_bn[n] / balanced.table_usd_bn[n])
        note = f"{balanced.moved_usd_bn[n]:.0f} of {balanced.table_usd_bn[n]:.0f} USD bn"
        rows.append(
            line(
                "moved by balancing",
                share,
                "share of value",
                "shares2017",
                region=region,
                note=note,
            )
        )
        change = balanced.final_usd_bn[:, n] - balanced.final_before_usd_bn[:, n]
        j = int(np.abs(change).argmax())
        rows.append(
            line(
                "largest move in final demand",
                float(change[j]),
                "USD bn",
                "shares2017",
                region=region,
                sector=SECTORS[j],
                note=f"before {balanced.final_before_usd_bn[j, n]:.1f} USD bn",
            )
        )
        smallest = balanced.final_usd_bn[:, n]
        j = int(smallest.argmin())
        rows.append(
            line(
                "smallest final demand",
                float(smallest[j]),
                "USD bn",
                "shares2017",
                region=region,
                sector=SECTORS[j],
            )
        )
    for region, by_candidate in built.proxy_moved.items():
        for candidate, share in by_candidate.items():
            rows.append(
                line(
                    "moved with another proxy",
                    share,
                    "share of value",
                    "shares2017",
                    region=region,
                    partner=candidate,
                )
            )
    return rows
