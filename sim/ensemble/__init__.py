"""The ensemble: random streams, parameter draws, the runner, and the store of results."""
