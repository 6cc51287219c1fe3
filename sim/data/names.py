"""Names and order of the regions and sectors of the benchmark; every array follows this order."""

from __future__ import annotations

REGIONS: tuple[str, ...] = ("USA", "JPN", "CHN", "EU27", "KOR", "TWN", "AUS", "MYS", "ROW")
"""Nine regions; ROW is the rest of the world (Canada, Mexico, Viet Nam and all others)."""

SECTORS: tuple[str, ...] = (
    "agriculture",
    "food",
    "energy",
    "ores",
    "re_mining",
    "re_refining",
    "re_magnets",
    "textiles",
    "wood_paper",
    "chemicals",
    "pharma",
    "plastics_minerals",
    "metals",
    "metal_products",
    "electronics",
    "semiconductors",
    "electrical",
    "machinery",
    "chip_equipment",
    "motor_vehicles",
    "ships",
    "aircraft_defense",
    "other_manufacturing",
    "services",
)
"""Twenty-four sectors; `re_` are the stages of rare earths: ore, compounds and metals, magnets."""

GOODS: tuple[str, ...] = SECTORS[:-1]
"""The sectors that count in a goods balance: all but services."""

REGION_INDEX: dict[str, int] = {name: position for position, name in enumerate(REGIONS)}
SECTOR_INDEX: dict[str, int] = {name: position for position, name in enumerate(SECTORS)}
