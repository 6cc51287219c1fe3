"""Random and hand-made small economies for the tests."""

from __future__ import annotations

import numpy as np

from sim.economy import Benchmark, PolicyBatch
from sim.economy.benchmark import Floats


def random_benchmark(
    rng: np.random.Generator,
    n_regions: int,
    n_sectors: int,
    *,
    home: float = 5.0,
    spread: float = 1.0,
    empty_flows: float = 0.0,
    export_taxes: bool = False,
) -> Benchmark:
    """Lognormal flows with home bias; inputs drawn around the spending pattern, so that final
    demand is positive; deficits come out as they fall."""
    shape = (n_sectors, n_regions, n_regions)
    flows = np.exp(spread * rng.normal(size=shape))
    flows *= np.exp(0.7 * rng.normal(size=(n_sectors, 1, 1)))
    flows[rng.random(shape) < empty_flows] = 0.0
    flows += home * n_regions * np.eye(n_regions) * np.exp(0.3 * rng.normal(size=shape))
    abroad = 1.0 - np.eye(n_regions)
    tariff = rng.uniform(0.0, 0.2, shape) * abroad
    tax = rng.uniform(0.0, 0.1, shape) * abroad if export_taxes else np.zeros(shape)
    spending = (flows * (1 + tax) * (1 + tariff)).sum(axis=2)
    output = flows.sum(axis=1)
    inputs = spending[:, None, :] * rng.uniform(0.4, 1.6, (n_sectors, n_sectors, n_regions))
    inputs /= inputs.sum(axis=0)
    beta = rng.uniform(0.35, 0.8, (n_sectors, n_regions))
    while True:
        gamma = inputs * (1.0 - beta)
        final = spending - np.einsum("kjn,jn->kn", gamma, output)
        if (final > 0).all():
            break
        beta = 0.5 + 0.5 * beta
    return Benchmark.from_flows(
        [f"R{n}" for n in range(n_regions)],
        [f"S{j}" for j in range(n_sectors)],
        goods=np.arange(n_sectors) < max(1, n_sectors - 1),
        flows_usd_bn=flows,
        tariff_rate=tariff,
        export_tax_rate=tax,
        value_added_share=beta,
        input_share=gamma,
    )


def wild_benchmark(rng: np.random.Generator, n_regions: int, n_sectors: int) -> Benchmark:
    """What real tables hold at their edges: vanishing flows, many zeros, sectors that a region
    does not make or does not buy, a sector that nobody has, regions of very different size.

    Foreign trade is scaled until no region's imports are twice its exports or half of them.
    """
    n, shape = n_regions, (n_sectors, n_regions, n_regions)
    size = np.exp(rng.uniform(0.0, 1.5) * rng.normal(size=n))
    flows = np.exp(rng.uniform(0.3, 2.0) * rng.normal(size=shape)) * np.outer(size, size)
    flows *= np.exp(rng.normal(size=(n_sectors, 1, 1)))
    vanishing = rng.random(shape) < rng.choice([0.0, 0.1, 0.5])
    flows[vanishing] *= 10.0 ** -rng.uniform(0.0, 14.0, shape)[vanishing]
    flows[rng.random(shape) < rng.choice([0.0, 0.1, 0.6])] = 0.0
    home = rng.uniform(0.5, 6.0) * n * np.eye(n) * size**2
    flows += home * np.exp(0.3 * rng.normal(size=shape))
    flows.transpose(0, 2, 1)[rng.random((n_sectors, n)) < rng.choice([0.0, 0.1])] = 0.0
    flows[rng.random((n_sectors, n)) < rng.choice([0.0, 0.1])] = 0.0
    if n_sectors > 1 and rng.random() < 0.2:
        flows[rng.integers(n_sectors)] = 0.0
    # Every region makes something at home and sells to the next one.
    key, here = int(np.argmax(flows.sum(axis=(1, 2)))), np.arange(n)
    flows[key, here, here] += size**2
    flows[key, here, np.roll(here, 1)] += 0.1 * size * np.roll(size, 1)
    abroad = 1.0 - np.eye(n)
    for _ in range(500):
        total = (flows * abroad).sum(axis=0)
        scale = np.sqrt(total.sum(axis=0) / total.sum(axis=1))
        if np.abs(np.log(scale)).max() < 0.5 * np.log(2.0):
            break
        flows *= np.where(abroad == 1.0, np.outer(scale**0.5, scale**-0.5), 1.0)
    tariff = rng.uniform(0.0, 0.2, shape) * abroad
    tax = rng.uniform(0.0, 0.1, shape) * abroad * (rng.random() < 0.5)
    spending = (flows * (1 + tax) * (1 + tariff)).sum(axis=2)
    inputs = spending[:, None, :] * rng.uniform(0.05, 1.6, (n_sectors, n_sectors, n))
    inputs /= inputs.sum(axis=0)
    beta = rng.uniform(0.2, 0.8, (n_sectors, n))
    while True:
        gamma = inputs * (1.0 - beta)
        final = spending - np.einsum("kjn,jn->kn", gamma, flows.sum(axis=1))
        if (final >= 0.0).all():
            break
        beta = 0.1 + 0.9 * beta
    return Benchmark.from_flows(
        [f"R{i}" for i in range(n)],
        [f"S{j}" for j in range(n_sectors)],
        goods=np.arange(n_sectors) < max(1, n_sectors - 1),
        flows_usd_bn=flows,
        tariff_rate=tariff,
        export_tax_rate=tax,
        value_added_share=beta,
        input_share=gamma,
    )


def random_tariffs(
    rng: np.random.Generator, benchmark: Benchmark, n_policies: int, *, high: float = 1.45
) -> PolicyBatch:
    """Between 1 and 12 random pairs at 10 % to `high`, every goods sector of the pair."""
    batch = PolicyBatch.at_benchmark(benchmark, n_policies)
    n = benchmark.n_regions
    for p in range(n_policies):
        for _ in range(rng.integers(1, 13)):
            importer, exporter = rng.choice(n, size=2, replace=False)
            batch.tariff_rate[benchmark.goods, importer, exporter, p] = rng.uniform(0.1, high)
    return batch


def one_sector(flows_usd_bn: Floats, tariff_rate: float = 0.0) -> Benchmark:
    """One sector made of labour alone."""
    n = flows_usd_bn.shape[0]
    return Benchmark.from_flows(
        [f"R{i}" for i in range(n)],
        ["goods"],
        goods=[True],
        flows_usd_bn=flows_usd_bn[None],
        tariff_rate=tariff_rate * (1.0 - np.eye(n))[None],
        value_added_share=np.ones((1, n)),
        input_share=np.zeros((1, 1, n)),
    )
