"""A batch of trade policies: what governments set, as arrays with the policy axis last."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.economy.benchmark import Benchmark, Bools, Floats
from sim.errors import PolicyError

PurchaseFinancing = Literal["budget", "levy"]

# name, indices before the policy axis, value when nothing is asked for. None: see at_benchmark.
_INSTRUMENTS: tuple[tuple[str, str, float | None], ...] = (
    ("tariff_rate", "jnn", None),
    ("export_tax_rate", "jnn", None),
    ("markup_cut", "jnn", 0.0),
    ("statutory_tariff_rate", "jnn", None),
    ("trade_cost_hat", "jnn", 1.0),
    ("productivity_hat", "jn", 1.0),
    ("transfer_usd_bn", "n", 0.0),
    ("export_cap", "jnn", np.inf),
    ("purchase_usd_bn", "jnn", 0.0),
    ("public_purchase_usd_bn", "jnn", 0.0),
    ("import_quota", "jnn", np.inf),
    ("over_quota_extra_rate", "jnn", 0.0),
)
INSTRUMENT_NAMES = tuple(name for name, _, _ in _INSTRUMENTS)
# The benchmark's array that an instrument without a neutral number starts from, if not its own.
_BENCHMARK_NAME = {"statutory_tariff_rate": "tariff_rate"}


class PolicyBatch:
    """P policies as float64 arrays, edited in place by the caller; an unused array costs nothing.

    Every array comes into being at its benchmark value when it is first touched:

    ========================= ============ ======================================================
    `tariff_rate`             (J, N, N, P) new ad-valorem rate of importer n on exporter i
    `export_tax_rate`         (J, N, N, P) new rate of exporter i on sales to n
    `markup_cut`              (J, N, N, P) part of its price that exporter i gives up to buyers in
                                           n, out of its profits
    `statutory_tariff_rate`   (J, N, N, P) rate by law where customs collects another; reported,
                                           without effect
    `trade_cost_hat`          (J, N, N, P) iceberg cost, new/old; non-tariff barriers
    `productivity_hat`        (J, N, P)    unit cost is divided by it
    `transfer_usd_bn`         (N, P)       change of the deficit D; a capital inflow is positive
    `export_cap`              (J, N, N, P) largest real volume, benchmark = 1; 0 bans, inf is none
    `purchase_usd_bn`         (J, N, N, P) commitment: producer value ADDED to the flow that the
                                           same policy without purchases would give
    `public_purchase_usd_bn`  (J, N, N, P) government demand for a flow, producer value
    `import_quota`            (J, N, N, P) tariff-rate quota: largest real volume that pays
                                           `tariff_rate`, benchmark = 1; inf is none
    `over_quota_extra_rate`   (J, N, N, P) points on top of `tariff_rate` beyond that volume
    ========================= ============ ======================================================

    Of a quota's rent (producer value x mu) the share `quota_rent_share_exporter` is income of the
    exporter, `quota_rent_share_importer` of the importer; the rest is burnt: it uses up the
    exporting sector's own output (waiting, paperwork), like an iceberg cost. Scalars or (J, N, N).
    The rent of a tariff-rate quota (what buyers pay above the rate within it) goes to the exporter
    and to importers by `import_quota_rent_share_exporter` and `import_quota_rent_share_importer`;
    the rest is revenue of the importing state (licences sold, or given as taxes forgone).

    `purchase_financing`: "budget", the buyer's household income pays the subsidy that brings the
    commitment about; "levy", a levy on all of that sector's purchases in the buying country does
    (state direction: users bear it in their costs); or an array (J, N, N), true where a levy does.
    A commitment on a flow under a tariff-rate quota first waives the duty beyond the quota, as far
    as it must. Public purchases are paid by the buyer's household income and come duty-free,
    outside any quota.
    """

    def __init__(
        self,
        benchmark: Benchmark,
        n_policies: int,
        *,
        quota_rent_share_exporter: float | Floats = 1.0,
        quota_rent_share_importer: float | Floats = 0.0,
        import_quota_rent_share_exporter: float | Floats = 0.0,
        import_quota_rent_share_importer: float | Floats = 1.0,
        purchase_financing: PurchaseFinancing | Bools = "budget",
    ) -> None:
        if n_policies < 1:
            raise PolicyError(f"A batch must hold at least one policy; got {n_policies}.")
        self._benchmark = benchmark
        self.n_policies = n_policies
        self.quota_rent_share_exporter = quota_rent_share_exporter
        self.quota_rent_share_importer = quota_rent_share_importer
        self.import_quota_rent_share_exporter = import_quota_rent_share_exporter
        self.import_quota_rent_share_importer = import_quota_rent_share_importer
        self.purchase_financing: PurchaseFinancing | Bools = purchase_financing

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
    def markup_cut(self) -> Floats:
        """Part of the producer price given up, (J, N, N, P), in [0, 1)."""
        return self._fill("jnn", 0.0)

    @cached_property
    def statutory_tariff_rate(self) -> Floats:
        """Tariff rates by law, (J, N, N, P); `tariff_rate` is what customs collects."""
        return self._repeat(self._benchmark.tariff_rate)

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

    @cached_property
    def import_quota(self) -> Floats:
        """Largest real volume at the rate within a tariff-rate quota, (J, N, N, P)."""
        return self._fill("jnn", np.inf)

    @cached_property
    def over_quota_extra_rate(self) -> Floats:
        """Points on top of the tariff rate beyond a tariff-rate quota, (J, N, N, P)."""
        return self._fill("jnn", 0.0)

    @property
    def on_levy(self) -> Bools:
        """Whether a levy pays for a commitment on each flow, (J, N, N)."""
        levied = self.purchase_financing
        if isinstance(levied, str):
            levied = np.asarray(levied == "levy")
        return np.broadcast_to(levied, self._shape("jnn")[:-1])

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
        shape = self._shape("jnn")[:-1]
        shares = (
            self.quota_rent_share_exporter,
            self.quota_rent_share_importer,
            self.import_quota_rent_share_exporter,
            self.import_quota_rent_share_importer,
        )
        whole = hashlib.blake2b(self.on_levy.tobytes(), digest_size=16)
        for share in shares:
            whole.update(np.broadcast_to(np.asarray(share, dtype=np.float64), shape).tobytes())
        common = whole.digest()
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
            unbounded = name in ("export_cap", "import_quota")
            ends = np.array([values.min(), values.max()])  # of nan among them, nan
            if np.isnan(ends).any() or not (unbounded or np.isfinite(ends).all()):
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
        cut = self.given("markup_cut")
        if cut is not None and not (cut.min() >= 0.0 and cut.max() < 1.0):
            raise PolicyError(
                f"markup_cut must be at least 0 and below 1; got {cut.min()} to {cut.max()}."
            )
        for name in (
            "export_cap",
            "purchase_usd_bn",
            "public_purchase_usd_bn",
            "import_quota",
            "over_quota_extra_rate",
        ):
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
        self._check_shares()
        self._check_rules()

    def _check_shares(self) -> None:
        for exporter, importer in (
            (self.quota_rent_share_exporter, self.quota_rent_share_importer),
            (self.import_quota_rent_share_exporter, self.import_quota_rent_share_importer),
        ):
            to_exporter, to_importer = np.asarray(exporter), np.asarray(importer)
            least = min(to_exporter.min(), to_importer.min())
            if least < 0 or (to_exporter + to_importer).max() > 1 + 1e-12:
                raise PolicyError("Quota rent shares must be between 0 and 1 and sum to at most 1.")
        levied = self.purchase_financing
        shape = self._shape("jnn")[:-1]
        known = levied in ("budget", "levy") if isinstance(levied, str) else levied.shape == shape
        if not known:
            raise PolicyError(
                "purchase_financing must be 'budget', 'levy' or true and false of shape"
                f" {shape}; got {levied if isinstance(levied, str) else levied.shape!r}."
            )

    def _check_rules(self) -> None:
        """Refuse two rules on one flow that contradict each other, and rules on no flow."""
        cap, purchase = self.given("export_cap"), self.given("purchase_usd_bn")
        quota = self.given("import_quota")
        if quota is not None and cap is not None:
            both = np.asarray(((quota < np.inf) & (cap < np.inf) & (cap > 0.0)).any(axis=-1))
            if both.any():
                raise PolicyError(
                    "One flow cannot have both an export cap and a tariff-rate quota;"
                    f" {self._flow_name(both)} has. Keep the tighter one."
                )
        if purchase is not None:
            if cap is not None and (np.isfinite(cap) & (purchase > 0)).any():
                raise PolicyError(
                    "One flow cannot have both an export cap and a purchase commitment;"
                    " lift the cap or use a public purchase."
                )
            empty = (self._benchmark.flows_usd_bn == 0.0) & (purchase > 0).any(axis=-1)
            if empty.any():
                raise PolicyError(
                    "A purchase commitment needs a flow to raise; the benchmark has none of"
                    f" {self._flow_name(empty)}. Use public_purchase_usd_bn."
                )

    def _flow_name(self, cells: Bools) -> str:
        """Return the first marked flow (J, N, N) in words."""
        j, n, i = np.argwhere(cells)[0]
        benchmark = self._benchmark
        return f"{benchmark.sectors[j]} from {benchmark.regions[i]} to {benchmark.regions[n]}"

    def _digest(self, common: bytes, rows: dict[str, Floats], policy: int) -> str:
        digest = hashlib.blake2b(common, digest_size=16)
        for name, indices, neutral in _INSTRUMENTS:
            if name not in rows:
                continue
            row = rows[name][policy]
            base: Floats | float = 0.0 if neutral is None else neutral
            if neutral is None:
                base = getattr(self._benchmark, _BENCHMARK_NAME.get(name, name)).ravel()
            if not (row == base).all():
                digest.update(f"{name}:{indices}".encode() + row.tobytes())
        return digest.hexdigest()

    def _like(self, n_policies: int) -> PolicyBatch:
        return PolicyBatch(
            self._benchmark,
            n_policies,
            quota_rent_share_exporter=self.quota_rent_share_exporter,
            quota_rent_share_importer=self.quota_rent_share_importer,
            import_quota_rent_share_exporter=self.import_quota_rent_share_exporter,
            import_quota_rent_share_importer=self.import_quota_rent_share_importer,
            purchase_financing=self.purchase_financing,
        )

    def _shape(self, indices: str) -> tuple[int, ...]:
        size = {"j": self._benchmark.n_sectors, "n": self._benchmark.n_regions}
        return (*(size[index] for index in indices), self.n_policies)

    def _repeat(self, values: Floats) -> Floats:
        return np.repeat(values[..., None], self.n_policies, axis=-1)

    def _fill(self, indices: str, value: float) -> Floats:
        return np.full(self._shape(indices), value)
