"""Solution concepts on tables of payoffs, one a file."""
