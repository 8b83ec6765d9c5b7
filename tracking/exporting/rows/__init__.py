"""The rows and columns of each CSV file."""
