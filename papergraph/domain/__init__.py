"""Values and pure functions of them: no I/O, no clock, no network."""
