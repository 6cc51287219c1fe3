"""Who pays a tariff: the part of it that exporters take off their price, and its measure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Floats
from sim.economy.outcome import Outcome
from sim.economy.policy import PolicyBatch


def markup_cut(old_rate: Floats, new_rate: Floats, absorbed: Floats) -> Floats:
    """Return the part m of its price that an exporter gives up to absorb a share of a tariff.

    m = 1 - ((1 + t_old) / (1 + t_new))^absorbed, any shapes that broadcast: the log price before
    duty falls by that share of the log rise of 1 + t. Nothing where the rate has not risen: a lower
    tariff does not raise markups. Worked number: half of a rise from 2.5 to 27.5 % absorbed is a
    cut of 1 - (1.025 / 1.275)^0.5:

    >>> float(markup_cut(np.array(0.025), np.array(0.275), np.array(0.5)).round(4))
    0.1034
    """
    rise = np.maximum(np.log((1.0 + new_rate) / (1.0 + old_rate)), 0.0)
    return np.asarray(-np.expm1(-absorbed * rise))


def buyers_share(
    outcome: Outcome, batch: PolicyBatch, importer: int, chosen: NDArray[np.bool_]
) -> Floats:
    """Return the share of an added tariff that the importer's buyers pay, (P,).

    1 + sum F dln b / sum F dln(1 + t) over the chosen sectors and exporters, (J, N), weighted with
    benchmark imports F; b is the price before duty, in units of the importer's wage: its currency,
    whose wages hardly move in a year. 1 is full pass-through; below it foreign prices fall, by
    lower markups or by a rise of the importer's wage and currency against others. nan where no
    chosen tariff differs from the benchmark.
    """
    benchmark = outcome.benchmark
    weight = np.where(chosen, benchmark.flows_usd_bn[:, importer], 0.0)
    weight[:, importer] = 0.0
    change = np.log(outcome.cost_hat) - np.log(outcome.wage_hat[importer])
    cut, tax = batch.given("markup_cut"), batch.given("export_tax_rate")
    if cut is not None:
        change = change + np.log1p(-cut[:, importer])
    if tax is not None:
        base = benchmark.export_tax_rate[:, importer, :, None]
        change = change + np.log((1.0 + tax[:, importer]) / (1.0 + base))
    rate = batch.given("tariff_rate")
    old = benchmark.tariff_rate[:, importer, :, None]
    duty = np.log((1.0 + (old if rate is None else rate[:, importer])) / (1.0 + old))
    paid = np.einsum("ji,jip->p", weight, change)
    added = np.einsum("ji,jip->p", weight, np.broadcast_to(duty, change.shape))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(added == 0.0, np.nan, 1.0 + paid / added))
