"""Parameters of the bargaining chips, as scenario files write them.

Fields of scope "world" say what a chip does (sizes, lead times, technology); they are drawn once a
world and read by `sim.chips` under the same names. Fields of scope "run" say what giving the chip
costs its holder beyond what the model shows (lobbies, administration).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from sim.scenario.checks import Finding, FindingsError
from sim.scenario.chip_fields import (
    Chip,
    Money,
    Months,
    PositiveMonths,
    Share,
    StepChip,
    YearlyMoney,
    YearlyShare,
    between,
    written,
)
from sim.scenario.chips_capacity import (
    ChipEquipmentCooperation,
    CriticalMineralsCooperation,
    JointShipbuilding,
)
from sim.scenario.quantity import Amount, Choice, Options, Quantity

COUNTING: Final = ("added", "all_in")
FINANCING: Final = ("subsidy", "state_direction")
PAYS: Final = (
    "Who pays for what buyers would not buy at the price: `subsidy`, the budget; "
    "`state_direction`, all users of the goods, through a levy on what they buy."
)

Rate = Annotated[Quantity, Amount("fraction", low=0, high=5, certain=True)]
Financing = Annotated[Choice, Options(FINANCING, scope="world")]


class Rates(Chip):
    """Tariff rates, measured down from the threatened rate."""

    rates: tuple[Rate, ...] = Field(
        min_length=2,
        description="Rates that can be agreed, falling. The threatened rate is always first: it "
        "is put there if missing, and rates above it play no part.",
    )

    @model_validator(mode="after")
    def _falling(self) -> Self:
        found = [
            Finding(
                ("rates", i + 1),
                f"rates must fall: {later.mean:.4g} follows {earlier.mean:.4g}",
                "put the highest rate first",
            )
            for i, (earlier, later) in enumerate(pairwise(self.rates))
            if later.mean >= earlier.mean
        ]
        if found:
            raise FindingsError(found)
        return self


class _RateChip(Rates):
    """A US tariff rate on Japan."""

    counting: Annotated[Choice, Options(COUNTING, scope="world")] = Field(
        default=written(
            {
                "value": "added",
                "source": "the orders of April 2025 put their rates on top of the duty",
            }
        ),
        description="`added` puts the rate on top of the duty of 2024; `all_in` includes that duty "
        "(a good whose duty is higher keeps it).",
    )


class GeneralRate(_RateChip):
    """The general ("reciprocal") US tariff rate on the other party's goods."""


class CarRate(_RateChip):
    """The US tariff rate on the other party's cars and car parts."""


class AgriculturalImports(StepChip):
    """Japan commits to buy more US farm goods than it would at the same tariffs."""

    max: YearlyMoney = Field(description="Largest commitment, purchases a year.")
    planned_share: Share = Field(
        default=between(
            0.0,
            0.4,
            assumed="part of what is announced that would be bought anyway; US farm sales to Japan "
            "rose 5 % in January-May 2025 (AFPC, Texas A&M)",
        ),
        description="Share of the commitment that would be bought without it and adds nothing.",
    )
    delivered_share: Share = Field(
        default=between(
            0.75,
            0.95,
            source="Phase One farm purchases delivered: 81 % in 2020, 75 % in 2021; upper end "
            "assumed, since single state purchases came nearly in full",
        ),
        description="Share of the commitment that is delivered.",
    )
    raw_farm_share: Share = Field(
        default=between(
            0.5,
            0.8,
            assumed="maize, soya and wheat were 55 % of the five main US farm sales to Japan in "
            "2018 (4.4 of 8.1 USD bn); Japan floated maize and soya on 1 May 2025",
        ),
        description="Share that is farm produce (maize, soya, rice); the rest is food (meat).",
    )
    lead_time: Months = Field(
        default=between("2 months", "8 months", assumed="tenders and the harvest of autumn 2025"),
        description="Time from signature to the first deliveries.",
    )
    financing: Financing = Field(
        default=written(
            {
                "one_of": list(FINANCING),
                "assumed": "Japan buys wheat and rice through the state, which passes prices on; "
                "other farm goods would need money from the budget",
            }
        ),
        description=PAYS,
    )


class DefensePurchases(StepChip):
    """Japan buys more US defence equipment; counted in the balance the US looks at."""

    max: YearlyMoney = Field(description="Largest announced rise of purchases, a year.")
    planned_share: Share = Field(
        default=between(
            0.5,
            0.9,
            assumed="Japan described its offer as mostly planned already (Asahi, May 2025); the "
            "programme of 2023-27 is 43 trillion yen",
        ),
        description="Share that is in Japan's plans anyway and adds nothing.",
    )
    delivered_share: Share = Field(
        default=between(
            0.85,
            1.0,
            source="8 % of the orders of fiscal 2018 were paid and not delivered on time (32.6 of "
            "400.0 bn yen; Japan Times, Defence Ministry); range assumed around it",
        ),
        description="Share of the additional orders that is delivered.",
    )
    lead_time: Months = Field(
        default=between(
            "6 months", "30 months", assumed="munitions come within a year, aircraft take years"
        ),
        description="Time from signature to the first deliveries.",
    )
    value_in_use: Share = Field(
        default=between(0.3, 0.9, assumed="what the arms are worth to Japan, per dollar paid"),
        description="Worth of the additional arms to Japan as a share of what it pays.",
    )


class AircraftPurchases(StepChip):
    """Japan's airlines commit to buy more US aircraft; counted in the balance the US looks at."""

    max: YearlyMoney = Field(description="Largest commitment, purchases a year.")
    planned_share: Share = Field(
        default=between(
            0.4,
            0.8,
            assumed="airlines buy from two makers anyway, and announcements name orders that are "
            "on the books",
        ),
        description="Share of the commitment that would be bought without it and adds nothing.",
    )
    delivered_share: Share = Field(
        default=between(
            0.6,
            0.95,
            source="low: manufactures of Phase One, aircraft among them, delivered 63 % in 2020 "
            "and 60 % in 2021; high: assumed",
        ),
        description="Share of the commitment that is delivered.",
    )
    lead_time: Months = Field(
        default=between(
            "12 months", "48 months", assumed="order books of both makers are full for years"
        ),
        description="Time from signature to the first additional deliveries.",
    )
    financing: Financing = Field(
        default=written(
            {
                "one_of": list(FINANCING),
                "assumed": "carriers can be directed, or helped with credit and aid",
            }
        ),
        description=PAYS,
    )


class AutoNonTariffBarriers(StepChip):
    """Japan accepts US car standards and tests."""

    max: Share = Field(description="Largest fall in the cost of selling US vehicles in Japan.")
    lead_time: Months = Field(
        default=between("6 months", "18 months", assumed="change of ordinances and first models"),
        description="Time from signature until the rules apply.",
    )


class InvestmentPledge(StepChip):
    """Japan pledges investment in the US: a capital inflow, not a gift."""

    max: Money = Field(description="Largest pledge, sum over the whole period.")
    additional_share: Share = Field(
        default=between(
            0.05,
            0.3,
            assumed="Japan's stock in the US rose by 36 USD bn in 2024 (783 to 819, BEA), so most "
            "of a pledge to be drawn over years is planned anyway",
        ),
        description="Share of the pledge that would not be invested without it.",
    )
    lead_time: Months = Field(
        default=between("3 months", "12 months", assumed="projects to be chosen"),
        description="Time from signature to the first payments.",
    )
    draw_time: PositiveMonths = Field(
        default=between("48 months", "96 months", assumed="no date was named for the pledge"),
        description="Time over which the money is drawn, evenly.",
    )
    service_rate: YearlyShare = Field(
        default=between("3%/yr", "6%/yr", assumed="interest and dividends paid to Japan"),
        description="Yearly payment to Japan per dollar drawn.",
    )
    host_gain: YearlyShare = Field(
        default=between(
            "0%/yr", "3%/yr", assumed="wages, taxes and know-how that stay, beyond the service"
        ),
        description="Yearly income that the host gains per additional dollar installed.",
    )
    expected_loss: Share = Field(
        default=between(
            0.0,
            0.15,
            assumed="projects chosen for policy return less than they cost; present value",
        ),
        description="Expected loss of the lender as a share of the additional money.",
    )
    loss_kept_by_host: Share = Field(
        default=between(
            0.0, 1.0, assumed="a share in profits is the host's gain, a failed project nobody's"
        ),
        description="Part of the lender's loss that is the host's gain.",
    )


CHIP_MODELS: Final[dict[str, type[Chip]]] = {
    "general_rate": GeneralRate,
    "car_rate": CarRate,
    "agricultural_imports": AgriculturalImports,
    "chip_equipment_cooperation": ChipEquipmentCooperation,
    "joint_shipbuilding": JointShipbuilding,
    "defense_purchases": DefensePurchases,
    "critical_minerals_cooperation": CriticalMineralsCooperation,
    "auto_non_tariff_barriers": AutoNonTariffBarriers,
    "investment_pledge": InvestmentPledge,
    "aircraft_purchases": AircraftPurchases,
}
"""Chip kind -> model of its parameters: of the United States and Japan towards each other.

Those of talks with China stand in `sim.scenario.chips_china`.
"""
