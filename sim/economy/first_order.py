"""The published first-order welfare formula of Caliendo and Parro (2015)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.economy.benchmark import Floats
from sim.economy.outcome import Outcome


@dataclass(frozen=True, eq=False)
class FirstOrder:
    """Caliendo and Parro's welfare formula, fractions of income, by partner (N, N, P)."""

    terms_of_trade_by_partner: Floats
    volume_of_trade_by_partner: Floats

    @property
    def terms_of_trade(self) -> Floats:
        """Terms of trade with everybody, (N, P)."""
        total: Floats = self.terms_of_trade_by_partner.sum(axis=1)
        return total

    @property
    def volume_of_trade(self) -> Floats:
        """Volume of trade with everybody, (N, P)."""
        total: Floats = self.volume_of_trade_by_partner.sum(axis=1)
        return total

    @property
    def welfare(self) -> Floats:
        """Their sum, (N, P): what the paper prints as welfare."""
        return self.terms_of_trade + self.volume_of_trade


def first_order_welfare(outcome: Outcome) -> FirstOrder:
    """Evaluate the first-order formula with finite changes at benchmark weights.

    tot_ni = sum_j (E_jni dln c_jn - M_jni dln c_ji) / I_n,   E exports of n to i, M imports from i
    vot_ni = sum_j t_jni M_jni (dln M_jni - dln c_ji) / I_n

    with every dln taken as new/old - 1, as the paper's tables do. Index order [region n, partner i,
    policy]. For finite changes this is NOT the change of real income: for NAFTA it gives Mexico
    +1.31 %, where exact real income (`welfare_hat`) rises by 0.007 %.
    Source: Caliendo and Parro (2015), welfare formula of section 3, tables 2, 3 and 7.
    """
    benchmark = outcome.benchmark
    border = benchmark.border_flows_usd_bn[..., None]
    cost = outcome.cost_hat - 1.0
    income = benchmark.income_usd_bn[:, None, None]
    exports = border.transpose(0, 2, 1, 3)
    terms = np.einsum("jnip,jnp->nip", exports, cost) - np.einsum("jnip,jip->nip", border, cost)
    # tariff revenue at base rates: t (M' - M) - t M (c_hat - 1)
    growth = outcome.border_flows_usd_bn - border * (1.0 + cost[:, None])
    volume = (benchmark.tariff_rate[..., None] * growth).sum(axis=0)
    return FirstOrder(terms / income, volume / income)
