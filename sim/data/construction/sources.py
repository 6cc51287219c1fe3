"""Citations behind the short source names used in the tables, and reading of the source folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.errors import InvalidInputError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Source:
    """A citation: what it is, and the file of the source folder with its numbers and links."""

    citation: str
    file: str


SOURCES: dict[str, Source] = {
    "icio2022": Source(
        "OECD ICIO Extended, flows of 2022 in basic prices, 81 economies aggregated to 9 regions",
        "structure/icio/icio2022_9reg_28sec.csv",
    ),
    "icio2022_teti": Source(
        "Ad valorem duties published beside OECD ICIO Extended 2022 (tariff_teti)",
        "structure/icio/icio2022_9reg_28sec.csv",
    ),
    "census2024": Source(
        "US Census, goods trade 2024: general imports (customs basis), total exports, first print",
        "trade/trade_us_balances_2024_census.csv",
    ),
    "census2024_icio": Source(
        "US Census HS10 imports for consumption 2024 with duties collected, by ICIO sector",
        "trade/us_imports_2024_by_icio.csv",
    ),
    "census2024_17": Source(
        "US Census HS10 imports for consumption 2024 with duties collected, 17 sectors",
        "trade/trade_us_imports_2024_by_sector.csv",
    ),
    "census2024_hs": Source(
        "US Census HS10 imports for consumption 2024 with duties collected, selected headings",
        "trade/trade_us_imports_2024_detail_hs.csv",
    ),
    "reported2024": Source(
        "Customs statistics by reporter, 2024 or mean of 2023-24 (Japan MOF, GACC, UN Comtrade)",
        "trade/trade_bilateral_totals_2024_reported.csv",
    ),
    "baci2023": Source(
        "CEPII BACI 2023, reconciled FOB", "trade/trade_bilateral_totals_2023_baci.csv"
    ),
    "asia_items": Source(
        "Items of Asian trade from national statistics", "trade/asia_bilateral_sectors.csv"
    ),
    "japan_items": Source("Items of Japan's trade", "trade/trade_japan_items.csv"),
    "us_china_items": Source(
        "US exports to China by sector (US Census, USCBC)",
        "trade/trade_us_exports_china_by_sector.csv",
    ),
    "sector_vectors": Source(
        "Sector values put together from partial sources; low confidence",
        "trade/trade_sector_vectors_constructed_2024.csv",
    ),
    "services": Source("Trade in services (BEA, CRS, USCBC)", "trade/services_trade.csv"),
    "bea2024": Source(
        "BEA input-output summary tables 2024", "structure/output_by_sector_usa_jpn_chn.csv"
    ),
    "gdp": Source("GDP (World Bank, IMF)", "structure/macro_gdp_population.csv"),
    "shares2017": Source(
        "Value-added, input and final shares 2017, 7 regions x 44 ICIO sectors",
        "structure/cost_shares_2017_7x44/",
    ),
    "comtrade_re": Source(
        "China's rare-earth exports (UN Comtrade, China as reporter)",
        "trade/china_rare_earth_exports_2017_2024.csv",
    ),
    "re_shares": Source(
        "Rare-earth shares by stage (USGS, IEA)",
        "strategic/rare_earth_shares_and_dependence.csv",
    ),
    "re_magnets": Source(
        "Rare-earth magnets: output, use, value (Argus, Adamas, IEA, E&E News)",
        "strategic/rare_earth_magnets.csv",
    ),
    "chips": Source(
        "Semiconductors: trade, output and sales (WSTS, MOTIE, customs, McKinsey)",
        "strategic/semiconductors_trade_output.csv",
    ),
    "chip_equipment": Source(
        "Chip equipment: sellers and exports (MOF Japan, USITC)",
        "strategic/chip_equipment_trade.csv",
    ),
    "chip_equipment_buyers": Source(
        "Chip equipment by buyer (SEMI, April 2025)", "strategic/semiconductor_facts.csv"
    ),
    "us_added_2025": Source(
        "Added US tariff of 30 May 2025 by region and sector, with shares under each act",
        "policy/us_tariff_2025-05-30_by_region_sector.csv",
    ),
    "tariff_events": Source(
        "Dated tariff and export-control acts", "policy/tariff_and_control_events.csv"
    ),
    "china_on_us": Source(
        "China's tariffs on US goods, 30 May 2025 (PIIE, USDA, derived readings)",
        "policy/china_tariff_on_us_2025-05-30.csv",
    ),
    "china_layer2018": Source(
        "China's retaliation of 2018-19 by ICIO sector",
        "structure/cost_shares_2017_7x44/tariff_China.csv",
    ),
    "tariff_levels": Source("MFN and average duties", "policy/tariff_levels_mfn_and_duties.csv"),
    "theta_sets": Source(
        "Eight published sets of trade elasticities by ICIO sector",
        "structure/icio/icio_sectors_elasticities.csv",
    ),
    "elasticity_time": Source(
        "Pass-through and elasticities by horizon", "strategic/passthrough_and_elasticities.csv"
    ),
    "assumed": Source(
        "Assumed; see assumptions.csv for value, range and reason", "assumptions.csv"
    ),
}


class SourceFolder:
    """Reads tables of the source folder and looks single facts up in them."""

    def __init__(self, root: Path) -> None:
        if not (root / "structure" / "icio").is_dir():
            raise InvalidInputError(
                f"--source must be the folder with `structure/`, `trade/`, `policy/`; got {root}"
            )
        self._root = root
        self._cache: dict[str, pd.DataFrame] = {}

    def table(self, name: str) -> pd.DataFrame:
        """Return the table `name` (path below the source folder), read once."""
        if name not in self._cache:
            self._cache[name] = pd.read_csv(self._root / name, encoding="utf-8-sig")
        return self._cache[name]

    def fact(self, source: str, **where: Any) -> float:
        """Return the one `value` of a source's table whose columns equal `where`.

        Raises `InvalidInputError` when no row or more than one row fits: a source that changed its
        rows must stop the build instead of changing a number silently.
        """
        rows = self.table(SOURCES[source].file)
        for column, wanted in where.items():
            rows = rows[rows[column].astype(str) == str(wanted)]
        if len(rows) != 1:
            raise InvalidInputError(
                f"one row of {SOURCES[source].file} must fit {where}; {len(rows)} do"
            )
        return float(rows["value"].iloc[0])
