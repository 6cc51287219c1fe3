"""Inputs and final demand of a region before balancing, from shares to USD bn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.data.construction.assumptions import assumed
from sim.data.construction.concordance import CHILDREN, PARENT_OF
from sim.data.construction.shares import Shares, with_children
from sim.data.names import SECTOR_INDEX, SECTORS

if TYPE_CHECKING:
    from sim.data.construction.sources import SourceFolder

Floats = NDArray[np.float64]
J = len(SECTORS)

# World demand for magnets by use, percent; items of strategic/rare_earth_magnets.csv by user.
_MAGNET_USES: tuple[tuple[str, str], ...] = (
    ("motor_vehicles", "share of NdFeB demand: automotive, all uses"),
    ("electronics", "share of NdFeB demand: consumer electronics"),
    ("electrical", "share of rare-earth demand by value: wind"),
    ("machinery", "share of rare-earth demand by value: industrial motors"),
    ("machinery", "share of rare-earth demand by value: robotics, data centres"),
    ("aircraft_defense", "share of rare-earth demand by value: defence and aerospace"),
)
_REFINED_USERS = ("chemicals", "plastics_minerals", "metals", "energy")
_PARENT_FLOOR = 0.1  # a parent input keeps at least a tenth when children are taken out


def magnet_uses(folder: SourceFolder) -> Floats:
    """Share of each sector in the world's use of magnets, (J,)."""
    uses = np.zeros(J)
    for sector, item in _MAGNET_USES:
        uses[SECTOR_INDEX[sector]] += folder.fact("re_magnets", country="WORLD", item=item)
    return np.asarray(uses / uses.sum())


def cost_prior(
    own: Shares, spending: Floats, output: Floats, world_output: Floats, uses: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return inputs (J, J), value added (J,) and final demand (J,) before balancing, USD bn."""
    inputs = with_children(own.inputs) * output
    added = with_children(own.value_added) * output
    _split_ships(inputs, spending)
    critical = _critical_inputs(inputs, spending, output, world_output, uses)
    for child, use in critical.items():
        parent = SECTOR_INDEX[PARENT_OF[child]]
        kept = np.maximum(inputs[parent] - use, _PARENT_FLOOR * inputs[parent])
        inputs[SECTOR_INDEX[child]] = use
        inputs[parent] = kept
    # Costs of a sector must add up to its output: the ordinary inputs and value added make room.
    room = output - sum(critical.values())
    ordinary = [k for k in range(J) if SECTORS[k] not in CHILDREN]
    factor = room / (inputs[ordinary].sum(axis=0) + added)
    inputs[ordinary] *= factor
    added = added * factor
    return inputs, added, _final_prior(own.final, inputs, spending)


def _split_ships(inputs: Floats, spending: Floats) -> None:
    """Split the C30 row: yards buy ships' parts, aircraft makers aircraft's, others by spending."""
    ships, aircraft = SECTOR_INDEX["ships"], SECTOR_INDEX["aircraft_defense"]
    share = np.full(J, spending[ships] / (spending[ships] + spending[aircraft]))
    share[ships], share[aircraft] = 1.0, 0.0
    inputs[ships] = share * inputs[aircraft]
    inputs[aircraft] *= 1.0 - share


def _critical_inputs(
    inputs: Floats, spending: Floats, output: Floats, world_output: Floats, uses: Floats
) -> dict[str, Floats]:
    """Return purchases of each child sector by user, USD bn; balancing scales each to its total.

    Chips are used where electronics are, in goods sectors; spare parts of chip equipment in chips;
    magnets by the world shares of their uses; compounds and metals in magnets and, for the rest, in
    chemicals, mineral products, metals and oil refining; ore in refining (half its cost at most).
    """
    users = np.array(
        [name != "services" and not name.startswith("re_") for name in SECTORS], dtype=float
    )
    position = SECTOR_INDEX

    def spread(total: float, weights: Floats) -> Floats:
        return np.asarray(total * weights / weights.sum())

    used = 1.0 - assumed("final_share_of_critical_inputs")
    chips = spread(
        used * spending[position["semiconductors"]], inputs[position["electronics"]] * users
    )
    equipment = np.zeros(J)
    equipment[position["semiconductors"]] = (
        assumed("chip_equipment_spares_in_chips") * spending[position["chip_equipment"]]
    )
    magnets = spread(used * spending[position["re_magnets"]], uses * output / world_output)
    refined = np.zeros(J)
    available = used * spending[position["re_refining"]]
    in_magnets = assumed("refined_cost_share_in_magnets") * output[position["re_magnets"]]
    refined[position["re_magnets"]] = min(in_magnets, available)
    others = [position[name] for name in _REFINED_USERS]
    refined[others] = spread(available - refined.sum(), output[others] / world_output[others])
    ore = np.zeros(J)
    ore[position["re_refining"]] = min(
        used * spending[position["re_mining"]], 0.5 * output[position["re_refining"]]
    )
    return {
        "semiconductors": chips,
        "chip_equipment": equipment,
        "re_magnets": magnets,
        "re_refining": refined,
        "re_mining": ore,
    }


def _final_prior(final_share: Floats, inputs: Floats, spending: Floats) -> Floats:
    """Return final demand before balancing: 2017 shares of the total that the accounts leave."""
    position = SECTOR_INDEX
    total = float(spending.sum() - inputs.sum())
    children = [position[name] for name in CHILDREN]
    final = final_share * total
    ships, aircraft = position["ships"], position["aircraft_defense"]
    share = spending[ships] / (spending[ships] + spending[aircraft])
    final[ships], final[aircraft] = share * final[aircraft], (1.0 - share) * final[aircraft]
    final[children] = np.maximum(
        spending[children] - inputs[children].sum(axis=1),
        assumed("final_share_of_critical_inputs") * spending[children],
    )
    machinery = position["machinery"]
    final[machinery] -= final[position["chip_equipment"]]
    rest = [k for k in range(J) if k not in children]
    final[rest] *= (total - final[children].sum()) / final[rest].sum()
    return final
