"""PDFs and their texts: reference lists as values."""
