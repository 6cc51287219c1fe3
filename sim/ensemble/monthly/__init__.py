"""Monthly paths: what the economy does from month to month under each path of the talks."""
