"""The SQLite database: opening it, and one repository a subject."""
