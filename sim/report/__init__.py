"""Results as text and pages; pure functions from tables to text."""
