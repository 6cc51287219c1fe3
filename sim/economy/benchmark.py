"""The benchmark economy: one year's trade, tariffs and cost shares, and the accounts they imply.

Every array is indexed [sector, importer, exporter] or [sector, region]; values are USD bn a year.
A *producer value* is what the producer receives; the *border value* adds the export tax; the
*purchaser value* adds the importer's tariff.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.errors import BenchmarkError

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Rounding that a balanced table kept as decimal text may show, as a fraction of regional income.
_ROUNDING = 1e-7


@dataclass(frozen=True, eq=False)
class Benchmark:
    """An economy of N regions and J sectors in equilibrium, described by values and shares.

    Shapes: `goods` (J,), `flows_usd_bn`, `tariff_rate` and `export_tax_rate` (J, N, N) as
    [sector j, importer n, exporter i], `value_added_share` beta (J, N), `input_share` gamma
    (J, J, N) as [input k, sector j, region n] with sum_k gamma_kjn = 1 - beta_jn, `final_share`
    alpha (J, N) with sum_j alpha_jn = 1. Flows are producer values and include domestic sales
    (n == i). Build it with `from_flows`, which derives alpha from the accounts.

    Raises BenchmarkError if a shape, a sign or a sum is wrong.
    """

    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    goods: Bools
    flows_usd_bn: Floats
    tariff_rate: Floats
    export_tax_rate: Floats
    value_added_share: Floats
    input_share: Floats
    final_share: Floats

    def __post_init__(self) -> None:
        _check_shapes(self)
        _check_values(self)

    @classmethod
    def from_flows(
        cls,
        regions: Sequence[str],
        sectors: Sequence[str],
        *,
        goods: ArrayLike,
        flows_usd_bn: ArrayLike,
        tariff_rate: ArrayLike,
        value_added_share: ArrayLike,
        input_share: ArrayLike,
        export_tax_rate: ArrayLike | None = None,
        clip_final: bool = False,
    ) -> Benchmark:
        """Build a benchmark whose final-demand shares follow from the accounts.

        Final demand = spending - purchases of inputs, X_jn - sum_k gamma_jkn Y_kn; alpha is its
        share in income. A negative cell raises BenchmarkError, unless `clip_final`: then it is set
        to zero and alpha renormalised (the protocol of Caliendo and Parro 2015; the benchmark is
        then no equilibrium until `purge_imbalances` has solved it once).
        """
        flows = _floats(flows_usd_bn)
        export_tax = np.zeros_like(flows) if export_tax_rate is None else _floats(export_tax_rate)
        beta, gamma, tariff = map(_floats, (value_added_share, input_share, tariff_rate))
        border = flows * (1.0 + export_tax)
        spending = (border * (1.0 + tariff)).sum(axis=2)
        output = flows.sum(axis=1)
        final = spending - np.einsum("kjn,jn->kn", gamma, output)
        if not clip_final:
            _check_final_demand(final, tuple(regions), tuple(sectors))
        final = np.maximum(final, 0.0)
        return cls(
            regions=tuple(regions),
            sectors=tuple(sectors),
            goods=np.asarray(goods, dtype=bool),
            flows_usd_bn=flows,
            tariff_rate=tariff,
            export_tax_rate=export_tax,
            value_added_share=beta,
            input_share=gamma,
            final_share=final / final.sum(axis=0),
        )

    def rebased(
        self, flows_usd_bn: Floats, tariff_rate: Floats, export_tax_rate: Floats
    ) -> Benchmark:
        """Return the same technology and tastes at another equilibrium's flows and rates."""
        return Benchmark(
            regions=self.regions,
            sectors=self.sectors,
            goods=self.goods,
            flows_usd_bn=_floats(flows_usd_bn),
            tariff_rate=_floats(tariff_rate),
            export_tax_rate=_floats(export_tax_rate),
            value_added_share=self.value_added_share,
            input_share=self.input_share,
            final_share=self.final_share,
        )

    @property
    def n_regions(self) -> int:
        """Number of regions N."""
        return len(self.regions)

    @property
    def n_sectors(self) -> int:
        """Number of sectors J."""
        return len(self.sectors)

    def region_index(self, region: str) -> int:
        """Return the position of a region; BenchmarkError names the known ones."""
        return _position(region, self.regions, "region")

    def sector_index(self, sector: str) -> int:
        """Return the position of a sector; BenchmarkError names the known ones."""
        return _position(sector, self.sectors, "sector")

    @cached_property
    def border_flows_usd_bn(self) -> Floats:
        """Flows at border value, producer value x (1 + export tax), (J, N, N)."""
        return self.flows_usd_bn * (1.0 + self.export_tax_rate)

    @cached_property
    def purchaser_flows_usd_bn(self) -> Floats:
        """Flows as the buyer pays them, border value x (1 + tariff), (J, N, N)."""
        return self.border_flows_usd_bn * (1.0 + self.tariff_rate)

    @cached_property
    def spending_usd_bn(self) -> Floats:
        """Spending X_jn of region n on sector j at purchaser value, (J, N)."""
        spending: Floats = self.purchaser_flows_usd_bn.sum(axis=2)
        return spending

    @cached_property
    def output_usd_bn(self) -> Floats:
        """Output Y_ji of sector j in region i at producer value, (J, N)."""
        output: Floats = self.flows_usd_bn.sum(axis=1)
        return output

    @cached_property
    def expenditure_share(self) -> Floats:
        """Share pi_jni of exporter i in n's spending on j (home where nothing is spent)."""
        spending = self.spending_usd_bn[:, :, None]
        home = np.broadcast_to(np.eye(self.n_regions), self.flows_usd_bn.shape)
        return np.where(
            spending > 0.0, self.purchaser_flows_usd_bn / np.where(spending > 0, spending, 1), home
        )

    @cached_property
    def tariff_revenue_usd_bn(self) -> Floats:
        """Tariff revenue of each importer, (N,)."""
        revenue: Floats = (self.border_flows_usd_bn * self.tariff_rate).sum(axis=(0, 2))
        return revenue

    @cached_property
    def export_tax_revenue_usd_bn(self) -> Floats:
        """Export-tax revenue of each exporter, (N,)."""
        revenue: Floats = (self.flows_usd_bn * self.export_tax_rate).sum(axis=(0, 1))
        return revenue

    @cached_property
    def value_added_usd_bn(self) -> Floats:
        """Value added (all of it labour income in the model), sum_j beta_jn Y_jn, (N,)."""
        value_added: Floats = (self.value_added_share * self.output_usd_bn).sum(axis=0)
        return value_added

    @cached_property
    def deficit_usd_bn(self) -> Floats:
        """Trade deficit D_n, imports at border value less exports, (N,); sums to zero."""
        border = self.border_flows_usd_bn
        deficit: Floats = border.sum(axis=(0, 2)) - border.sum(axis=(0, 1))
        return deficit

    @cached_property
    def income_usd_bn(self) -> Floats:
        """Income = value added + tariff revenue + export-tax revenue + D, (N,)."""
        return (
            self.value_added_usd_bn
            + self.tariff_revenue_usd_bn
            + self.export_tax_revenue_usd_bn
            + self.deficit_usd_bn
        )

    @cached_property
    def world_output_usd_bn(self) -> float:
        """Gross output of the world at producer value."""
        return float(self.output_usd_bn.sum())

    def goods_balance_usd_bn(self, region: int, partner: int | None = None) -> float:
        """Goods exports less goods imports at border value, with one partner or with all others."""
        border = self.border_flows_usd_bn[self.goods].sum(axis=0)
        if partner is None:
            return float(border[:, region].sum() - border[region, :].sum())
        return float(border[partner, region] - border[region, partner])


def _floats(values: ArrayLike) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float64)


def _position(name: str, names: tuple[str, ...], kind: str) -> int:
    try:
        return names.index(name)
    except ValueError:
        raise BenchmarkError(
            f"A {kind} must be one of the benchmark's; got {name!r}. Known: {', '.join(names)}."
        ) from None


def _check_shapes(benchmark: Benchmark) -> None:
    n, j = len(benchmark.regions), len(benchmark.sectors)
    expected = {
        "goods": (j,),
        "flows_usd_bn": (j, n, n),
        "tariff_rate": (j, n, n),
        "export_tax_rate": (j, n, n),
        "value_added_share": (j, n),
        "input_share": (j, j, n),
        "final_share": (j, n),
    }
    for name, shape in expected.items():
        got = np.shape(getattr(benchmark, name))
        if got != shape:
            raise BenchmarkError(
                f"Benchmark {name} must have shape {shape} for {j} sectors and {n} regions;"
                f" got {got}."
            )
        if not np.isfinite(getattr(benchmark, name)).all():
            raise BenchmarkError(f"Benchmark {name} must be finite; it holds nan or infinity.")


def _check_values(benchmark: Benchmark) -> None:
    for name in ("flows_usd_bn", "value_added_share", "input_share", "final_share"):
        lowest = getattr(benchmark, name).min()
        if lowest < 0.0:
            raise BenchmarkError(f"Benchmark {name} must not be negative; the lowest is {lowest}.")
    for name in ("tariff_rate", "export_tax_rate"):
        lowest = getattr(benchmark, name).min()
        if lowest <= -1.0:
            raise BenchmarkError(f"Benchmark {name} must exceed -1 (-100 %); got {lowest}.")
    cost = benchmark.value_added_share + benchmark.input_share.sum(axis=0)
    if np.abs(cost - 1.0).max() > _ROUNDING:
        j, n = np.unravel_index(np.abs(cost - 1.0).argmax(), cost.shape)
        raise BenchmarkError(
            "Value-added share and input shares must sum to 1 in every sector;"
            f" {benchmark.sectors[j]} in {benchmark.regions[n]} sums to {cost[j, n]:.9f}."
        )
    total = benchmark.final_share.sum(axis=0)
    if np.abs(total - 1.0).max() > _ROUNDING:
        n = int(np.abs(total - 1.0).argmax())
        raise BenchmarkError(
            f"Final shares must sum to 1; {benchmark.regions[n]} sums to {total[n]:.9f}."
        )
    if benchmark.value_added_usd_bn.min() <= 0.0:
        n = int(benchmark.value_added_usd_bn.argmin())
        raise BenchmarkError(f"{benchmark.regions[n]} must have positive value added; it has none.")


def _check_final_demand(final: Floats, regions: tuple[str, ...], sectors: tuple[str, ...]) -> None:
    if final.ndim != 2 or final.shape != (len(sectors), len(regions)):
        raise BenchmarkError(
            f"The flows must cover {len(sectors)} sectors and {len(regions)} regions;"
            f" their accounts have shape {final.shape}."
        )
    income = final.sum(axis=0)
    worst = np.unravel_index((final / income).argmin(), final.shape)
    if final[worst] < -_ROUNDING * income[worst[1]]:
        j, n = worst
        raise BenchmarkError(
            "Final demand (spending less purchases of inputs) must not be negative;"
            f" {sectors[j]} in {regions[n]} has {final[worst]:.4g} USD bn."
            " Balance the inputs and final demand (RAS), or clip_final=True."
        )
