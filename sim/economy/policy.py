"""A batch of trade policies: what governments set, as arrays with the policy axis last."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark, Floats
from sim.errors import PolicyError

PurchaseFinancing = Literal["budget", "levy"]

# name, indices before the policy axis, value when nothing is asked for. None: see at_benchmark.
_INSTRUMENTS: tuple[tuple[str, str, float | None], ...] = (
    ("tariff_rate", "jnn", None),
    ("export_tax_rate", "jnn", None),
    ("trade_cost_hat", "jnn", 1.0),
    ("productivity_hat", "jn", 1.0),
    ("transfer_usd_bn", "n", 0.0),
    ("export_cap", "jnn", np.inf),
    ("purchase_usd_bn", "jnn", 0.0),
    ("public_purchase_usd_bn", "jnn", 0.0),
)
INSTRUMENT_NAMES = tuple(name for name, _, _ in _INSTRUMENTS)


class PolicyBatch:
    """P policies as float64 arrays, edited in place by the caller; an unused array costs nothing.

    Every array comes into being at its benchmark value when it is first touched:

    ========================= ============ ======================================================
    `tariff_rate`             (J, N, N, P) new ad-valorem rate of importer n on exporter i
    `export_tax_rate`         (J, N, N, P) new rate of exporter i on sales to n
    `trade_cost_hat`          (J, N, N, P) iceberg cost, new/old; non-tariff barriers
    `productivity_hat`        (J, N, P)    unit cost is divided by it
    `transfer_usd_bn`         (N, P)       change of the deficit D; a capital inflow is positive
    `export_cap`              (J, N, N, P) largest real volume, benchmark = 1; 0 bans, inf is none
    `purchase_usd_bn`         (J, N, N, P) commitment: producer value ADDED to the flow that the
                                           same policy without purchases would give
    `public_purchase_usd_bn`  (J, N, N, P) government demand for a flow, producer value
    ========================= ============ ======================================================

    Of a quota's rent (producer value x mu) the share `quota_rent_share_exporter` is income of the
    exporter, `quota_rent_share_importer` of the importer; the rest is burnt: it uses up the
    exporting sector's own output (waiting, paperwork), like an iceberg cost. Scalars or (J, N, N).

    `purchase_financing`: "budget", the buyer's household income pays the subsidy that brings the
    commitment about; "levy", a levy on all of that sector's purchases in the buying country does
    (state direction: users bear it in their costs). Public purchases are paid by the buyer's
    household income and come duty-free, outside any quota.
    """

    def __init__(
        self,
        benchmark: Benchmark,
        n_policies: int,
        *,
        quota_rent_share_exporter: float | Floats = 1.0,
        quota_rent_share_importer: float | Floats = 0.0,
        purchase_financing: PurchaseFinancing = "budget",
    ) -> None:
        if n_policies < 1:
            raise PolicyError(f"A batch must hold at least one policy; got {n_policies}.")
        self._benchmark = benchmark
        self.n_policies = n_policies
        self.quota_rent_share_exporter = quota_rent_share_exporter
        self.quota_rent_share_importer = quota_rent_share_importer
        self.purchase_financing: PurchaseFinancing = purchase_financing

    @classmethod
    def at_benchmark(cls, benchmark: Benchmark, n_policies: int) -> PolicyBatch:
        """Return `n_policies` policies that all leave the benchmark as it is."""
        return cls(benchmark, n_policies)

    @cached_property
    def tariff_rate(self) -> Floats:
        """New tariff rates, (J, N, N, P), fraction of the border value."""
        return self._repeat(self._benchmark.tariff_rate)

    @cached_property
    def export_tax_rate(self) -> Floats:
        """New export-tax rates, (J, N, N, P), fraction of the producer value and rent."""
        return self._repeat(self._benchmark.export_tax_rate)

    @cached_property
    def trade_cost_hat(self) -> Floats:
        """Iceberg trade cost relative to the benchmark, (J, N, N, P)."""
        return self._fill("jnn", 1.0)

    @cached_property
    def productivity_hat(self) -> Floats:
        """Productivity relative to the benchmark, (J, N, P)."""
        return self._fill("jn", 1.0)

    @cached_property
    def transfer_usd_bn(self) -> Floats:
        """Change of each region's deficit, (N, P), USD bn a year; sums to zero over regions."""
        return self._fill("n", 0.0)

    @cached_property
    def export_cap(self) -> Floats:
        """Largest real volume relative to the benchmark, (J, N, N, P)."""
        return self._fill("jnn", np.inf)

    @cached_property
    def purchase_usd_bn(self) -> Floats:
        """Committed additional purchases, (J, N, N, P), producer value, USD bn a year."""
        return self._fill("jnn", 0.0)

    @cached_property
    def public_purchase_usd_bn(self) -> Floats:
        """Additional government demand, (J, N, N, P), producer value, USD bn a year."""
        return self._fill("jnn", 0.0)

    def given(self, name: str) -> Floats | None:
        """Return an instrument's array, or None while it stands at the benchmark untouched."""
        if name not in INSTRUMENT_NAMES:
            raise PolicyError(f"Unknown instrument {name!r}; known: {', '.join(INSTRUMENT_NAMES)}.")
        return self.__dict__.get(name)

    def take(self, indices: NDArray[np.intp] | list[int] | slice) -> PolicyBatch:
        """Return a new batch (a copy) of the policies at these positions."""
        positions = np.arange(self.n_policies)[indices]
        taken = self._like(positions.size)
        for name in INSTRUMENT_NAMES:
            values = self.given(name)
            if values is not None:
                setattr(taken, name, np.take(values, positions, axis=-1))
        return taken

    def view(self, chosen: slice) -> PolicyBatch:
        """Return a batch that shares the arrays of consecutive policies; not for editing."""
        part = self._like(len(range(*chosen.indices(self.n_policies))))
        for name in INSTRUMENT_NAMES:
            values = self.given(name)
            if values is not None:
                setattr(part, name, values[..., chosen])
        return part

    def joined(self, others: Sequence[PolicyBatch]) -> PolicyBatch:
        """Return one batch of these policies and others, whose rents and financing are the same."""
        parts = [self, *others]
        whole = self._like(sum(part.n_policies for part in parts))
        for name in INSTRUMENT_NAMES:
            if any(part.given(name) is not None for part in parts):
                values = [getattr(part, name) for part in parts]
                setattr(whole, name, np.concatenate(values, axis=-1))
        return whole

    def without_purchases(self) -> PolicyBatch:
        """Return the same policies with no commitment (their twins); shares the other arrays."""
        twin = self.view(slice(None))
        twin.__dict__.pop("purchase_usd_bn", None)
        return twin

    def digests(self) -> list[str]:
        """Return a content digest per policy; equal digests mean equal policies.

        An instrument that stands at its benchmark value counts as untouched. The benchmark itself
        is not part of the digest.
        """
        shares = np.broadcast_arrays(
            np.asarray(self.quota_rent_share_exporter, dtype=np.float64),
            np.asarray(self.quota_rent_share_importer, dtype=np.float64),
        )
        common = self.purchase_financing.encode() + b"".join(s.tobytes() for s in shares)
        rows: dict[str, Floats] = {}
        for name in INSTRUMENT_NAMES:
            values = self.given(name)
            if values is not None:
                rows[name] = np.ascontiguousarray(values.reshape(-1, self.n_policies).T)
        return [self._digest(common, rows, p) for p in range(self.n_policies)]

    def check(self) -> None:
        """Raise PolicyError if an array has a wrong shape or an impossible value."""
        for name, indices, _ in _INSTRUMENTS:
            values = self.given(name)
            if values is None:
                continue
            if values.shape != self._shape(indices):
                raise PolicyError(
                    f"{name} must have shape {self._shape(indices)}; got {values.shape}."
                )
            if np.isnan(values).any() or (name != "export_cap" and not np.isfinite(values).all()):
                raise PolicyError(f"{name} must be finite numbers; it holds nan or infinity.")
        self._check_signs()
        self._check_accounts()

    def _check_signs(self) -> None:
        lowest_allowed = {
            "tariff_rate": (-1.0, "exceed -1 (-100 %)"),
            "export_tax_rate": (-1.0, "exceed -1 (-100 %)"),
            "trade_cost_hat": (0.0, "be positive"),
            "productivity_hat": (0.0, "be positive"),
        }
        for name, (bound, rule) in lowest_allowed.items():
            values = self.given(name)
            if values is not None and values.min() <= bound:
                raise PolicyError(f"{name} must {rule}; the lowest is {values.min()}.")
        for name in ("export_cap", "purchase_usd_bn", "public_purchase_usd_bn"):
            values = self.given(name)
            if values is not None and values.min() < 0.0:
                raise PolicyError(f"{name} must not be negative; the lowest is {values.min()}.")

    def _check_accounts(self) -> None:
        transfer = self.given("transfer_usd_bn")
        if transfer is not None:
            off = np.abs(transfer.sum(axis=0))
            if off.max() > 1e-9 * (1.0 + np.abs(transfer).max()):
                raise PolicyError(
                    "transfer_usd_bn must sum to zero over regions (what one receives another"
                    f" lends); policy {int(off.argmax())} sums to {off.max():.6g} USD bn."
                )
        exporter = np.asarray(self.quota_rent_share_exporter)
        importer = np.asarray(self.quota_rent_share_importer)
        if exporter.min() < 0 or importer.min() < 0 or (exporter + importer).max() > 1 + 1e-12:
            raise PolicyError("Quota rent shares must be between 0 and 1 and sum to at most 1.")
        if self.purchase_financing not in ("budget", "levy"):
            raise PolicyError(
                f"purchase_financing must be 'budget' or 'levy'; got {self.purchase_financing!r}."
            )
        cap, purchase = self.given("export_cap"), self.given("purchase_usd_bn")
        if purchase is not None:
            if cap is not None and (np.isfinite(cap) & (purchase > 0)).any():
                raise PolicyError(
                    "One flow cannot have both an export cap and a purchase commitment;"
                    " lift the cap or use a public purchase."
                )
            empty = self._benchmark.flows_usd_bn[..., None] == 0.0
            if (empty & (purchase > 0)).any():
                j, n, i = np.argwhere((empty & (purchase > 0)).any(axis=-1))[0]
                raise PolicyError(
                    "A purchase commitment needs a flow to raise; the benchmark has none of"
                    f" {self._benchmark.sectors[j]} from {self._benchmark.regions[i]} to"
                    f" {self._benchmark.regions[n]}. Use public_purchase_usd_bn."
                )

    def _digest(self, common: bytes, rows: dict[str, Floats], policy: int) -> str:
        digest = hashlib.blake2b(common, digest_size=16)
        for name, indices, neutral in _INSTRUMENTS:
            if name not in rows:
                continue
            row = rows[name][policy]
            base = getattr(self._benchmark, name).ravel() if neutral is None else neutral
            if not (row == base).all():
                digest.update(f"{name}:{indices}".encode() + row.tobytes())
        return digest.hexdigest()

    def _like(self, n_policies: int) -> PolicyBatch:
        return PolicyBatch(
            self._benchmark,
            n_policies,
            quota_rent_share_exporter=self.quota_rent_share_exporter,
            quota_rent_share_importer=self.quota_rent_share_importer,
            purchase_financing=self.purchase_financing,
        )

    def _shape(self, indices: str) -> tuple[int, ...]:
        size = {"j": self._benchmark.n_sectors, "n": self._benchmark.n_regions}
        return (*(size[index] for index in indices), self.n_policies)

    def _repeat(self, values: Floats) -> Floats:
        return np.repeat(values[..., None], self.n_policies, axis=-1)

    def _fill(self, indices: str, value: float) -> Floats:
        return np.full(self._shape(indices), value)
