"""The closed lists of identifiers that scenario files may use."""

from __future__ import annotations

from typing import Final

REGIONS: Final = ("USA", "JPN", "CHN", "EU27", "KOR", "TWN", "AUS", "MYS", "ROW")
PARTIES: Final = ("USA", "JPN", "CHN")
SECTORS: Final = (
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
ELASTICITY_SETS: Final = ("BSY", "CP", "FGO", "GYY", "IS", "LL", "Shap", "U4")
