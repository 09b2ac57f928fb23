"""What trainers write: files become frozen values, and faults become located problems. No Flask here."""
