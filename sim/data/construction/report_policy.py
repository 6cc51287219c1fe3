"""Lines of the balance report on tariffs and on the strategic sectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.data.construction.china_tariffs import ADDED_SINCE_2024
from sim.data.construction.report_lines import Line, line
from sim.data.construction.sources import SOURCES, SourceFolder
from sim.data.names import REGION_INDEX, REGIONS, SECTOR_INDEX

if TYPE_CHECKING:
    from sim.data.construction.pipeline import Built

Floats = NDArray[np.float64]

USA, CHN = REGION_INDEX["USA"], REGION_INDEX["CHN"]


def tariffs(built: Built, folder: SourceFolder) -> list[Line]:
    """Trade-weighted averages over goods against the published ones."""
    flows = built.flows.value[:-1]
    duty = built.duties.rate[:-1]
    table = folder.table(SOURCES["us_added_2025"].file)
    totals = table[table.sector == "TOTAL"].set_index("exporter")
    added = built.us_schedule.added()[:-1]
    general = np.zeros(len(REGIONS))
    for rate in built.general_rates:
        if rate.status == "threatened":
            general[REGION_INDEX[rate.exporter]] = rate.rate
    back = built.us_schedule.added(general)[:-1]
    rows = []
    for exporter in REGIONS[1:]:
        i = REGION_INDEX[exporter]
        weights = flows[:, USA, i] / flows[:, USA, i].sum()
        name = "ROW_all" if exporter == "ROW" else exporter
        for check, rates, target in (
            ("US duty 2024", duty[:, USA, i], float(totals.duty_collected_2024_pct[name]) / 100),
            ("US added rate 2025-05-30", added[:, i], float(totals.value[name]) / 100),
            ("US added rate if 2 April returns", back[:, i], None),
        ):
            rows.append(
                line(
                    check,
                    float(rates @ weights),
                    "fraction",
                    "us_added_2025",
                    region="USA",
                    partner=exporter,
                    target=target,
                )
            )
    rows += _chinese_averages(built, folder, flows[:, CHN, USA])
    for importer in REGIONS[1:]:
        n = REGION_INDEX[importer]
        others = [i for i in range(len(REGIONS)) if i != n]
        bought = flows[:, n][:, others]
        average = float((bought * duty[:, n][:, others]).sum() / bought.sum())
        rows.append(
            line("average duty on goods 2024", average, "fraction", "duties_2024", region=importer)
        )
    return rows


def _chinese_averages(built: Built, folder: SourceFolder, exports: Floats) -> list[Line]:
    weights = exports / exports.sum()
    published = folder.fact("china_on_us", sector="TOTAL", importer="CHN") / 100
    china = built.china
    return [
        line(
            f"China on US goods, {name}",
            float(rates[:-1] @ weights),
            "fraction",
            "china_on_us",
            region="CHN",
            partner="USA",
            target=target,
            note=note,
        )
        for name, rates, target, note in (
            ("statutory 2025-05-30", china.statutory_2025, published, "scaled to PIIE"),
            (
                "statutory 2024",
                china.statutory_2024,
                published - ADDED_SINCE_2024,
                "scaled to PIIE",
            ),
            ("effective 2025-05-30", china.effective_2025, None, "waivers netted"),
            ("effective 2024", china.effective_2024, None, "waivers netted; in the benchmark"),
        )
    ]


def strategic(built: Built, folder: SourceFolder) -> list[Line]:
    """World values and China's shares of the sectors cut out of parents."""
    flows = built.flows.value
    output = flows.sum(axis=1)
    rows = []
    shares = {
        "re_mining": ("mine output REO", "tonnes, USGS 69 %; the IEA gives 61 %"),
        "re_refining": ("separation and refining share", "IEA"),
        "re_magnets": ("sintered magnet share", "IEA"),
    }
    for sector, (item, note) in shares.items():
        j = SECTOR_INDEX[sector]
        target = folder.fact("re_shares", country="CHN", item=item)
        if item == "mine output REO":
            target = 100 * target / folder.fact("re_shares", country="WORLD", item=item)
        value = float(output[j, CHN] / output[j].sum())
        rows.append(
            line(
                "China's share of output",
                value,
                "share",
                "re_shares",
                region="CHN",
                sector=sector,
                target=target / 100,
                note=note,
            )
        )
    stages = [SECTOR_INDEX[name] for name in ("re_refining", "re_magnets")]
    exports = flows[stages][:, :, CHN].sum(axis=0)
    for partner, item in (("USA", "USA"), ("JPN", "Japan")):
        target = folder.fact("comtrade_re", partner=item, year=2024) / 1e3
        rows.append(
            line(
                "China's rare-earth exports",
                float(exports[REGION_INDEX[partner]]),
                "USD bn",
                "comtrade_re",
                region="CHN",
                partner=partner,
                target=target,
                note="US by Census" if partner == "USA" else "",
            )
        )
    world = {
        "re_magnets": (None, "published market sizes 15-20"),
        "semiconductors": (
            folder.fact("chips", country="WORLD", item="WSTS semiconductor market"),
            "sales to first buyers; flows count a chip at each border of its making",
        ),
        "chip_equipment": (
            folder.fact("chip_equipment_buyers", country="WORLD", item="equipment bought"),
            "SEMI; home sales of US makers added",
        ),
    }
    for sector, (wanted, note) in world.items():
        rows.append(
            line(
                "world output",
                float(output[SECTOR_INDEX[sector]].sum()),
                "USD bn",
                "flows_2024",
                sector=sector,
                target=wanted,
                note=note,
            )
        )
    for sector, refused in built.refused_usd_bn.items():
        rows.append(line("refused by the cap", refused, "USD bn", "assumed", sector=sector))
    return rows
