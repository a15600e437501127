"""Text formats and the values they hold: parse and render, nothing else."""
