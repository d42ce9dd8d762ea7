"""Rules and tables as data; see README.md, "Add a pattern"."""
