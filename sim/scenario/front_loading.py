"""How importers buy ahead of a dated tariff."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.chip_fields import Months, PositiveMonths, YearlyShare, between
from sim.scenario.quantity import Amount, Quantity
from sim.scenario.section import Section


class FrontLoading(Section):
    """Imports brought forward before the date of a threat, and missing after it."""

    response: Annotated[Quantity, Amount("months", low=0, high=24)] = Field(
        default=between(
            "0.5 months",
            "2.5 months",
            source="US imports by month (Census): vehicles and other transport equipment from "
            "Japan 5.70 USD bn in March 2025 against 4.91 a month in 2024, before 25 % from 3 "
            "April (0.16 months, 0.8 per unit of gain); all goods from Japan 27.6 in March and "
            "April against 25.2 (0.19 months, 1.5); all US imports 955 in the first quarter "
            "against 844 in the last of 2024 (0.4 months, above 2 for 10 to 20 % expected, gold "
            "and medicines included)",
        ),
        description="Months of imports brought forward if the expected gain were 100 % of their "
        "price; the gain is the rise of the log price times the odds of it, less storage. 0: none.",
    )
    ahead: Months = Field(
        default=between(
            "1 months",
            "3 months",
            assumed="the surge of 2025 ran from January to March; shipping takes a month or two",
        ),
        description="Time before the date over which goods brought forward arrive.",
    )
    payback: PositiveMonths = Field(
        default=between(
            "2 months",
            "6 months",
            assumed="imports from Japan were 5 to 9 % below a month of 2024 in May and June 2025",
        ),
        description="Time after the date over which they are missing.",
    )
    storage_cost: YearlyShare = Field(
        default=between(
            "12%/yr",
            "30%/yr",
            assumed="interest, warehouse, insurance and ageing: 20 to 30 % is the rule of thumb in "
            "logistics; the low end is interest and warehouse alone",
        ),
        description="Cost of holding goods, a share of their value a year.",
    )
