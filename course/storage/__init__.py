"""Tables and queries, one noun a file; nothing here commits."""
