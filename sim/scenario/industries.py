"""Organised industries: what each weighs at home, how losses are heard, what overriding costs."""

from typing import Annotated, Any, Final

from pydantic import Field, create_model

from sim.scenario.fields import SectorId, written
from sim.scenario.quantity import Amount, Quantity
from sim.scenario.section import Section

Organisation = Annotated[Quantity, Amount("dimensionless", low=0, high=20, scope="run")]

_SWING: Final = "swing-state voters weigh 1.3 times others (Ma and McLaren, NBER 24425), so 0.3"
_PSE: Final = "farm support of 41 to 47 % of receipts (OECD 2019, 2020) adds 0.7 to 0.9 to each USD"


class Industries(Section):
    """The organised industries of a country: they lobby, and a chamber that votes hears them."""

    loss_aversion: Annotated[Quantity, Amount("dimensionless", low=1, high=10, scope="run")] = (
        Field(
            default=written(
                {
                    "between": [1, 2.25],
                    "source": "1: losses count as gains do; 2.25: Tversky and Kahneman 1992 "
                    "(recalled); about 2 in US trade policy (Tovar 2009, recalled)",
                }
            ),
            description="How many times louder a loss is heard than a gain of the same size.",
        )
    )
    lobbying: Annotated[Quantity, Amount("dimensionless", low=0, high=20, scope="run")] = Field(
        default=written(0),
        description="Domestic cost to the government for each USD of organised loss (loss times "
        "organisation times loss aversion) in what it signs, dearer before an election by the "
        "election's `cost_before`; 0: they do not lobby the government.",
    )


def _of_country(name: str, words: str, organisation: dict[str, dict[str, Any]]) -> Any:
    fields: dict[str, Any] = {
        "organisation": (
            dict[SectorId, Organisation],
            Field(
                default=written(organisation),
                description="What each USD of a sector's value added weighs in politics, beyond "
                "its part of national income. A list of your own takes the place of the whole "
                "default; sectors left out are heard only as part of national income.",
            ),
        )
    }
    return create_model(name, __base__=Industries, __doc__=words, **fields)


UnitedStatesIndustries = _of_country(
    "UnitedStatesIndustries",
    "The organised industries of the United States.",
    {
        "motor_vehicles": {"between": [0.1, 0.5], "assumed": f"{_SWING}, widened"},
        "metals": {
            "between": [0.3, 4.5],
            "source": "high: income of workers in metals, textiles and apparel weighs 450 % more "
            f"than the mean (Adao, Costinot, Donaldson and Sturm, NBER 31798); low: {_SWING}",
        },
        "agriculture": {"between": [0.1, 0.5], "assumed": f"{_SWING}, widened"},
    },
)
JapanIndustries = _of_country(
    "JapanIndustries",
    "The organised industries of Japan.",
    {
        "agriculture": {
            "between": [0.7, 3],
            "assumed": f"{_PSE} of farm output; 32 of 74 upper-house districts have a single "
            "seat, most of them rural, so up to 3",
        },
        "food": {"between": [0.2, 1], "assumed": "mills and packers of farm goods: a third of it"},
        "motor_vehicles": {"between": [0.1, 0.5], "assumed": "the US range for its own car makers"},
    },
)
