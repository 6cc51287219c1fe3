"""Whole negotiations played on arrays, many side by side, with the engine's rules."""
