"""Which chips each party holds. A chip that is absent, or set to null, is not held."""

from typing import Final

from pydantic import Field

from sim.scenario.chips import (
    AgriculturalImports,
    AircraftPurchases,
    AutoNonTariffBarriers,
    CarRate,
    DefensePurchases,
    GeneralRate,
    InvestmentPledge,
)
from sim.scenario.chips_capacity import (
    ChipEquipmentCooperation,
    CriticalMineralsCooperation,
    JointShipbuilding,
)
from sim.scenario.chips_china import (
    ChinaRate,
    ChineseAircraftPurchases,
    ChineseFarmPurchases,
    ChipControlRestraint,
    ChipControlsRelief,
    RareEarthLicences,
    RareEarthLicencesToJapan,
)
from sim.scenario.section import Section


class UnitedStatesChips(Section):
    """What the United States can give."""

    general_rate: GeneralRate | None = Field(
        default=None, description="Relief from the general added rate."
    )
    car_rate: CarRate | None = Field(
        default=None, description="Relief from the added rate on cars and parts."
    )
    china_rate: ChinaRate | None = Field(
        default=None, description="Towards China: relief from the added rate."
    )
    chip_controls_relief: ChipControlsRelief | None = Field(
        default=None, description="Towards China: easier sale of chips and chip equipment."
    )


class JapanChips(Section):
    """What Japan can give."""

    agricultural_imports: AgriculturalImports | None = Field(
        default=None, description="More imports of US farm products."
    )
    chip_equipment_cooperation: ChipEquipmentCooperation | None = Field(
        default=None, description="Equipment for US chip plants."
    )
    joint_shipbuilding: JointShipbuilding | None = Field(
        default=None, description="Help to build up US shipyards."
    )
    defense_purchases: DefensePurchases | None = Field(
        default=None, description="More purchases of US defence equipment."
    )
    critical_minerals_cooperation: CriticalMineralsCooperation | None = Field(
        default=None, description="Refining and magnet plants outside China."
    )
    auto_non_tariff_barriers: AutoNonTariffBarriers | None = Field(
        default=None, description="Easier sale of US cars in Japan."
    )
    investment_pledge: InvestmentPledge | None = Field(
        default=None, description="Money for projects in the United States."
    )
    aircraft_purchases: AircraftPurchases | None = Field(
        default=None, description="More purchases of US aircraft."
    )
    chip_control_restraint: ChipControlRestraint | None = Field(
        default=None, description="Towards China: staying out of US controls on chip equipment."
    )


class ChinaChips(Section):
    """What China can give."""

    rare_earth_licences: RareEarthLicences | None = Field(
        default=None, description="Towards the United States: more licences for rare earths."
    )
    chinese_farm_purchases: ChineseFarmPurchases | None = Field(
        default=None, description="Towards the United States: more imports of farm products."
    )
    chinese_aircraft_purchases: ChineseAircraftPurchases | None = Field(
        default=None, description="Towards the United States: more purchases of aircraft."
    )
    rare_earth_licences_to_japan: RareEarthLicencesToJapan | None = Field(
        default=None, description="Towards Japan: more licences for rare earths."
    )


HOLDINGS: Final[dict[str, type[Section]]] = {
    "USA": UnitedStatesChips,
    "JPN": JapanChips,
    "CHN": ChinaChips,
}
HOLDER: Final = {kind: party for party, held in HOLDINGS.items() for kind in held.model_fields}
CHIP_KINDS: Final = tuple(HOLDER)
_TOWARDS: Final = {
    "china_rate": "CHN",
    "chip_controls_relief": "CHN",
    "chip_control_restraint": "CHN",
    "rare_earth_licences_to_japan": "JPN",
}
RECEIVER: Final = {
    kind: _TOWARDS.get(kind, "JPN" if holder == "USA" else "USA") for kind, holder in HOLDER.items()
}
"""Chip kind -> the party that it is given to."""


def belongs_to(kind: str, parties: tuple[str, str]) -> bool:
    """Return whether a chip is one between these two parties.

    >>> belongs_to("china_rate", ("USA", "JPN")), belongs_to("china_rate", ("CHN", "USA"))
    (False, True)
    """
    return {HOLDER[kind], RECEIVER[kind]} == set(parties)
