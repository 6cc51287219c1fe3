"""The parts of a comparison's page, one module each."""
