"""summary.csv: each measure over all runs, with two kinds of uncertainty kept apart.

`p05` to `p95` hold everything: worlds, preferences and chance. `ci_low` to `ci_high` is the 95 %
simulation error of the mean given the worlds: what more runs would shrink.
"""

from __future__ import annotations

import tempfile
from dataclasses import asdict, astuple, dataclass, fields
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.measures import Measure, RunTable, require_same_columns
from sim.ensemble.stratified import Estimate, Strata, stratified_mean, stratified_share
from sim.errors import ResultsError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

Floats = NDArray[np.float64]

_MEMORY_BYTES = 16_000_000
"""Columns up to this size stay in memory; beyond it they go to an unnamed temporary file."""


@dataclass(frozen=True)
class SummaryRow:
    """One row of summary.csv: a measure over the `n` runs to which it applies."""

    scenario: str
    measure: str
    party: str
    partner: str
    sector: str
    horizon: str
    baseline: str
    unit: str
    mean: float
    sd: float
    p05: float
    p50: float
    p95: float
    ci_low: float
    ci_high: float
    n: int

    @property
    def key(self) -> Measure:
        """The measure that the row is about."""
        parts = (self.party, self.partner, self.sector, self.horizon, self.baseline)
        return Measure(self.measure, *parts, unit=self.unit)


SUMMARY_COLUMNS = tuple(field.name for field in fields(SummaryRow))


def summary_fields(rows: Sequence[SummaryRow]) -> list[tuple[object, ...]]:
    """Return summary rows as CSV fields in the order of `SUMMARY_COLUMNS`."""
    return [astuple(row) for row in rows]


class Summariser:
    """Takes blocks of runs as they come and summarises them at the end.

    Values wait in a temporary file, so that memory is flat in the number of runs: only one column
    (8 bytes a run) is held at a time. The result does not depend on how runs were cut into blocks.
    """

    def __init__(self, scenario: str) -> None:
        self._scenario = scenario
        self._first: RunTable | None = None
        self._worlds: list[NDArray[np.int64]] = []
        # Closed by `__exit__` or `close`, not by a `with` here: it lives as long as the run.
        self._spool = tempfile.SpooledTemporaryFile(max_size=_MEMORY_BYTES)  # noqa: SIM115

    def add(self, block: RunTable) -> None:
        """Take a block of runs; raises `ResultsError` if its columns differ from earlier ones."""
        if self._first is None:
            self._first = block
        require_same_columns(self._first, block)
        self._worlds.append(np.asarray(block.world, dtype=np.int64))
        for column in block.values.values():
            self._spool.write(np.ascontiguousarray(column, dtype="<f8").tobytes())

    def rows(self) -> list[SummaryRow]:
        """Return one row a measure, in column order; raises `ResultsError` without any run."""
        if self._first is None:
            raise ResultsError("There is nothing to summarise: no run was finished.")
        strata = Strata.of(np.concatenate(self._worlds))
        measures = enumerate(self._first.measures)
        return [summarise_column(self._scenario, m, self._column(k), strata) for k, m in measures]

    def _column(self, place: int) -> Floats:
        assert self._first is not None
        width = len(self._first.values)
        pieces = []
        start = 0
        for world in self._worlds:
            size = 8 * len(world)
            self._spool.seek(start + place * size)
            pieces.append(np.frombuffer(self._spool.read(size), dtype="<f8"))
            start += width * size
        self._spool.seek(0, 2)
        return np.concatenate(pieces).astype(np.float64)

    def close(self) -> None:
        """Drop the temporary file."""
        self._spool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def summarise(scenario: str, table: RunTable) -> list[SummaryRow]:
    """Return the rows of summary.csv for a table of runs, one a measure in column order."""
    strata = Strata.of(table.world)
    return [summarise_column(scenario, m, values, strata) for m, values in table.values.items()]


def summarise_column(scenario: str, measure: Measure, values: Floats, strata: Strata) -> SummaryRow:
    """Return the summary of one measure over R runs, NaN not counted.

    `sd` is the sample standard deviation over all runs, the quantiles interpolate linearly
    (Hyndman and Fan's type 7), the interval is that of `stratified_mean`, or of
    `stratified_share` if the measure is 0 or 1.
    """
    counted = values[~np.isnan(values)]
    estimate = stratified_mean(values, strata)
    low, high = _interval(measure, values, strata, estimate)
    sd = float(counted.std(ddof=1)) if estimate.n > 1 else np.nan
    p05, p50, p95 = np.quantile(counted, (0.05, 0.5, 0.95)).tolist() if estimate.n else [np.nan] * 3
    return SummaryRow(
        scenario=scenario,
        **asdict(measure),
        mean=estimate.mean,
        sd=sd,
        p05=p05,
        p50=p50,
        p95=p95,
        ci_low=low,
        ci_high=high,
        n=estimate.n,
    )


def _interval(
    measure: Measure, values: Floats, strata: Strata, estimate: Estimate
) -> tuple[float, float]:
    if measure.info.indicator:
        return stratified_share(values, strata)
    return estimate.interval()
