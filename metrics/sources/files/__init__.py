"""Event files (CSV, Parquet) as a source: which files make which table, and DuckDB over them, fenced."""
