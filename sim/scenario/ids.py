"""The closed lists of identifiers that scenario files may use."""

from __future__ import annotations

from typing import Final

from sim.data.names import REGIONS, SECTORS

PARTIES: Final = ("USA", "JPN", "CHN")
ELASTICITY_SETS: Final = ("BSY", "CP", "FGO", "GYY", "IS", "LL", "Shap", "U4")

__all__ = ["ELASTICITY_SETS", "PARTIES", "REGIONS", "SECTORS"]
