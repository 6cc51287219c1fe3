"""Exact values of packages and paths in one world, under each state of controls and horizon."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray

from sim.bargaining.agenda import Agenda
from sim.bargaining.observables import Observables
from sim.chips.base import Valuation
from sim.chips.measures import Measure, MeasureRule
from sim.chips.package import CHINA_STATES, ChinaState, WorldPolicies
from sim.chips.rare_earth_controls import ControlDates
from sim.chips.rates import PolicyTables
from sim.chips.terms import Elsewhere, Terms
from sim.chips.window import HORIZONS, WINDOWS, Horizon
from sim.data.names import REGIONS
from sim.data.tables import load_benchmark
from sim.economy.equilibrium import Economy
from sim.economy.outcome import Outcome
from sim.economy.policy import PolicyBatch
from sim.economy.transition import lending_between, theta_between
from sim.economy.understudy import with_names
from sim.ensemble.conditions import Condition
from sim.ensemble.parameters import World
from sim.ensemble.settings import COMMITMENTS, Rates, Settings
from sim.ensemble.world_economy import horizon_elasticities, world_economy
from sim.scenario.holdings import HOLDER

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Level of every chip in the policy that packages are solved near.
_MIDDLE = 0.5

_ROW = 16


@dataclass(frozen=True)
class WorldTask:
    """What the values of packages in one world depend on; small enough to send to a process.

    `paths`: rates of the named paths, the rates in force first, then each threat executed in full
    and in part. A rate that is not on the agenda stands in packages as `off_agenda` says.
    `measures` hold on every path; in the sectors of `two_tiers` home goods are a tier of their own.
    `regions`: the names of the regions in the order of the benchmark (`sim.economy.understudy`).
    `on_japan`: whether packages settle the US rates on Japan; `elsewhere`: by name, states in which
    other talks have ended, beside China's own three. `middle`: kinds of chips in the policy that
    all packages are solved near, those of the agenda if empty; `prepared_as`: tasks of one name
    share what is prepared for their world.
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
    on_japan: bool = True
    elsewhere: tuple[tuple[str, Elsewhere], ...] = ()
    middle: tuple[str, ...] = ()
    prepared_as: str = ""


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
            "first_year": self._economy(first_year, lending),
            "long_run": self._economy(long_run, 0.0),
        }

    def _economy(self, theta: Floats, lending: float) -> Economy:
        task = self.task
        return world_economy(task.world, task.two_tiers, self.benchmark, theta, lending=lending)

    @property
    def policies(self) -> WorldPolicies:
        """The policies of the world."""
        return self._policies

    def economy(self, state: str, horizon: Horizon) -> Economy:
        """Return the economy at the elasticities of a horizon, quick near packages in a state."""
        return self._in(state, horizon, broken=False).economy

    def economy_between(self, share: float) -> Economy:
        """Return the economy when trade has covered a share of the way to the long run."""
        first, long = (self._economies[horizon].theta for horizon in HORIZONS)
        lending = lending_between(self.task.world.values["economy.first_year_lending"], share)
        return self._economy(theta_between(first, long, share), lending)

    def packages(self, codes: Ints, states: Sequence[str]) -> Floats:
        """Return observed quantities of packages, (S, P, H, Q)."""
        if not len(codes):
            return np.empty((len(states), 0, len(HORIZONS), len(self.observables.quantities)))
        agenda = self.task.agenda
        # Whole rows of packages are read in the same order of sums, whatever is asked with them.
        whole = np.pad(codes, (0, -len(codes) % _ROW), mode="edge")
        places = [k for k, issue in enumerate(agenda.issues) if issue.kind in COMMITMENTS]
        without = agenda.with_zero(whole, places)
        asked = self.settings(whole)
        # What other talks have somebody buy is additional too, whatever the package says.
        bought = any(
            kind in COMMITMENTS for state in states for kind, _ in self._terms(state).levels
        )
        twins = np.unique(without if bought else without[without != whole])
        if not twins.size:
            values = self._over_conditions(states, lambda c: c.values(asked))
        else:
            has_twin = (without != whole) | bought
            twin_of = np.where(has_twin, np.searchsorted(twins, without), -1)
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
        china = levels.pop("china_rate", None)
        if china is None and elsewhere.china is not None:
            china = np.full(len(codes), elsewhere.china)
        return Settings(general, car, levels, self.task.on_japan, china)

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

    def paths(self, states: Sequence[str]) -> Floats:
        """Return observed quantities of the named paths, (S, paths, H, Q)."""
        broken = [place for place, path in enumerate(self.task.paths) if path.ruptures]
        kept = [place for place in range(len(self.task.paths)) if place not in broken]
        asked = self.path_settings(kept)
        values = self._over_conditions(states, lambda c: c.standing(asked))
        if not broken:
            return values
        answered = self.path_settings(broken)
        after = self._over_conditions(states, lambda c: c.standing(answered), broken=True)
        return np.concatenate([values, after], axis=1)[:, np.argsort([*kept, *broken])]

    def path_settings(self, places: Sequence[int]) -> Settings:
        """Return what holds on some named paths, by their places in the task."""
        return Settings.of_paths([self.task.paths[place] for place in places])

    def standing(self, asked: Settings, state: ChinaState) -> Floats:
        """Return observed quantities of settings of all talks in a state of China, (P, H, Q)."""
        solved = [self._condition(state, horizon).standing(asked) for horizon in HORIZONS]
        return np.stack(solved, axis=1)

    def _over_conditions(
        self,
        states: Sequence[str],
        read: Callable[[Condition], Floats],
        *,
        broken: bool = False,
    ) -> Floats:
        """Return what is read (P, Q) in each state and horizon, (S, P, H, Q).

        `broken`: with the truce broken in all of them.
        """
        return np.stack(
            [
                np.stack([read(self._in(state, h, broken=broken)) for h in HORIZONS], axis=1)
                for state in states
            ]
        )

    def _in(self, state: str, horizon: Horizon, *, broken: bool) -> Condition:
        """Return the policies and the economy in a state of China or of other talks."""
        if state in self._elsewhere:
            held = self._elsewhere[state]
            base = self._condition("rupture" if broken else held.china_state, horizon)
            return replace(base, terms=held.terms)
        return self._condition("rupture" if broken else cast("ChinaState", state), horizon)

    @property
    def _elsewhere(self) -> dict[str, Elsewhere]:
        return dict(self.task.elsewhere)

    def under(self, state: str, settings: Settings) -> tuple[ChinaState, Settings]:
        """Return China's state and the settings with what other talks have brought in a state."""
        if state in self._elsewhere:
            held = self._elsewhere[state]
            return held.china_state, settings.under(held.terms)
        return cast("ChinaState", state), settings

    def _terms(self, state: str) -> Terms:
        """Return what other talks have brought in a state."""
        return self._elsewhere[state].terms if state in self._elsewhere else Terms()

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
        kinds = self.task.middle or [issue.kind for issue in self.task.agenda.issues]
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
