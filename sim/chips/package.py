"""From a package to a policy: the chips, rates and state of China's controls in one world.

`WorldPolicies` holds one economic world. It assembles policies with the policy axis last: the rates
in force on 30 May 2025 everywhere, China's controls in one of three states, the US rates on Japan
and the levels of Japan's chips as asked; then what customs collects of these rates, and what
exporters take off their prices because of them.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from sim.chips.agricultural_imports import AgriculturalImports
from sim.chips.aircraft_purchases import AircraftPurchases
from sim.chips.auto_non_tariff_barriers import AutoNonTariffBarriers
from sim.chips.base import Chip, Floats, Valuation, read_fields
from sim.chips.chinese_purchases import ChineseAircraftPurchases, ChineseFarmPurchases
from sim.chips.chip_controls import ChipControlRestraint, ChipControlsRelief
from sim.chips.chip_equipment_cooperation import ChipEquipmentCooperation
from sim.chips.collection import Collection
from sim.chips.critical_minerals_cooperation import CriticalMineralsCooperation
from sim.chips.defense_purchases import DefensePurchases
from sim.chips.exporter_prices import ExporterPrices
from sim.chips.investment_pledge import InvestmentPledge
from sim.chips.joint_shipbuilding import JointShipbuilding
from sim.chips.measures import Measure, in_order, share_rents
from sim.chips.rare_earth_controls import ControlDates, RareEarthControls
from sim.chips.rare_earth_licences import RareEarthLicences, RareEarthLicencesToJapan
from sim.chips.rare_earth_market import RareEarthMarket
from sim.chips.rare_earths import RareEarths
from sim.chips.rates import PolicyTables, us_rate_on
from sim.chips.window import Window
from sim.data.names import REGIONS
from sim.data.tariffs import SECTION_232_RATE
from sim.economy.policy import PolicyBatch
from sim.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike

    from sim.economy.benchmark import Benchmark, Bools

# The day on which a scenario begins.
_THE_DAY: Final = Window(-1.0 / 30.0, 0.0)


ChinaState = Literal["truce", "eased", "rupture"]
CHINA_STATES: Final[tuple[ChinaState, ...]] = ("truce", "eased", "rupture")

CHIPS: Final[dict[str, type[Chip]]] = {
    chip.kind: chip
    for chip in (
        AgriculturalImports,
        ChipEquipmentCooperation,
        JointShipbuilding,
        DefensePurchases,
        CriticalMineralsCooperation,
        AutoNonTariffBarriers,
        InvestmentPledge,
        AircraftPurchases,
    )
}
"""Japan's chips by kind; the two US chips are rates and need no class of their own."""

CHINA_CHIPS: Final[dict[str, type[Chip]]] = {
    chip.kind: chip
    for chip in (
        ChipControlsRelief,
        ChipControlRestraint,
        RareEarthLicences,
        RareEarthLicencesToJapan,
        ChineseFarmPurchases,
        ChineseAircraftPurchases,
    )
}
"""Chips of talks with China by kind, whoever holds them; the US rate on China needs no class."""

_CLASSES: Final = {**CHIPS, **CHINA_CHIPS}


class WorldPolicies:
    """Policies of one world.

    `parameters` maps
    - each chip kind that is held to its world-scope values, keyed and in the units of its model in
      `sim.scenario.chips` (a choice is the place in its list: `host`, `counting`); for the rates
      only `counting` is read, and may be absent (rates are then added);
    - "rare_earths" to what `sim.chips.rare_earths.RareEarths` and
      `sim.chips.rare_earth_controls.RareEarthControls` read;
    - "japan", if given, to `match`: the share of an executed US rise over the rates in force that
      Japan puts on US goods, on cars that of the car rate;
    - "china" to `suspended_rate`, the rate that comes back on both sides in a rupture, and `match`,
      the share of it that China answers with;
    - "pass_through" and "collection", if given, to the fields of
      `sim.chips.exporter_prices.ExporterPrices` and `sim.chips.collection.Collection`; exporters
      absorb nothing and all is collected at once without them.
    Keys that no rule needs are ignored. `control_dates`: since when China's licences are needed and
    by whom; from the signature and by all but China by default. `in_force`: the general and the car
    rate on Japan of the day, at which changes of tariffs begin. `measures`: what is in force
    whatever the talks bring.

    States of China: `truce` rates and licences as on 30 May 2025; `eased` the same rates, licences
    at eased_share; `rupture` the suspended rates in force again, licences at tightened_share.

    Raises InvalidInputError if a parameter is missing.
    """

    def __init__(
        self,
        benchmark: Benchmark,
        tables: PolicyTables,
        parameters: Mapping[str, Mapping[str, float]],
        *,
        valuation: Valuation | None = None,
        control_dates: ControlDates | None = None,
        in_force: tuple[float, float] = (0.10, SECTION_232_RATE),
        measures: Sequence[Measure] = (),
    ) -> None:
        self.benchmark = benchmark
        self.tables = tables
        self.valuation = Valuation() if valuation is None else valuation
        self.chips = {k: _CLASSES[k].of(v) for k, v in parameters.items() if k in _CLASSES}
        rare_earths = _section(parameters, "rare_earths")
        minerals = self.chips.get(CriticalMineralsCooperation.kind)
        self.rare_earths = RareEarthMarket(
            benchmark,
            RareEarths.of(rare_earths),
            RareEarthControls.of(rare_earths, control_dates or ControlDates()),
            minerals if isinstance(minerals, CriticalMineralsCooperation) else None,
            tuple(c for c in self.chips.values() if isinstance(c, RareEarthLicences)),
        )
        self.exporter_prices = ExporterPrices.of(parameters.get("pass_through", {}))
        collection = parameters.get("collection")
        self.collection = (
            read_fields(Collection, collection, "collection") if collection else Collection()
        )
        self._in_force = in_force
        china = _section(parameters, "china")
        self._suspended_rate = china["suspended_rate"]
        self._match = china["match"]
        self._answer = china["suspended_rate"] * china["match"]
        self._japans_match = parameters.get("japan", {}).get("match", 0.0)
        self._general_all_in = bool(parameters.get("general_rate", {}).get("counting", 0.0))
        self._car_all_in = bool(parameters.get("car_rate", {}).get("counting", 0.0))
        self._measures = in_order(measures)

    def year_2024(self) -> PolicyBatch:
        """Return the policy of the benchmark year: duties of 2024, no controls; one policy."""
        return self._batch(1)

    def assemble(
        self,
        *,
        window: Window,
        china_state: ChinaState,
        general_rate: ArrayLike,
        car_rate: ArrayLike,
        levels: Mapping[str, ArrayLike],
        agreed: bool = True,
        controls_window: Window | None = None,
        china_rate: ArrayLike | None = None,
    ) -> PolicyBatch:
        """Return P policies for a window of time after signature.

        `general_rate` and `car_rate` (P,) are US rates on Japan, fractions; `levels` maps chip
        kinds to shares of their maximum (P,), a kind that is absent is at zero. Rates that are
        `agreed` are counted as the scenario says (added or all in); those in force or threatened
        are not agreed: they are added to the duty. `controls_window`: the same time counted from
        the day of the scenario, by which stocks run down and measures come into force; as if signed
        on that day by default. `china_rate` (P,): added US rate on China, fractions, that of
        China's state by default; China answers a rise above the rate in force.
        """
        general, car = _rates(general_rate), _rates(car_rate)
        if china_state not in CHINA_STATES:
            raise InvalidInputError(
                f"China's state must be one of {', '.join(CHINA_STATES)}; got {china_state!r}."
            )
        since_day = window if controls_window is None else controls_window
        policy = self._batch(general.size)
        self._set_rates(policy, china_state, general, car, agreed=agreed)
        if china_rate is not None:
            self._set_china_rate(policy, _rates(china_rate))
        for measure in self._measures:
            measure.apply(policy, self.benchmark, since_day)
        given = self._levels(levels, general.size)
        for kind, level in given.items():
            if level.any() or self.chips[kind].acts_at_zero:
                self.chips[kind].apply(policy, self.benchmark, level, window)
        self.rare_earths.apply(
            policy,
            china_state=china_state,
            window=since_day,
            delay=since_day.start_month - window.start_month,
            level=self.rare_earths.levels_of(given),
        )
        self.collection.apply(policy, self.benchmark, self._rates_in_force, window)
        self.exporter_prices.apply(policy, self.benchmark, window)
        return policy

    def typed_amounts(self, levels: Mapping[str, ArrayLike]) -> dict[tuple[str, str], Floats]:
        """Return amounts outside the model, USD bn a year, by (party, name), (P,).

        Signed from that party's view: the worth of arms in use, the expected loss on the pledge.
        """
        amounts: dict[tuple[str, str], Floats] = {}
        for kind, level in self._levels(levels).items():
            amounts.update(self.chips[kind].typed(level, self.valuation))
        return amounts

    def amounts(self, levels: Mapping[str, ArrayLike]) -> dict[str, Floats]:
        """Return what the chips promise in the unit of their maximum, (P,)."""
        return {kind: self.chips[kind].amount(lv) for kind, lv in self._levels(levels).items()}

    def _batch(self, n_policies: int) -> PolicyBatch:
        exporter, importer, quota_exporter, quota_importer = self._rent_shares
        return PolicyBatch(
            self.benchmark,
            n_policies,
            quota_rent_share_exporter=exporter,
            quota_rent_share_importer=importer,
            import_quota_rent_share_exporter=quota_exporter,
            import_quota_rent_share_importer=quota_importer,
            purchase_financing=self._on_levy,
        )

    @cached_property
    def _rates_in_force(self) -> Floats:
        """Rates by law on the day, (J, N, N): China's truce, Japan's rates not agreed."""
        policy = self._batch(1)
        general, car = map(_rates, self._in_force)
        self._set_rates(policy, "truce", general, car, agreed=False)
        for measure in self._measures:
            measure.apply(policy, self.benchmark, _THE_DAY)
        return policy.tariff_rate[..., 0]

    @cached_property
    def _rent_shares(self) -> tuple[Floats, Floats, Floats, Floats]:
        exporter, importer = self.rare_earths.rule.rent_shares(self.benchmark)
        return (
            exporter,
            importer,
            *share_rents(self._measures, self.benchmark, exporter, importer),
        )

    @cached_property
    def _on_levy(self) -> Bools:
        """Where users, not the budget, pay for a commitment, (J, N, N)."""
        levied = np.zeros(self.benchmark.flows_usd_bn.shape, dtype=bool)
        for chip in self.chips.values():
            for sector, importer, exporter in chip.levied_flows:
                j = self.benchmark.sector_index(sector)
                n, i = map(self.benchmark.region_index, (importer, exporter))
                levied[j, n, i] = True
        return levied

    def _set_rates(
        self,
        policy: PolicyBatch,
        china_state: ChinaState,
        general: Floats,
        car: Floats,
        *,
        agreed: bool,
    ) -> None:
        us, japan, china = map(self.benchmark.region_index, ("USA", "JPN", "CHN"))
        schedule = self.tables.us
        policy.tariff_rate[:, us] = schedule.in_force()[:, :, None]
        policy.tariff_rate[:, us, us] = 0.0
        policy.tariff_rate[:, us, japan] = us_rate_on(
            schedule,
            REGIONS[japan],  # whichever region's data stand under that name
            general,
            car,
            general_all_in=self._general_all_in and agreed,
            car_all_in=self._car_all_in and agreed,
        )
        on_us = self.tables.china.in_force()
        if china_state == "rupture":
            back = schedule.general_in_force[china] + self._suspended_rate
            policy.tariff_rate[:, us, china] = schedule.rate_on("CHN", back)[:, None]
            on_us = on_us + self._answer * self.benchmark.goods
        policy.tariff_rate[:, china, us] = on_us[:, None]
        if self._japans_match > 0.0 and not agreed:
            policy.tariff_rate[:, japan, us] += self._japans_answer(general, car)

    def _japans_answer(self, general: Floats, car: Floats) -> Floats:
        """Return what Japan adds to its duties on US goods, (J, P): its share of each rise."""
        rise, car_rise = (
            np.maximum(rates - now, 0.0)
            for rates, now in zip((general, car), self._in_force, strict=True)
        )
        answer = self.benchmark.goods[:, None] * rise
        answer[self.benchmark.sector_index("motor_vehicles")] = car_rise
        return np.asarray(self._japans_match * answer)

    def _set_china_rate(self, policy: PolicyBatch, rate: Floats) -> None:
        """Set the added US rate on China (P,), and China's answer to what is above that in force.

        The part on fentanyl falls last. A rate below that in force is not answered.
        """
        us, china = map(self.benchmark.region_index, ("USA", "CHN"))
        schedule = self.tables.us
        fentanyl = float(schedule.fentanyl_rate[china])
        in_force = float(schedule.general_in_force[china]) + fentanyl
        policy.tariff_rate[:, us, china] = schedule.rate_on(
            "CHN", np.maximum(rate - fentanyl, 0.0), fentanyl_rate=np.minimum(rate, fentanyl)
        )
        answer = self._match * np.maximum(rate - in_force, 0.0)
        goods = self.benchmark.goods[:, None]
        policy.tariff_rate[:, china, us] = self.tables.china.in_force()[:, None] + answer * goods

    def _levels(
        self, levels: Mapping[str, ArrayLike], n_policies: int | None = None
    ) -> dict[str, Floats]:
        given = {}
        for kind, values in levels.items():
            level = np.atleast_1d(np.asarray(values, dtype=np.float64))
            if kind not in self.chips:
                raise InvalidInputError(
                    f"A level must be of a chip that is held; got {kind!r}. Held: "
                    f"{', '.join(self.chips) or 'none'}."
                )
            lowest = self.chips[kind].lowest
            if not ((level >= lowest) & (level <= 1.0)).all():
                raise InvalidInputError(f"Levels of {kind} must lie in {lowest:g}..1; got {level}.")
            if n_policies is not None and level.shape != (n_policies,):
                raise InvalidInputError(
                    f"Levels of {kind} must have shape ({n_policies},); got {level.shape}."
                )
            given[kind] = level
        return given


def _rates(values: ArrayLike) -> Floats:
    return np.atleast_1d(np.asarray(values, dtype=np.float64))


def _section(parameters: Mapping[str, Mapping[str, float]], name: str) -> Mapping[str, float]:
    if name not in parameters:
        raise InvalidInputError(f"The parameters of a world must hold the section {name!r}.")
    return parameters[name]
