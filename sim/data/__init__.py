"""The 2024 benchmark tables, their loader and the script that builds them."""
