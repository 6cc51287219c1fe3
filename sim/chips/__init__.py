"""Bargaining chips as policy instruments: what a package does to the model's policy arrays."""

from sim.chips.package import CHINA_STATES, WorldPolicies

__all__ = ["CHINA_STATES", "WorldPolicies"]
