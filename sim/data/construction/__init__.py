"""Rebuilds the benchmark tables from the source folder; nothing here is imported at run time."""
