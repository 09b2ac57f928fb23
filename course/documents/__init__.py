"""What leaves the system: PDF, tables, calendars and mail; plain functions without Flask or database."""
