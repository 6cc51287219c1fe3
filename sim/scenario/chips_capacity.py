"""Chips that build capacity: chip plants, shipyards, rare-earth refining and magnets."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from sim.scenario.chip_fields import (
    Money,
    PositiveMoney,
    PositiveMonths,
    Share,
    StepChip,
    Tonnes,
    YearlyMoney,
    YearlyShare,
    Years,
    between,
    written,
)
from sim.scenario.quantity import Amount, Choice, Options, Quantity

HOSTS: Final = ("JPN", "USA", "MYS", "AUS")


class ChipEquipmentCooperation(StepChip):
    """Japan equips US chip plants: machines first, capacity after the lead time."""

    max: YearlyMoney = Field(description="Largest yearly deliveries of chip-making equipment.")
    additional_share: Share = Field(
        default=between(
            0.3, 0.8, assumed="the rest would be bought anyway or replaces other suppliers"
        ),
        description="Share of the deliveries that is equipment the US would not have installed.",
    )
    lead_time: PositiveMonths = Field(
        default=between(
            "24 months",
            "38 months",
            source="building a US chip plant: 24 months of construction, 38 with permits and "
            "design (Exyte, February 2025); 736 days on average 1990-2020 (CSET)",
        ),
        description="Time over which equipment is delivered, after which capacity opens.",
    )
    equipment_life: Years = Field(
        default=between("6 years", "10 years", assumed="service life of chip-making equipment"),
        description="Service life; its inverse is the depreciation that the equipment earns.",
    )
    capital_return: YearlyShare = Field(
        default=between("6%/yr", "12%/yr", assumed="return on installed equipment"),
        description="Yearly return of the equipment after depreciation.",
    )
    host_efficiency: Share = Field(
        default=between(
            0.5,
            1.0,
            source="a US plant costs about twice one in Taiwan at similar equipment cost (Exyte, "
            "February 2025); upper end assumed",
        ),
        description="Worth of equipment in a US plant relative to its cost.",
    )
    chinese_answer: Share = Field(
        default=between(
            0.0,
            0.1,
            assumed="chance of an answer (0-30 %) times sales lost; China bought 14.4 of Japan's "
            "29.7 USD bn of equipment exports in 2024 (Japan's Ministry of Finance) and answered "
            "the controls of 2023 with licences on gallium and germanium",
        ),
        description="Expected share of China's purchases of Japanese chip equipment that it stops.",
    )
    technology_leak: Share = Field(
        default=between(0.0, 0.02, assumed="know-how that US equipment makers pick up"),
        description="Productivity that US makers of chip equipment gain once capacity is open.",
    )


class JointShipbuilding(StepChip):
    """Japan helps to build up US yards: equipment and hull blocks first, ships later."""

    max: Money = Field(description="Largest programme, spread evenly over the lead time.")
    japanese_share: Share = Field(
        default=between(0.4, 0.8, assumed="the rest is US construction work"),
        description="Share of the programme spent on Japanese equipment and hull blocks.",
    )
    machinery_share: Share = Field(
        default=between(0.5, 0.8, assumed="yard equipment and engines against hull blocks"),
        description="Share of Japanese deliveries that is machinery; the rest is ship parts.",
    )
    additional_share: Share = Field(
        default=between(0.5, 1.0, assumed="the rest replaces investment planned by the yards"),
        description="Share of the programme that would not be built without it.",
    )
    lead_time: PositiveMonths = Field(
        default=between(
            "36 months",
            "60 months",
            assumed="first free slot at Philadelphia in 2027, other yards full with Navy work "
            "(New York Times 2025); a yard takes years more",
        ),
        description="Time over which equipment is delivered, after which capacity opens.",
    )
    capacity_used: Share = Field(
        default=between(
            0.3, 0.8, assumed="US yards lack workers and orders; the first slots are for the Navy"
        ),
        description="Share of the new capacity that is worked.",
    )
    capital_per_yearly_ship: PositiveMoney = Field(
        default=between(
            "0.2 USD bn",
            "0.35 USD bn",
            source="0.27 USD bn: 5 USD bn to raise Philadelphia from 1.5 to 20 ships a year "
            "(JoongAng 2025); range assumed around it",
        ),
        description="Yard capital for one more ship a year.",
    )
    price_per_ship: PositiveMoney = Field(
        default=written({"value": "0.22 USD bn", "source": "tanker at Philadelphia (WSJ 2025)"}),
        description="What a ship costs in a US yard; 0.047 USD bn in China or Korea.",
    )
    cost_cut: Share = Field(
        default=between(
            0.05,
            0.3,
            assumed="part of the 79 % gap to Asian cost (220 against 47 USD m) that Japanese "
            "design and blocks close",
        ),
        description="Fall in the cost of the ships built with the new capacity.",
    )
    equipment_life: Years = Field(
        default=between("15 years", "25 years", assumed="service life of docks and cranes"),
        description="Service life; its inverse is the depreciation that the capital earns.",
    )
    capital_return: YearlyShare = Field(
        default=between("4%/yr", "8%/yr", assumed="return on yard capital"),
        description="Yearly return of the yard capital after depreciation.",
    )


class CriticalMineralsCooperation(StepChip):
    """Japan helps to build rare-earth refining and magnet plants outside China."""

    max: Tonnes = Field(description="Largest new capacity, tonnes of magnets a year.")
    host: Annotated[Choice, Options(HOSTS, scope="world")] = Field(
        default=written(
            {
                "one_of": ["JPN", "MYS", "AUS"],
                "assumed": "third countries with skill and lower labour cost are one idea (seed "
                "article); Malaysia and Australia refine today",
            }
        ),
        description="Where the plants stand.",
    )
    lead_time: PositiveMonths = Field(
        default=between(
            "24 months",
            "60 months",
            source="a refinery takes about 5 years (Goldman Sachs 2025); Lynas's expansion took "
            "about 3 (2022-25); lower end assumed for magnet plants on existing sites",
        ),
        description="Time from signature until the magnet plants work.",
    )
    refining_lead_time: PositiveMonths = Field(
        default=between(
            "36 months",
            "60 months",
            source="Lynas's expansion took about 3 years (2022-25), a refinery takes about 5 "
            "(Goldman Sachs 2025)",
        ),
        description="Time until their own refinery works; before, they run on Chinese materials, "
        "as far as China lets these out.",
    )
    us_share: Share = Field(
        default=between(0.3, 0.7, assumed="how the output is shared between the two"),
        description="Share of the output that goes to the United States; Japan takes the rest.",
    )
    us_additional_share: Share = Field(
        default=between(
            0.3,
            0.8,
            assumed="US plants are under way without Japan: MP (1 kt a year from end 2025), Noveon "
            "and USA Rare Earth (2 kt a year each, planned)",
        ),
        description="Share of the US part that would not be built without a deal.",
    )
    japan_additional_share: Share = Field(
        default=between(
            0.0,
            0.3,
            assumed="Japan has built supply for itself since 2010 (Lynas with JOGMEC and Sojitz) "
            "and needs no deal with the US for it",
        ),
        description="Share of Japan's own part that it would not build without a deal.",
    )
    chinese_answer: Share = Field(
        default=between(
            0.0,
            0.03,
            assumed="chance of an answer (0-30 %) times its length over ten years: the stop of "
            "2010 lasted about two months; a year would be a tenth",
        ),
        description="Expected share of Japan's licensed imports that China keeps back in answer.",
    )
    china_price: Annotated[Quantity, Amount("USD m", low=0, high=1000)] = Field(
        default=written(
            {
                "value": "49.2 USD m",
                "source": "China's magnet exports of 2024: 58 152 t for 2.86 USD bn (Adamas)",
            }
        ),
        description="Price of a thousand tonnes of magnets from China.",
    )
    cost_gap: Share = Field(
        default=between(
            0.2,
            0.69,
            source="magnets for cars cost 83 USD/kg in 2023 (Neo) against 49.2 for China's exports "
            "of 2024: 69 %; the grades differ, lower end assumed",
        ),
        description="How much dearer the output is than China's; the buyers' budgets pay it.",
    )
    third_country_saving: Share = Field(
        default=between(
            0.0, 0.3, assumed="skilled and cheaper labour in a third country (seed article)"
        ),
        description="Part of the cost gap that a host other than Japan and the United States "
        "saves.",
    )
    technology_gain: Share = Field(
        default=between(0.0, 0.2, assumed="Japanese process technology in the host's plants"),
        description="Fall in the host's refining and magnet costs at the maximum.",
    )
