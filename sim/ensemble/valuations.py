"""Exact values of packages and paths in one world, under each state of controls and horizon."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Agenda
from sim.bargaining.observables import Observables
from sim.chips.base import Valuation
from sim.chips.measures import Measure, MeasureRule
from sim.chips.package import CHINA_STATES, ChinaState, WorldPolicies
from sim.chips.rare_earth_controls import ControlDates
from sim.chips.rates import PolicyTables
from sim.chips.window import HORIZONS, WINDOWS, Horizon
from sim.data.names import REGIONS, SECTOR_INDEX
from sim.data.tables import load_benchmark, load_elasticities
from sim.economy.benchmark import Benchmark
from sim.economy.elasticities import first_year_theta, home_theta
from sim.economy.equilibrium import Economy
from sim.economy.outcome import Outcome
from sim.economy.policy import PolicyBatch
from sim.economy.transition import lending_between, theta_between
from sim.economy.understudy import with_names
from sim.ensemble.conditions import Condition, Settings
from sim.ensemble.parameters import World
from sim.scenario.holdings import HOLDER

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Level of every chip in the policy that packages are solved near.
_MIDDLE = 0.5

_ROW = 16
# Chips that are purchase commitments, additional to the same package without them.
_COMMITMENTS = ("agricultural_imports", "aircraft_purchases")


@dataclass(frozen=True)
class Rates:
    """Added US rates that hold on a path: general and cars, as fractions."""

    general: float
    car: float


@dataclass(frozen=True)
class WorldTask:
    """What the values of packages in one world depend on; small enough to send to a process.

    `paths`: rates of the named paths, the rates in force first, then each threat executed in full
    and in part. A rate that is not on the agenda stands in packages as `off_agenda` says.
    `measures` hold on every path; in the sectors of `two_tiers` home goods are a tier of their own.
    `regions`: the names of the regions in the order of the benchmark (`sim.economy.understudy`).
    """

    world: World
    agenda: Agenda
    paths: tuple[Rates, ...]
    off_agenda: Rates
    valuation: Valuation
    control_dates: ControlDates
    measures: tuple[MeasureRule, ...] = ()
    two_tiers: tuple[str, ...] = ()
    regions: tuple[str, ...] = REGIONS


class WorldValuer:
    """Solves packages and named paths of one world exactly, in states of China's controls.

    It keeps what it has prepared: about 2 MB a state and horizon.
    """

    def __init__(self, task: WorldTask) -> None:
        self.task = task
        self.benchmark = with_names(load_benchmark(), task.regions)
        self.observables = Observables(self.benchmark)
        self._conditions: dict[tuple[ChinaState, Horizon], Condition] = {}

    @cached_property
    def _policies(self) -> WorldPolicies:
        world = self.task.world
        parameters = {
            kind: world.section(f"parties.{holder}.chips.{kind}") for kind, holder in HOLDER.items()
        }
        parameters["rare_earths"] = {
            **world.section("economy.rare_earths"),
            **world.section("parties.CHN.controls.rare_earths"),
        }
        for name in ("pass_through", "collection"):
            parameters[name] = world.section(f"economy.{name}")
        parameters["china"] = {
            **world.section("parties.CHN.truce"),
            **world.section("parties.CHN.tariff_answer"),
        }
        parameters["japan"] = world.section("parties.JPN.tariff_answer")
        held = {name: values for name, values in parameters.items() if values}
        return WorldPolicies(
            self.benchmark,
            PolicyTables.load(),
            held,
            valuation=self.task.valuation,
            control_dates=self.task.control_dates,
            in_force=(self.task.paths[0].general, self.task.paths[0].car),
            measures=[Measure(rule, world.section(rule.path)) for rule in self.task.measures],
        )

    @cached_property
    def _economies(self) -> dict[Horizon, Economy]:
        first_year, long_run = horizon_elasticities(self.task.world)
        lending = self.task.world.values["economy.first_year_lending"]
        return {
            "first_year": _economy(self.task, self.benchmark, first_year, lending=lending),
            "long_run": _economy(self.task, self.benchmark, long_run, lending=0.0),
        }

    @property
    def policies(self) -> WorldPolicies:
        """The policies of the world."""
        return self._policies

    def economy(self, state: ChinaState, horizon: Horizon) -> Economy:
        """Return the economy at the elasticities of a horizon, quick near packages in a state."""
        return self._condition(state, horizon).economy

    def economy_between(self, share: float) -> Economy:
        """Return the economy when trade has covered a share of the way to the long run."""
        first, long = (self._economies[horizon].theta for horizon in HORIZONS)
        lending = lending_between(self.task.world.values["economy.first_year_lending"], share)
        return _economy(
            self.task, self.benchmark, theta_between(first, long, share), lending=lending
        )

    def packages(self, codes: Ints, states: Sequence[ChinaState]) -> Floats:
        """Return observed quantities of packages, (S, P, H, Q)."""
        if not len(codes):
            return np.empty((len(states), 0, len(HORIZONS), len(self.observables.quantities)))
        agenda = self.task.agenda
        # Whole rows of packages are read in the same order of sums, whatever is asked with them.
        whole = np.pad(codes, (0, -len(codes) % _ROW), mode="edge")
        places = [k for k, issue in enumerate(agenda.issues) if issue.kind in _COMMITMENTS]
        without = agenda.with_zero(whole, places)
        asked = self.settings(whole)
        twins = np.unique(without[without != whole])
        if not twins.size:
            values = self._over_conditions(states, lambda c: c.values(asked))
        else:
            twin_of = np.where(without != whole, np.searchsorted(twins, without), -1)
            base = self.settings(twins)
            values = self._over_conditions(
                states, lambda c: c.values(asked, c.twins(base), twin_of)
            )
        return values[:, : len(codes)]

    def settings(self, codes: Ints) -> Settings:
        """Return what packages say about rates and chips."""
        levels = dict(self.task.agenda.settings(codes))
        elsewhere = self.task.off_agenda
        general = levels.pop("general_rate", np.full(len(codes), elsewhere.general))
        car = levels.pop("car_rate", np.full(len(codes), elsewhere.car))
        return Settings(general, car, levels)

    def assembled(
        self,
        state: ChinaState,
        horizon: Horizon,
        rates: tuple[Floats, Floats],
        levels: Mapping[str, Floats],
        *,
        agreed: bool = True,
    ) -> tuple[Economy, PolicyBatch]:
        """Return the economy of a condition and P policies in it, not solved yet.

        `rates`: general and car rate (P,); `levels`: shares of each chip's maximum (P,).
        """
        condition = self._condition(state, horizon)
        return condition.economy, condition.batch(Settings(*rates, levels, agreed))

    def year_2024(self) -> PolicyBatch:
        """Return the policy of the benchmark year."""
        return self._policies.year_2024()

    def paths(self, states: Sequence[ChinaState]) -> Floats:
        """Return observed quantities of the named paths, (S, paths, H, Q)."""
        asked = self.path_settings(range(len(self.task.paths)))
        return self._over_conditions(states, lambda c: c.values(asked))

    def path_settings(self, places: Sequence[int]) -> Settings:
        """Return the rates of some named paths, by their places in the task."""
        rates = [self.task.paths[place] for place in places]
        general = np.array([rate.general for rate in rates])
        return Settings(general, np.array([rate.car for rate in rates]), {}, agreed=False)

    def _over_conditions(
        self, states: Sequence[ChinaState], read: Callable[[Condition], Floats]
    ) -> Floats:
        """Return what is read (P, Q) under each state of controls and horizon, (S, P, H, Q)."""
        return np.stack(
            [
                np.stack([read(self._condition(state, horizon)) for horizon in HORIZONS], axis=1)
                for state in states
            ]
        )

    def _condition(self, state: ChinaState, horizon: Horizon) -> Condition:
        """Return the policies and the economy of a state of controls and a horizon."""
        if (state, horizon) not in self._conditions:
            batch, solved = self._middles[horizon]
            place = CHINA_STATES.index(state)
            economy = self._economies[horizon].near(batch.take([place]), solved.take([place]))
            self._conditions[state, horizon] = Condition(
                self._policies, self.observables, economy, state, horizon
            )
        return self._conditions[state, horizon]

    @cached_property
    def _middles(self) -> dict[Horizon, tuple[PolicyBatch, Outcome]]:
        """Policies amid all packages in each state: rates in force, chips but purchases at half.

        They depend on the task only, never on the packages that are asked for; a few policies side
        by side cost what one does.
        """
        kinds = [issue.kind for issue in self.task.agenda.issues]
        in_force = self.task.paths[0]
        found = {}
        for horizon in HORIZONS:
            parts = [
                self._policies.assemble(
                    window=WINDOWS[horizon],
                    china_state=state,
                    general_rate=in_force.general,
                    car_rate=in_force.car,
                    levels={kind: [_MIDDLE] for kind in kinds if not kind.endswith("_rate")},
                ).without_purchases()
                for state in CHINA_STATES
            ]
            batch = parts[0].joined(parts[1:])
            found[horizon] = batch, self._economies[horizon].solve(batch)
        return found

    def typed(self, codes: Ints) -> dict[str, Floats]:
        """Return amounts of packages outside the model by party, (P,), USD bn a year."""
        settings = dict(self.task.agenda.settings(codes))
        levels = {k: v for k, v in settings.items() if not k.endswith("_rate")}
        totals = {party: np.zeros(len(codes)) for party in ("USA", "JPN", "CHN")}
        for (party, _), amount in self._policies.typed_amounts(levels).items():
            totals[party] = totals[party] + amount
        return totals


def benchmark_levels(observables: Observables) -> Floats:
    """Return the observed quantities of the benchmark year itself, (Q,)."""
    benchmark = observables.benchmark
    batch = PolicyBatch.at_benchmark(benchmark, 1)
    economy = Economy(benchmark, np.full(benchmark.n_sectors, 4.0))
    return np.asarray(observables.read(economy.solve(batch), batch)[0])


def _economy(task: WorldTask, benchmark: Benchmark, theta: Floats, *, lending: float) -> Economy:
    """Return the economy of a world at a theta and a lending response."""
    values = task.world.values
    places = [SECTOR_INDEX[sector] for sector in task.two_tiers]
    return Economy(
        benchmark,
        theta,
        home_theta=home_theta(theta, values["economy.home_goods.elasticity_share"], places),
        lending_response=lending,
    )


def horizon_elasticities(world: World) -> tuple[Floats, Floats]:
    """Return (first-year, long-run) theta by sector."""
    long_run = load_elasticities()[world.elasticities].copy()
    long_run[SECTOR_INDEX["services"]] = world.values["economy.services_elasticity"]
    share = world.values["economy.first_year_elasticity_share"]
    return first_year_theta(long_run, share), long_run
