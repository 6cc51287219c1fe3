"""Another region in Japan's place: the same economy with two names exchanged.

Talks, chips and governments are written for the United States and Japan. To play talks of the past
with another partner, that region takes the name JPN and Japan takes the partner's; every flow, rate
and share stays where it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.errors import BenchmarkError

if TYPE_CHECKING:
    from sim.economy.benchmark import Benchmark

PLACE = "JPN"


def with_names(benchmark: Benchmark, regions: tuple[str, ...]) -> Benchmark:
    """Return the benchmark with its regions named anew, in their order; itself if nothing changes.

    Raises BenchmarkError if these are not the same names.
    """
    if regions == benchmark.regions:
        return benchmark
    if sorted(regions) != sorted(benchmark.regions):
        raise BenchmarkError(
            f"Regions can only exchange names; got {', '.join(regions)} for "
            f"{', '.join(benchmark.regions)}."
        )
    return replace(benchmark, regions=regions)


def in_japans_place(regions: tuple[str, ...], partner: str) -> tuple[str, ...]:
    """Return the names with the partner's and Japan's exchanged.

    >>> in_japans_place(("USA", "JPN", "CHN", "EU27"), "EU27")
    ('USA', 'EU27', 'CHN', 'JPN')
    """
    exchanged = {partner: PLACE, PLACE: partner}
    return tuple(exchanged.get(name, name) for name in regions)
