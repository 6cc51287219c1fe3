"""Where home goods are a tier of demand of their own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.chip_fields import written
from sim.scenario.fields import SectorId
from sim.scenario.quantity import Amount, Quantity
from sim.scenario.section import Section


class HomeTier(Section):
    """Two tiers of demand: home goods against imports, then suppliers among imports."""

    elasticity_share: Annotated[Quantity, Amount("fraction", low=0.1, high=1)] = Field(
        default=written(
            {
                "between": ["50%", "100%"],
                "source": "the macro elasticity is below the micro one in half of goods and not "
                "different in up to half (Feenstra, Luck, Obstfeld and Russ 2014, NBER 20063); "
                "half is the rule of two of the GTAP model (recalled)",
            }
        ),
        description="Elasticity of substitution (theta + 1) between home goods and imports, as a "
        "share of that among suppliers; 100 % is one tier.",
    )
    sectors: tuple[SectorId, ...] = Field(
        default=written(("agriculture", "food")),
        description="Sectors with two tiers: by default those of purchase commitments, where a "
        "single tier takes nearly all of a commitment from home producers.",
    )
