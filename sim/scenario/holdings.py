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
from sim.scenario.section import Section


class UnitedStatesChips(Section):
    """What the United States can give."""

    general_rate: GeneralRate | None = Field(
        default=None, description="Relief from the general added rate."
    )
    car_rate: CarRate | None = Field(
        default=None, description="Relief from the added rate on cars and parts."
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


HOLDINGS: Final[dict[str, type[Section]]] = {"USA": UnitedStatesChips, "JPN": JapanChips}
HOLDER: Final = {kind: party for party, held in HOLDINGS.items() for kind in held.model_fields}
CHIP_KINDS: Final = tuple(HOLDER)
