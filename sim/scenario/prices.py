"""Who pays a tariff and when: exporters' prices, what customs collects, what saving answers."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.scenario.checks import Finding, FindingsError
from sim.scenario.chip_fields import Share, between
from sim.scenario.fields import SectorId
from sim.scenario.quantity import Amount, Quantity
from sim.scenario.section import Section

# What is short-lived ends before month 60, so that the long run is free of it.
ShortTime = Annotated[Quantity, Amount("months", low=0, high=60)]
Lag = Annotated[Quantity, Amount("months", low=0, high=12)]


class PassThrough(Section):
    """The share of an added US tariff that exporters take off their prices, fading with time."""

    cars_from_japan: Share = Field(
        default=between(
            0.45,
            0.85,
            source="Japan's car export prices to North America were 19.4 % below the year before "
            "in June 2025 in contract currency (Bank of Japan, corporate goods prices, July 2025): "
            "nearly all of the tariff, on cars, which are four fifths of the sector; the lower end "
            "sets half of it down to cheaper models and prices within a firm",
        ),
        description="Share of the tariff on cars and parts that Japan's exporters absorb at first.",
    )
    cars_from_others: Share = Field(
        default=between(
            0.0,
            0.4,
            assumed="no other country publishes such an index; new cars in the US cost 3 % more "
            "in June 2025 than a year before (Cox Automotive), so makers bore some of it",
        ),
        description="Share of the tariff on cars and parts that other exporters absorb at first.",
    )
    other_goods: Share = Field(
        default=between(
            0.0,
            0.1,
            source="exporters bore 4 % of the tariffs of 2025 (Kiel Institute, January 2026), "
            "5.5 % in 2018-19 (Cavallo and others 2021), 10 % (New York Fed, 2025); none in "
            "Amiti, Redding and Weinstein (2019)",
        ),
        description="Share of the tariff on all other goods that exporters absorb at first.",
    )
    sectors: dict[SectorId, Share] = Field(
        default={},
        description="The same for single sectors of goods, in place of `other_goods`.",
    )
    fades_over: ShortTime = Field(
        default=between(
            "12 months",
            "36 months",
            assumed="the fall of Japan's car export prices shrank from 19 to 13 % within five "
            "months (October 2025); models and contracts are renewed within one to three years",
        ),
        description="Time in which the absorbed share fades in a straight line to nothing.",
    )

    @model_validator(mode="after")
    def _sectors_of_their_own(self) -> Self:
        advice = {
            "motor_vehicles": "write `cars_from_japan` or `cars_from_others`",
            "services": "services pay no tariff: take it out",
        }
        found = [
            Finding(("sectors", name), f"`{name}` cannot stand under `sectors`", advice[name])
            for name in self.sectors
            if name in advice
        ]
        if found:
            raise FindingsError(found)
        return self


class Collection(Section):
    """How the tariffs that are collected follow those of the law."""

    lag: Lag = Field(
        default=between(
            "0.5 months",
            "1.5 months",
            source="duties collected over imports, US Census: of the rates of April 2025 on Japan "
            "52, 85 and 97 % came in in April, May and June (0.7 months), on Australia 10, 42 and "
            "63 % (1.5)",
        ),
        description="Time in which 63 % of a change of tariffs is collected: goods in transit, "
        "bonded stores.",
    )
    never_collected: Share = Field(
        default=between(
            0.0,
            0.12,
            source="in June 2025 97 % of the law's added rate was collected on Japan and 84 % on "
            "Korea (US Census); Yale Budget Lab counts 10 % non-compliance",
        ),
        description="Share of added US tariffs that never comes in.",
    )
