"""Chips of talks with China: rates and chip controls, licences, purchases, restraint."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from sim.scenario.chip_fields import Chip, Months, Share, StepChip, between, written
from sim.scenario.chips import (
    FINANCING,
    PAYS,
    AgriculturalImports,
    AircraftPurchases,
    Financing,
    Rates,
)
from sim.scenario.quantity import Amount, Quantity

CostRise = Annotated[Quantity, Amount("fraction", low=0, high=10)]
CostFall = Annotated[Quantity, Amount("fraction", low=0, high=0.9)]


class ChinaRate(Rates):
    """The added US tariff rate on China's goods, the part on fentanyl included."""


class ChipControlsRelief(StepChip):
    """The US eases its export controls on chips and chip equipment towards China."""

    max: CostFall = Field(
        default=between(
            "5%",
            "20%",
            assumed="no estimate of what the controls cost as a price; US chips to China fell from "
            "11.0 USD bn in 2020 to 9.8 in 2024 (Census) while China's chip imports rose by a "
            "tenth a year",
        ),
        description="Largest fall in the cost of delivering US chips and chip equipment to China.",
    )
    lead_time: Months = Field(
        default=between("0 months", "6 months", assumed="licences are given case by case"),
        description="Time from signature until sales are easier.",
    )


class ChipControlRestraint(StepChip):
    """Japan stays out of US controls on chip equipment; at zero it joins them in full."""

    max: CostRise = Field(
        default=between(
            "10%",
            "40%",
            assumed="joining would close part of a market that took 14.4 of Japan's 29.7 USD bn of "
            "equipment exports in 2024 (Japan's Ministry of Finance); no price equivalent exists",
        ),
        description="Rise in the cost of delivering Japan's chip equipment to China if Japan joins "
        "in full.",
    )
    lead_time: Months = Field(
        default=between("3 months", "12 months", assumed="an ordinance and its notice period"),
        description="Time until controls that Japan joins bite.",
    )


class _Licences(StepChip):
    """China's licences for rare earths to one destination."""

    max: Share = Field(
        default=written({"value": "100%", "assumed": "as before April 2025: all that is ordered"}),
        description="Largest licensed share of the volume of 2024; none of the chip given leaves "
        "the share of China's state.",
    )


class RareEarthLicences(_Licences):
    """China licenses more rare earths to the United States."""


class RareEarthLicencesToJapan(_Licences):
    """China licenses more rare earths to Japan."""


class ChineseFarmPurchases(AgriculturalImports):
    """China commits to buy more US farm goods than it would at the same tariffs."""

    planned_share: Share = Field(
        default=between(
            0.3,
            0.7,
            assumed="half of what Phase One bought above 2017 came back by itself after the swine "
            "fever; nobody measured it",
        ),
        description="Share of the commitment that would be bought without it and adds nothing.",
    )
    delivered_share: Share = Field(
        default=between(
            0.75, 0.81, source="Phase One farm purchases delivered: 81 % in 2020, 75 % in 2021"
        ),
        description="Share of the commitment that is delivered.",
    )
    raw_farm_share: Share = Field(
        default=between(
            0.6,
            0.85,
            source="of the US farm goods on China's list of 4 March 2025, soya and sorghum were "
            "14.0 of 17.9 USD bn in 2024 (Census); widened",
        ),
        description="Share that is farm produce (soya, grains); the rest is food (meat).",
    )
    financing: Financing = Field(
        default=written(
            {"value": "state_direction", "assumed": "state traders were told to buy in 2020"}
        ),
        description=PAYS,
    )


class ChineseAircraftPurchases(AircraftPurchases):
    """China commits to buy more US aircraft."""

    planned_share: Share = Field(
        default=between(0.4, 0.8, assumed="airlines buy from two makers anyway, as Japan's do"),
        description="Share of the commitment that would be bought without it and adds nothing.",
    )
    financing: Financing = Field(
        default=written(
            {
                "one_of": list(FINANCING),
                "assumed": "the state buys for its airlines; who pays is open",
            }
        ),
        description=PAYS,
    )


CHINA_CHIP_MODELS: Final[dict[str, type[Chip]]] = {
    "china_rate": ChinaRate,
    "chip_controls_relief": ChipControlsRelief,
    "chip_control_restraint": ChipControlRestraint,
    "rare_earth_licences": RareEarthLicences,
    "chinese_farm_purchases": ChineseFarmPurchases,
    "chinese_aircraft_purchases": ChineseAircraftPurchases,
    "rare_earth_licences_to_japan": RareEarthLicencesToJapan,
}
"""Chip kind -> model of its parameters; `sim.scenario.holdings` says who gives it to whom."""
