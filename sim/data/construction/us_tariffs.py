"""The US tariff schedule of 2025 by exporter and sector, and the general rates by exporter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.data.construction.assumptions import assumed
from sim.data.construction.duties import CENSUS_SECTORS, special_share
from sim.data.construction.sources import SOURCES, SourceFolder
from sim.data.names import REGION_INDEX, REGIONS, SECTORS

Floats = NDArray[np.float64]
J, N = len(SECTORS), len(REGIONS)

GENERAL = 0.10  # 5 April 2025: 10 % on almost all partners
SECTION_232 = 0.25  # cars and parts, steel and aluminium on 30 May 2025
FENTANYL_CHINA = 0.20  # 4 March 2025
FENTANYL_NORTH_AMERICA = 0.25  # on goods outside USMCA; energy and potash 0.10

ROW_MEMBERS = ("CAN", "MEX", "HKG", "ROW_other")


@dataclass(frozen=True)
class UsSchedule:
    """Parts of the added US rate of 30 May 2025, each (J, N exporter), as fractions.

    added = general x share_general + car_rate x share_autos + metals_rate x share_metals
    + fentanyl_rate x share_fentanyl + other_added.
    """

    share_general: Floats
    share_autos: Floats
    share_metals: Floats
    share_exempt: Floats
    share_fentanyl: Floats
    fentanyl_rate: Floats
    other_added: Floats

    def added(self, general: float | Floats = GENERAL) -> Floats:
        """Return added rates (J, N) at the 232 rates of 30 May; `general` is a scalar or (N,)."""
        return (
            general * self.share_general
            + SECTION_232 * (self.share_autos + self.share_metals)
            + self.fentanyl_rate * self.share_fentanyl
            + self.other_added
        )


def us_schedule(folder: SourceFolder, fit: dict[str, Floats]) -> UsSchedule:
    """Carry the shares from 18 Census sectors over to 24 industries by the concordance fit.

    Chapters 98 and 99 (returned and special goods) pay no added duty and belong to no industry:
    each industry of the exporter has their share in the total free of every added duty.
    """
    names = UsSchedule.__dataclass_fields__
    parts = {name: np.zeros((J, N)) for name in names}
    for region in REGIONS[1:]:
        members = ROW_MEMBERS if region == "ROW" else (region,)
        by_census = _census_parts(folder, members)
        free = special_share(folder, members)
        i = REGION_INDEX[region]
        for name, values in by_census.items():
            parts[name][:-1, i] = ((1.0 - free) * (values @ fit[region]))[:-1]
        parts["share_exempt"][:-1, i] += free
        parts["fentanyl_rate"][:, i] = FENTANYL_CHINA if region in {"CHN", "ROW"} else 0.0
    return UsSchedule(**parts)


def _census_parts(folder: SourceFolder, members: tuple[str, ...]) -> dict[str, Floats]:
    """Parts of the added rate by Census sector, import-weighted over the members of a region.

    The table counts lines under steel and aluminium in full, yet outside chapters 72, 73 and 76
    only the metal content pays: the content share m solves
    value = general (1 - autos - m - exempt) + 25 % (autos + m) + fentanyl.
    Canada and Mexico pay 25 % on goods outside USMCA and no general rate, with USMCA rules for
    cars: all but steel and aluminium is `other_added` there. Hong Kong pays China's fentanyl duty.
    """
    table = folder.table(SOURCES["us_added_2025"].file)
    size = len(CENSUS_SECTORS)
    names = ("share_general", "share_autos", "share_metals", "share_exempt", "share_fentanyl")
    parts = {name: np.zeros(size) for name in (*names, "other_added")}
    weight = np.zeros(size)
    for member in members:
        rows = table[table.exporter == member].set_index("sector").reindex(CENSUS_SECTORS)
        imports = rows.imports_2024_usd_m.fillna(0.0).to_numpy()
        added = rows.value.fillna(0.0).to_numpy() / 100
        autos = rows.share_232_autos_parts_pct.fillna(0.0).to_numpy() / 100
        metals = rows.share_232_steel_alu_pct.fillna(0.0).to_numpy() / 100
        exempt = rows.share_annexII_exempt_pct.fillna(0.0).to_numpy() / 100
        exempt = exempt + rows.share_electronics_exempt_11apr_pct.fillna(0.0).to_numpy() / 100
        if member in {"CAN", "MEX"}:
            own = _north_america(added, metals)
        else:
            own = _general_regime(added, autos, metals, exempt, member in {"CHN", "HKG"})
        for name, values in own.items():
            parts[name] += imports * values
        weight += imports
    return {
        name: np.divide(values, weight, out=np.zeros(size), where=weight > 0.0)
        for name, values in parts.items()
    }


def _general_regime(
    added: Floats, autos: Floats, metals: Floats, exempt: Floats, fentanyl: bool
) -> dict[str, Floats]:
    base = added - (FENTANYL_CHINA if fentanyl else 0.0)
    content = (base - GENERAL * (1.0 - autos - exempt) - SECTION_232 * autos) / (
        SECTION_232 - GENERAL
    )
    content = np.clip(content, 0.0, metals)
    # An exempt line with metal content pays on the content: exempt gives way first.
    exempt = np.minimum(exempt, 1.0 - autos - content)
    general = 1.0 - autos - content - exempt
    explained = GENERAL * general + SECTION_232 * (autos + content)
    return {
        "share_general": general,
        "share_autos": autos,
        "share_metals": content,
        "share_exempt": exempt,
        "share_fentanyl": np.full_like(added, 1.0 if fentanyl else 0.0),
        "other_added": base - explained,
    }


def _north_america(added: Floats, metals: Floats) -> dict[str, Floats]:
    """Only chapters 72, 73 and 76 count as metals here; the rest keeps its stated added rate."""
    steel = np.array([name == "steel_aluminium" for name in CENSUS_SECTORS])
    content = np.where(steel, metals, 0.0)
    zero = np.zeros_like(added)
    return {
        "share_general": zero,
        "share_autos": zero,
        "share_metals": content,
        "share_exempt": zero,
        "share_fentanyl": zero,
        "other_added": added - SECTION_232 * content,
    }


@dataclass(frozen=True)
class GeneralRate:
    """A general ("reciprocal") US rate on one exporter from a date, in force or threatened."""

    exporter: str
    date: str
    status: str
    rate: float
    source: str
    confidence: str
    note: str


def general_rates(folder: SourceFolder) -> list[GeneralRate]:
    """General rates in force on 30 May 2025 and threatened for 9 July (China: 12 August)."""
    names = {"EU27": "EU"}
    item = "reciprocal_rate_announced_2_Apr_2025"
    rates = [
        GeneralRate(region, "2025-05-30", "in_force", GENERAL, "tariff_events", "high", "")
        for region in REGIONS[1:]
    ]
    for region in REGIONS[1:-1]:
        rate = folder.fact("census2024", partner=names.get(region, region), item=item) / 100
        date, status, note = "2025-07-09", "threatened", "announced on 2 April, paused on 9 April"
        if region == "CHN":
            date, note = "2025-08-12", "24 points paused for 90 days from 14 May; end recalled"
        confidence = "medium" if region == "EU27" else "high"
        rates.append(GeneralRate(region, date, status, rate, "census2024", confidence, note))
    rates.append(_row_threat(folder, item))
    return rates


def _row_threat(folder: SourceFolder, item: str) -> GeneralRate:
    """Import-weighted rate of 2 April over ROW without Canada and Mexico."""
    table = folder.table(SOURCES["census2024"].file)
    imports = table[table["item"] == "us_goods_imports_general"].set_index("partner").value / 1e3
    listed = [r for r in table[table["item"] == item].partner if r not in {*REGIONS, "EU"}]
    named = [*(name for name in imports.index if name in REGIONS), "EU", "CAN", "MEX", "HKG"]
    rest = float(imports["WORLD"] - imports[named].sum() - imports[listed].sum())
    paid = sum(imports[p] * folder.fact("census2024", partner=p, item=item) / 100 for p in listed)
    paid += rest * assumed("threatened_general_rate_row_other")
    rate = float(paid / (rest + imports[listed].sum()))
    note = f"imports-weighted over {', '.join(listed)} and the rest at the assumed rate"
    return GeneralRate("ROW", "2025-07-09", "threatened", rate, "census2024+assumed", "low", note)
