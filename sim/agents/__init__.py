"""Mesa agents whose state is an array over runs."""
