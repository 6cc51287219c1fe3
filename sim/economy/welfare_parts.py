"""What moves real income between two neighbouring equilibria, by channel and by sector.

With volumes V shipped, border prices b, and per unit of V the wedges between buyer, border and
gate (tariff, export tax, quota rent, subsidy and levy), income I and producer value F,

    I dln W = sum B_out dln b_out - sum B_in dln b_in        terms_of_trade (without the next line)
            + sum B_out dln (1-m)_out - sum B_in dln (1-m)_in  markups (exporters' markups cut)
            + sum tariff dV                                  tariffs (and over-quota duty)
            + sum export tax, less markup cut, dV            export_taxes
            + sum rent (importer's, exporter's) dV           rents (quotas, tariff-rate quotas)
            - sum (subsidy - levy) dV                        subsidies
            - sum E dln d                                    trade_costs (iceberg, rents burnt)
            + sum Y dln productivity                         productivity
            - sum public price dV_public                     public_purchases
            + dD                                             imbalance

Every weight is the mean of the two ends. All terms but the last are sums over sectors.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark, Floats
from sim.economy.outcome import Outcome
from sim.economy.policy import PolicyBatch
from sim.economy.wedges import Wedges

CHANNELS: Final = (
    "terms_of_trade",
    "markups",
    "tariffs",
    "export_taxes",
    "rents",
    "subsidies",
    "trade_costs",
    "productivity",
    "public_purchases",
    "imbalance",
)
"""The channels, in the order of the first axis of `welfare_parts`."""


@dataclass(frozen=True, eq=False)
class Points:
    """What the channels need of P equilibria; policy axis last.

    `private` and `public` volumes (J, N, N, P); the rest of the flows are values a unit of volume.
    """

    income: Floats
    output: Floats
    deficit: Floats
    log_welfare: Floats
    private: Floats
    public: Floats
    buyer: Floats
    border: Floats
    public_border: Floats
    dutiable: Floats
    tariff: Floats
    export_tax: Floats
    uncut_border: Floats
    markup_cut: Floats
    public_export_tax: Floats
    rent_in: Floats
    rent_out: Floats
    subsidy: Floats
    log_trade_cost: Floats
    log_productivity: Floats

    @classmethod
    def of(cls, benchmark: Benchmark, batch: PolicyBatch, outcome: Outcome) -> Points:
        """Read the points off the solved policies of a batch."""
        wedges = Wedges(benchmark, batch, outcome)
        cost = np.broadcast_to(outcome.cost_hat[:, None], outcome.flows_usd_bn.shape)
        melt = 1.0 + wedges.burnt * wedges.mu
        levy = wedges.levy if wedges.levy.ndim == 0 else wedges.levy[:, :, None]
        delivered = cost / melt
        rent = delivered * wedges.mu
        export_tax = wedges.premium * (delivered + rent)
        dutiable = delivered + rent + export_tax
        # What a tariff-rate quota makes of the price: rent within the quota, duty beyond it.
        above = wedges.import_quota * wedges.gross * delivered
        licensed = wedges.within * above
        rent_out = wedges.exporter * rent + wedges.import_exporter * licensed
        duty = wedges.tariff * dutiable + above
        duty = duty - (wedges.import_exporter + wedges.import_importer) * licensed
        paid = (dutiable + wedges.tariff * dutiable) * (1.0 + wedges.import_quota)
        # Exactly zero where there is neither subsidy nor levy.
        subsidy = paid * ((1.0 - wedges.subsidy) * levy - 1.0)
        productivity = batch.given("productivity_hat")
        return cls(
            income=outcome.income,
            output=outcome.output,
            deficit=outcome.deficit_usd_bn,
            log_welfare=np.log(outcome.welfare_hat),
            private=(outcome.flows_usd_bn - wedges.public_usd_bn) / cost,
            public=wedges.public_usd_bn / cost,
            buyer=paid + subsidy,
            border=cost + export_tax + rent_out,
            public_border=cost * (1.0 + wedges.export_tax),
            dutiable=dutiable,
            tariff=duty,
            export_tax=export_tax,
            uncut_border=(1.0 + wedges.export_tax) * (delivered + rent),
            markup_cut=wedges.markup_cut,
            public_export_tax=cost * wedges.export_tax,
            rent_in=wedges.importer * rent + wedges.import_importer * licensed,
            rent_out=rent_out,
            subsidy=subsidy,
            log_trade_cost=np.log(wedges.trade_cost * melt),
            log_productivity=np.zeros_like(outcome.output)
            if productivity is None
            else np.log(productivity),
        )

    def take(self, positions: NDArray[np.intp] | slice) -> Points:
        """Return the points at these positions."""
        taken = {f.name: getattr(self, f.name)[..., positions] for f in fields(self)}
        return replace(self, **taken)


def welfare_parts(a: Points, b: Points) -> Floats:
    """Return the parts of ln(W_b / W_a) by channel and sector, (C, J + 1, N, P).

    The first axis follows CHANNELS. The last place of the second axis belongs to no sector: only
    the imbalance is there. What the finite step leaves unexplained falls with its third power.
    """
    more, public_more = b.private - a.private, b.public - a.public
    sectors, regions, _, width = more.shape
    parts = np.zeros((len(CHANNELS), sectors + 1, regions, width))
    place = {name: parts[k, :-1] for k, name in enumerate(CHANNELS)}
    for volume_a, volume_b, price_a, price_b in (
        (a.private, b.private, a.border, b.border),
        (a.public, b.public, a.public_border, b.public_border),
    ):
        dearer = _mean(volume_a, volume_b) * (price_b - price_a)
        place["terms_of_trade"] += dearer.sum(axis=1) - dearer.sum(axis=2)
    cut = _mean(a.private, b.private) * _mean(a.uncut_border, b.uncut_border)
    given_up = cut * (b.markup_cut - a.markup_cut)
    place["markups"] += given_up.sum(axis=2) - given_up.sum(axis=1)
    place["terms_of_trade"] -= place["markups"]
    place["tariffs"] += (_mean(a.tariff, b.tariff) * more).sum(axis=2)
    place["export_taxes"] += (_mean(a.export_tax, b.export_tax) * more).sum(axis=1)
    public_tax = _mean(a.public_export_tax, b.public_export_tax)
    place["export_taxes"] += (public_tax * public_more).sum(axis=1)
    place["rents"] += (_mean(a.rent_in, b.rent_in) * more).sum(axis=2)
    place["rents"] += (_mean(a.rent_out, b.rent_out) * more).sum(axis=1)
    place["subsidies"] += (_mean(a.subsidy, b.subsidy) * more).sum(axis=2)
    spent = _mean(a.private * a.buyer, b.private * b.buyer)
    place["trade_costs"] -= (spent * (b.log_trade_cost - a.log_trade_cost)).sum(axis=2)
    gained = _mean(a.output, b.output) * (b.log_productivity - a.log_productivity)
    place["productivity"] += gained
    taken = _mean(a.public_border, b.public_border) * public_more
    place["public_purchases"] -= taken.sum(axis=2)
    parts[CHANNELS.index("imbalance"), -1] = b.deficit - a.deficit
    return parts / _mean(a.income, b.income)


def _mean(a: Floats, b: Floats) -> Floats:
    return 0.5 * (a + b)
