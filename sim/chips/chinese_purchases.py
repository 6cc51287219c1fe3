"""China's purchases of US farm goods and aircraft: the commitments of Japan's chips, by China.

They work as `sim.chips.agricultural_imports` and `sim.chips.aircraft_purchases` do, on the flows
from the United States to China. Worked number: 12 USD bn a year of farm goods, half of them planned
anyway, 78 % delivered: 12 x 0.5 x 0.78 = 4.68 USD bn a year once deliveries run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sim.chips.agricultural_imports import AgriculturalImports
from sim.chips.aircraft_purchases import AircraftPurchases


@dataclass(frozen=True)
class ChineseFarmPurchases(AgriculturalImports):
    """China commits to buy US farm goods; parameters as `AgriculturalImports`."""

    kind: ClassVar[str] = "chinese_farm_purchases"
    holder: ClassVar[str] = "CHN"


@dataclass(frozen=True)
class ChineseAircraftPurchases(AircraftPurchases):
    """China commits to buy US aircraft; parameters as `AircraftPurchases`."""

    kind: ClassVar[str] = "chinese_aircraft_purchases"
    holder: ClassVar[str] = "CHN"
