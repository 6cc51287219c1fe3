"""Facts from news articles, restated in our own words, and the parameters that they seed."""

from __future__ import annotations

from sim.seeds.facts import Fact, SeedFile, find_seed_file, read_seed_file, shipped_seed_files

__all__ = ["Fact", "SeedFile", "find_seed_file", "read_seed_file", "shipped_seed_files"]
