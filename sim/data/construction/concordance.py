"""Which source sectors make up each sector of the benchmark."""

from __future__ import annotations

from sim.data.names import SECTORS

ICIO_TO_SECTOR: dict[str, str] = {
    "A01": "agriculture",
    "A02": "agriculture",
    "A03": "agriculture",
    "B05": "energy",
    "B06": "energy",
    "B07": "ores",
    "B08": "ores",
    "B09": "energy",
    "C10T12": "food",
    "C13T15": "textiles",
    "C16": "wood_paper",
    "C17_18": "wood_paper",
    "C19": "energy",
    "C20": "chemicals",
    "C21": "pharma",
    "C22": "plastics_minerals",
    "C23": "plastics_minerals",
    "C24A": "metals",
    "C24B": "metals",
    "C25": "metal_products",
    "C26": "electronics",
    "C27": "electrical",
    "C28": "machinery",
    "C29": "motor_vehicles",
    "C301": "ships",
    "C302T309": "aircraft_defense",
    "C31T33": "other_manufacturing",
    "Services (aggregate)": "services",
}
"""ICIO sectors of the flows; a parent's name holds its children until `splits` takes them out."""

PARENT_OF: dict[str, str] = {
    "re_mining": "ores",
    "re_refining": "chemicals",
    "re_magnets": "electrical",
    "semiconductors": "electronics",
    "chip_equipment": "machinery",
}
"""Sectors that are cut out of a parent sector (arms, cut out of metal products, join aircraft)."""

CHILDREN: tuple[str, ...] = tuple(PARENT_OF)

INDCODE_TO_SECTOR: dict[int, str] = {
    1: "agriculture",
    2: "agriculture",
    3: "energy",
    4: "ores",
    5: "energy",
    6: "food",
    7: "textiles",
    8: "wood_paper",
    9: "wood_paper",
    10: "energy",
    11: "chemicals",
    12: "pharma",
    13: "plastics_minerals",
    14: "plastics_minerals",
    15: "metals",
    16: "metal_products",
    17: "electronics",
    18: "electrical",
    19: "machinery",
    20: "motor_vehicles",
    21: "aircraft_defense",
    22: "other_manufacturing",
    **dict.fromkeys(range(23, 45), "services"),
}
"""Sectors of the 2017 cost shares; 21 (C30) holds ships and aircraft together."""

# Mineral products (C23) stand in BEA's other manufactures but in our plastics_minerals: one group.
_CHEMICALS_AND_OTHER = (
    "chemicals",
    "pharma",
    "plastics_minerals",
    "wood_paper",
    "other_manufacturing",
)

BEA_TO_SECTORS: dict[str, tuple[str, ...]] = {
    "agri": ("agriculture",),
    "food": ("food",),
    "mining_energy": ("energy", "ores"),
    "petroleum_coke": ("energy", "ores"),
    "textiles_apparel": ("textiles",),
    "chem_pharma_plastics": _CHEMICALS_AND_OTHER,
    "metals": ("metals", "metal_products"),
    "electronics_semis": ("electronics",),
    "electrical_equip": ("electrical",),
    "machinery": ("machinery",),
    "autos_parts": ("motor_vehicles",),
    "other_transport": ("ships", "aircraft_defense"),
    "other_manufactures": _CHEMICALS_AND_OTHER,
    "construction_utilities": ("services",),
    "services": ("services",),
}
"""Groups of the US output table of 2024; two BEA groups with the same sectors are added."""

CENSUS_TO_SECTORS: dict[str, dict[str, float]] = {
    "agri_food": {"agriculture": 1.0, "food": 1.0},
    "energy": {"energy": 1.0, "chemicals": 0.05},
    "ores_minerals": {"ores": 1.0, "plastics_minerals": 0.3},
    "rare_earths": {"re_mining": 1.0, "re_refining": 1.0, "re_magnets": 1.0},
    "chem_plastics": {"chemicals": 1.0, "plastics_minerals": 1.0, "pharma": 0.3},
    "pharma": {"pharma": 1.0, "chemicals": 0.05, "other_manufacturing": 0.05},
    "textiles_apparel_toys": {"textiles": 1.0, "other_manufacturing": 0.5, "agriculture": 0.05},
    "steel_aluminium": {"metals": 1.0, "metal_products": 1.0},
    "machinery_electrical": {
        "machinery": 1.0,
        "electrical": 1.0,
        "motor_vehicles": 0.3,
        "aircraft_defense": 0.5,
        "electronics": 0.3,
        "metal_products": 0.2,
        "other_manufacturing": 0.1,
    },
    "electronics": {"electronics": 1.0, "machinery": 0.1, "electrical": 0.1},
    "semiconductors": {"semiconductors": 1.0},
    "sme": {"chip_equipment": 1.0},
    "autos_parts": {"motor_vehicles": 1.0, "aircraft_defense": 0.1, "machinery": 0.1},
    "ships": {"ships": 1.0},
    "aircraft": {"aircraft_defense": 1.0},
    "arms": {"aircraft_defense": 1.0},
    "other_manufactures": {
        "wood_paper": 1.0,
        "plastics_minerals": 0.5,
        "metals": 0.7,
        "metal_products": 0.7,
        "other_manufacturing": 1.0,
        "textiles": 0.3,
        "electronics": 0.7,
        "agriculture": 0.2,
        "electrical": 0.1,
        "machinery": 0.1,
        "aircraft_defense": 0.1,
        "chemicals": 0.1,
    },
}
"""Census sectors (HS chapters) -> sectors (industries) with the weights that start their fit.

The weights say how usual a pair is; the imports of each exporter by Census sector and by industry
then fix the pairs (`concordance_fit` in `duties`). Chapters 98 and 99 ("special") are spread."""

FIT_FLOOR = 1e-4
"""Start of a pair that the table above does not name, so that both margins can always be met."""


def check() -> None:
    """Raise `KeyError` if a concordance names a sector that the benchmark does not have."""
    known = set(SECTORS)
    named = set(ICIO_TO_SECTOR.values()) | set(INDCODE_TO_SECTOR.values()) | set(CHILDREN)
    for pairs in CENSUS_TO_SECTORS.values():
        named |= set(pairs)
    unknown = named - known
    if unknown:
        raise KeyError(f"concordance names unknown sectors: {sorted(unknown)}")
