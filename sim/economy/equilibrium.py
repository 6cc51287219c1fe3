"""The economy as the rest of the package asks it: policies in, equilibria out."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.economy.accounts import outcome_of
from sim.economy.benchmark import Benchmark, Floats
from sim.economy.coefficients import Coefficients, coefficients
from sim.economy.iteration import Solution, StepRule, accelerated, plain_step
from sim.economy.known import Known
from sim.economy.layout import Imbalance, Structure
from sim.economy.memory import keep_memory
from sim.economy.outcome import Outcome
from sim.economy.policy import PolicyBatch
from sim.economy.preconditioner import Preconditioner
from sim.economy.reference import Reference, state_of
from sim.economy.rescue import rescue
from sim.errors import InvalidInputError, NotConvergedError, PolicyError

# Policies are solved in chunks of this many cells (sector x importer x exporter x policy), at most
# 128 policies: wide enough to spread NumPy's call overhead, small enough for the processor's cache.
_CHUNK_CELLS = 256_000
_SMALLEST_THETA = 1e-3
_MAX_CHUNK = 128
# Up to this many unknowns linearising the benchmark pays (0.1 s at 441); beyond, the wage rows cost
# more than they save.
_MAX_PRECONDITIONED = 800
# Depth of the acceleration: little beside the wage rows, more where nothing else knows the links
# between countries.
_DEPTH = 2
_DEPTH_PLAIN = 6
# Policies across a kink from the reference (a quota that binds there and not here) gain from a
# third: 9 sweeps instead of 12.
_DEPTH_NEAR = 3
# Narrow chunks are padded to a multiple of this (where a chunk holds that many), so that products
# and sums run in the same order, and a policy's result does not depend on its company to the bit.
_PADDING = 16


class Economy:
    """A benchmark with trade elasticities, ready to solve policies.

    `theta` (J,) or scalar: elasticity of expenditure shares, > -1 (an estimate on tariff-exclusive
    values is theta + 1, so one of 0.76 in the first year means -0.24). `imbalance`: deficits stay
    "fixed" in the numeraire (world value added), grow as a "share_of_output" of the world, or are
    "zero" (a large shock in itself: purge first). `home_theta` (J,) or scalar: elasticity between
    home goods and imports as a whole, `theta` then holds among suppliers of imports (`nest`); equal
    to `theta` by default, which is one tier.

    `lending_response` kappa >= 0 lets saving answer: D'_n falls by kappa times value added for each
    log point that the wage of n rises against the world's (`sweep.lending`). 0 is the long run, in
    which wages and exchange rates carry all adjustment; a large kappa holds them still.
    """

    def __init__(
        self,
        benchmark: Benchmark,
        theta: ArrayLike,
        *,
        home_theta: ArrayLike | None = None,
        imbalance: Imbalance = "fixed",
        lending_response: float = 0.0,
    ) -> None:
        values = _elasticities(benchmark, theta, "theta")
        if imbalance not in ("fixed", "share_of_output", "zero"):
            raise InvalidInputError(
                f"imbalance must be fixed, share_of_output or zero; got {imbalance!r}."
            )
        if not 0.0 <= lending_response < np.inf:
            raise InvalidInputError(
                f"lending_response must be a finite number from 0 up; got {lending_response}."
            )
        self.benchmark = benchmark
        self.theta: Floats = values
        self.home_theta: Floats = (
            values if home_theta is None else _elasticities(benchmark, home_theta, "home_theta")
        )
        self.imbalance: Imbalance = imbalance
        self.lending_response = lending_response
        self._structure = Structure.of(
            benchmark, values, imbalance, self.home_theta, lending_response
        )
        keep_memory()

    def near(self, policy: PolicyBatch, outcome: Outcome | None = None) -> Economy:
        """Return the same economy, made to solve policies near one policy quickly.

        Its solver begins at the equilibrium of `policy` (a batch of one, without purchase
        commitments), steps by the linearisation there and keeps trade as changes from it. Results
        are the same to the solver's tolerance. It pays from about 200 policies that trade on other
        terms in a few pairs of regions. `outcome`: the equilibrium of `policy`, if it is known.
        """
        if policy.n_policies != 1 or policy.given("purchase_usd_bn") is not None:
            raise PolicyError(
                "The policy to solve near must be a single one without purchase commitments; got"
                f" {policy.n_policies}. Take one position, and its without_purchases()."
            )
        known = self.solve(policy) if outcome is None else outcome
        return _NearEconomy(self, policy, known)

    @cached_property
    def _preconditioner(self) -> Preconditioner | None:
        if self._structure.n_unknowns > _MAX_PRECONDITIONED:
            return None
        try:
            return Preconditioner.of(self.benchmark, self._structure)
        except np.linalg.LinAlgError:  # a region that trades with nobody has any wage
            return None

    @property
    def chunk_size(self) -> int:
        """Number of policies solved side by side; depends on the benchmark's size only."""
        fitting = min(_CHUNK_CELLS // self.benchmark.flows_usd_bn.size, _MAX_CHUNK)
        return max(1, fitting if fitting < _PADDING else fitting - fitting % _PADDING)

    def solve(
        self,
        batch: PolicyBatch,
        *,
        purchase_base_usd_bn: Floats | None = None,
        begin: Floats | None = None,
        tolerance: float = 1e-10,
        max_sweeps: int = 200,
    ) -> Outcome:
        """Return the equilibrium of every policy.

        `tolerance` bounds each policy's largest defect (log prices; values relative to world
        output). A purchase commitment is additional to the flow of the same policy without
        commitments, which is solved first; or to `purchase_base_usd_bn` (J, N, N, P), private
        flows at producer value, if those are known; their iteration then begins at `begin`, the
        `states` of similar policies, if given. Results of one policy do not depend on the others.

        Raises PolicyError for impossible policies, NotConvergedError if any policy misses the
        tolerance after the fast iteration, a steady one and Newton's; nothing is returned then.
        Walls of several hundred per cent round a whole region at theta of 20 and more are such
        cases: trade falls to rounding, and nothing pins down that region's wage.
        """
        batch.check()
        self._check_bans(batch)
        if self._structure.nest is not None:
            self._structure.nest.check(self.benchmark, batch)
        purchase = batch.given("purchase_usd_bn")
        target = None
        if purchase is not None and purchase.any():
            if purchase_base_usd_bn is None:
                purchase_base_usd_bn, begin = self._twins(batch, purchase, tolerance, max_sweeps)
            target = purchase_base_usd_bn + purchase
        parts = (
            self._solve_chunk(batch, Known(target, begin), first, tolerance, max_sweeps)
            for first in range(0, batch.n_policies, self.chunk_size)
        )
        return Outcome.joined(parts, batch.n_policies)

    def _check_bans(self, batch: PolicyBatch) -> None:
        """Refuse a ban where no finite price clears the market (sigma = theta + 1 <= 1)."""
        cap = batch.given("export_cap")
        if cap is None:
            return
        flows = self.benchmark.flows_usd_bn > 0.0
        essential = (self.theta <= _SMALLEST_THETA)[:, None, None]
        banned = (cap == 0.0).any(axis=-1) & flows & essential
        # Imports as a whole may be essential where no single supplier of them is.
        abroad = flows & ~np.eye(self.benchmark.n_regions, dtype=bool)
        open_flow = (abroad[..., None] & (cap > 0.0)).any(axis=2).all(axis=-1)
        shut = ~open_flow & (self.home_theta <= _SMALLEST_THETA)[:, None]
        banned |= abroad & shut[:, :, None] & (cap == 0.0).any(axis=-1)
        if banned.any():
            j, n, i = np.argwhere(banned)[0]
            raise PolicyError(
                "A flow can only be banned where its buyers can do without it (theta > 0);"
                f" {self.benchmark.sectors[j]} from {self.benchmark.regions[i]} to"
                f" {self.benchmark.regions[n]} has theta"
                f" {min(self.theta[j], self.home_theta[j]):.3g}."
                " Set a small positive export_cap instead of 0."
            )

    def _solve_chunk(
        self,
        whole: PolicyBatch,
        all_known: Known,
        first: int,
        tolerance: float,
        max_sweeps: int,
    ) -> Outcome:
        """Solve the chunk of the batch that starts at policy `first`."""
        size = min(self.chunk_size, whole.n_policies - first)
        chosen = slice(first, first + size)
        batch = whole.view(chosen)
        known = all_known.view(chosen)
        padded = self._padded(size)
        if padded is not None:
            batch, known = batch.take(padded), known.take(padded)
        structure = self._structure
        common = None if self._reference is None else self._reference.common
        chunk = coefficients(self.benchmark, structure, batch, known.flow_target, common)
        solution = self._iterate(chunk, known.begin, tolerance, max_sweeps)
        if not solution.converged.all():
            rescue(self._structure, chunk, solution, tolerance, self._padded)
        with np.errstate(all="ignore"):  # what broke down shows in the residual
            outcome = outcome_of(
                benchmark=self.benchmark,
                structure=structure,
                batch=batch,
                chunk=chunk,
                state=solution.state,
                sweeps=solution.sweeps,
            )
        if padded is not None:
            outcome = outcome.take(slice(size))
        _demand_convergence(outcome, solution.converged[:size], first, tolerance)
        return outcome

    @property
    def _reference(self) -> Reference | None:
        """A known equilibrium near the policies, see `near`."""
        return None

    def start(self, width: int) -> Floats:
        """Return where policies of which nothing is known begin, (unknowns, width)."""
        known = self._reference
        return self._structure.start(width) if known is None else known.start(width)

    def states(self, outcome: Outcome) -> Floats:
        """Return the solver's unknowns at outcomes of this economy, (unknowns, P)."""
        return state_of(self._structure, outcome)

    def _iterate(
        self, chunk: Coefficients, begin: Floats | None, tolerance: float, max_sweeps: int
    ) -> Solution:
        """Solve a chunk with the best step there is: near a reference, linearised, or plain."""
        structure, reference = self._structure, self._reference
        depth = _DEPTH
        step: StepRule
        if reference is not None:
            step, depth = reference.step, _DEPTH_NEAR
        elif self._preconditioner is not None:
            step = self._preconditioner.step
        else:
            step, depth = plain_step, _DEPTH_PLAIN
        return accelerated(
            structure,
            chunk,
            step,
            start=self.start(chunk.width) if begin is None else begin,
            depth=depth,
            tolerance=tolerance,
            max_sweeps=max_sweeps,
        )

    def _twins(
        self, batch: PolicyBatch, purchase: Floats, tolerance: float, max_sweeps: int
    ) -> tuple[Floats, Floats]:
        """Return private flows (J, N, N, P) and states (unknowns, P) without purchases.

        Of the policies that commit; elsewhere no flow, and where solving begins anyway.
        """
        committed = np.nonzero(purchase.any(axis=(0, 1, 2)))[0]
        twins = batch.without_purchases()
        if committed.size < batch.n_policies:
            twins = twins.take(committed)
        place: dict[str, int] = {}
        twin_of = np.array([place.setdefault(d, len(place)) for d in twins.digests()])
        distinct = twins
        if len(place) < twins.n_policies:
            distinct = twins.take(np.unique(twin_of, return_index=True)[1])
        outcome = self.solve(distinct, tolerance=tolerance, max_sweeps=max_sweeps)
        flows = np.take(outcome.flows_usd_bn, twin_of, axis=-1)
        public = twins.given("public_purchase_usd_bn")
        without = np.zeros_like(purchase)
        without[..., committed] = flows if public is None else flows - public
        begin = self.start(batch.n_policies)
        begin[:, committed] = np.take(self.states(outcome), twin_of, axis=1)
        return without, begin

    def _padded(self, size: int) -> NDArray[np.intp] | None:
        """Return positions that repeat the last policy up to full padding; None if not due."""
        missing = -size % _PADDING
        if missing == 0 or self.chunk_size < _PADDING:
            return None
        return np.minimum(np.arange(size + missing), size - 1)


class _NearEconomy(Economy):
    """An economy that solves near the equilibrium of one policy."""

    def __init__(self, economy: Economy, policy: PolicyBatch, outcome: Outcome) -> None:
        super().__init__(
            economy.benchmark,
            economy.theta,
            home_theta=economy.home_theta,
            imbalance=economy.imbalance,
            lending_response=economy.lending_response,
        )
        self._known = Reference.of(self.benchmark, self._structure, policy, outcome)

    @property
    def _reference(self) -> Reference:
        return self._known


def _elasticities(benchmark: Benchmark, given: ArrayLike, name: str) -> Floats:
    """Return elasticities by sector, (J,); raises InvalidInputError outside what solves."""
    values = np.broadcast_to(np.asarray(given, dtype=np.float64), (benchmark.n_sectors,)).copy()
    if not (np.isfinite(values).all() and values.min() > -1.0):
        raise InvalidInputError(f"{name} must exceed -1 in every sector; got {values.min()}.")
    # At theta = 0 (sigma = 1) shares are constant and P_hat has another form; the CES formulas at a
    # theta this close to 0 differ from it by less than 1e-3 of a price change.
    return np.where(np.abs(values) < _SMALLEST_THETA, _SMALLEST_THETA, values)


def _demand_convergence(
    outcome: Outcome, converged: NDArray[np.bool_], first: int, tolerance: float
) -> None:
    failed = np.nonzero(~converged | ~(outcome.residual <= 10.0 * tolerance))[0]
    if failed.size == 0:
        return
    worst = outcome.residual[failed]
    residual = float("nan") if np.isnan(worst).any() else float(worst.max())
    names = ", ".join(str(first + p) for p in failed[:10])
    raise NotConvergedError(
        f"Every equilibrium must leave a residual below {tolerance:.1e} of world output;"
        f" {failed.size} of {outcome.n_policies} in this chunk did not (positions {names}; worst"
        f" residual {residual:.3g} after {int(outcome.sweeps[failed].max())} sweeps). Look for a"
        " household without income, a commitment beyond its market, a market with every supplier"
        " banned, or allow more sweeps."
    )


def purge_imbalances(
    benchmark: Benchmark, theta: ArrayLike, *, tolerance: float = 1e-11
) -> Benchmark:
    """Return the benchmark as it would be with every deficit D = 0, tariffs unchanged.

    Caliendo and Parro (2015) and Ossa (2014) both start from such a world, because a change of the
    deficits is itself a large shock.
    """
    economy = Economy(benchmark, theta, imbalance="zero")
    outcome = economy.solve(PolicyBatch.at_benchmark(benchmark, 1), tolerance=tolerance)
    return benchmark.rebased(
        outcome.flows_usd_bn[..., 0], benchmark.tariff_rate, benchmark.export_tax_rate
    )
