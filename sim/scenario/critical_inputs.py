"""What a shortage of Chinese rare earths does to those who use them."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.chip_fields import Months, Share, between
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
        description="Loss of Japan's GDP in a year without any Chinese rare earths.",
    )
    stock: Months = Field(
        default=between(
            "1 months",
            "4 months",
            source='"several months" in Japanese car makers\' chains (UBS SuMi Trust, June 2025), '
            "8 weeks in India (Reuters)",
        ),
        description="Users' stocks, in months of use; they cover part of the first year.",
    )
    spare_share: Share = Field(
        default=between(
            0.05,
            0.25,
            assumed="users drop the least valued uses first; no new stoppage was reported once "
            "exports were back at two thirds in June 2025 (3188 of 4846 t), with stocks in hand",
        ),
        description="Share of their magnets that users can do without at no cost to output.",
    )
    long_run_exposure: Share = Field(
        default=between(
            0.1,
            0.6,
            assumed="high: the IEA sees China at 77 % of refining in 2030 against 92 % in 2023, "
            "and thrift takes a third off; low: most plants announced by 2025 work (15 kt of "
            "magnets a year in the US against a use of 10 kt)",
        ),
        description="Part of a lasting shortage that still bites after five years.",
    )
