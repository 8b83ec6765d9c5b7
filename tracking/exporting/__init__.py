"""The CSV files: rows, columns and cells."""
