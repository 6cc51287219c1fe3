"""Trying changes on a local page: sliders, a small ensemble beside the base, the file to keep.

`knobs.py` says what can be moved, `variant.py` turns moves into a scenario file, `bench.py` plays
it, `server.py` serves the page (Flask, the extra `explore`).
"""
