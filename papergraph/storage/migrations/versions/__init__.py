"""One file per schema, in order; a file is never changed once it is released."""
