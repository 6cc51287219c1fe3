"""What a shortage of Chinese rare earths does to those who use them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.chip_fields import Months, PositiveMonths, Share, between
from sim.scenario.fields import RegionId
from sim.scenario.quantity import Amount, Quantity
from sim.scenario.section import Section


class RareEarthUse(Section):
    """How a shortage of Chinese rare earths hurts the sectors that use them."""

    loss_of_japan_gdp: Share = Field(
        default=between(
            0.0043,
            0.013,
            source="a year without Chinese rare earths costs Japan 0.43 % of GDP (NRI), 0.88 % "
            "(Mizuho), 1.3 % (Daiwa)",
        ),
        description="Loss of Japan's GDP in a year without any Chinese rare earths or stocks.",
    )
    stock: Months = Field(
        default=between(
            "1.8 months",
            "3 months",
            source='8 weeks in India (Reuters); "several months" in Japanese car chains (UBS '
            "SuMi Trust). With spare_share and loss_power they give the plants of Ford and Suzuki "
            "that stopped late in May 2025, and few others (docs/critical-inputs.md)",
        ),
        description="Users' stocks on average, in months of use; some users hold more, some none.",
    )
    stock_by_user: dict[RegionId, Months] = Field(
        default_factory=dict,
        description="The same for the users of one region, such as {JPN: 3 months}.",
    )
    restocking_time: PositiveMonths = Field(
        default=between(
            "6 months",
            "18 months",
            assumed="China's magnet exports stayed 13 to 27 % above 2024 from July to December "
            "2025, well after the backlog was served",
        ),
        description="Time over which users refill their stocks once they can buy.",
    )
    spare_share: Share = Field(
        default=between(
            0.04,
            0.12,
            source="with stock and loss_power: the plants that stopped in May and June 2025; more "
            "to spare and none would have stopped",
        ),
        description="Share of their magnets that users can do without at no cost to output.",
    )
    loss_power: Annotated[Quantity, Amount("dimensionless", low=1, high=6)] = Field(
        default=between(
            1.5,
            2.5,
            assumed="2 if the worth of uses rises in a straight line from nothing; with stock and "
            "spare_share it gives the plants that stopped in May and June 2025",
        ),
        description="How fast output is lost as more is missing: 1 in proportion, above 1 the "
        "least valued uses stop first and whole lines last.",
    )
    new_supply_share: Share = Field(
        default=between(
            0.16,
            0.8,
            assumed="high: most plants announced by 2025 work (15 kt of magnets a year in the US "
            "against a use of 10 kt); low: the IEA sees China at 77 % of refining in 2030 against "
            "92 % in 2023",
        ),
        description="Part of China's supply that plants under way elsewhere replace in time, with "
        "or without a deal.",
    )
    learned_share: Share = Field(
        default=between(
            0.1, 0.33, assumed="high: thrift takes a third off in five years (IEA); low: a tenth"
        ),
        description="Share of their magnets that users learn to do without in time, beyond "
        "`spare_share`.",
    )
    opening_time: PositiveMonths = Field(
        default=between(
            "48 months",
            "72 months",
            source="a refinery takes about 5 years (Goldman Sachs 2025); a year either way assumed",
        ),
        description="Time until those plants work and users have learned; both come evenly.",
    )
    heavy_dependence: Share = Field(
        default=between(
            0.9, 1.0, source="Japan's dependence on China for heavy rare earths, 90 to 100 %"
        ),
        description="China's part in the heavy rare earths that magnet makers elsewhere use.",
    )
    heavy_magnets: Share = Field(
        default=between(
            0.74,
            1.0,
            source="low: magnets that need no licence were at most the 26 % that China still "
            "exported in May 2025; high: all need heavy rare earths",
        ),
        description="Share of magnets that cannot be made without heavy rare earths.",
    )
    outside_slack: Share = Field(
        default=between(
            0.0, 0.2, assumed="makers elsewhere run near capacity; longer shifts at most"
        ),
        description="How much more refiners and magnet makers elsewhere can make at once.",
    )
    diversion: Share = Field(
        default=between(
            0.0, 0.3, assumed="licences name the final user; part leaks through third countries"
        ),
        description="Share of the differences between regions' shortages that trade through third "
        "countries evens out; matters if not all are restricted alike.",
    )
    price_elasticity: Annotated[Quantity, Amount("dimensionless", low=0.05, high=5)] = Field(
        default=between(
            0.7,
            0.9,
            source="dysprosium 3.0 and terbium 3.1 times as dear in Europe on 6 May as on 1 April "
            "2025 (Argus) with about 43 % of heavy supply left (0.77); range assumed around it",
        ),
        description="How far demand outside China falls when scarce rare earths get dearer by 1 %.",
    )
    unsold_share: Share = Field(
        default=between(
            0.5,
            1.0,
            assumed="China's makers and their workers stay where they are at first; plants move to "
            "other uses over `opening_time`",
        ),
        description="Share of what China does not let out that its makers lose at first: idle "
        "plants and unsold stock.",
    )
