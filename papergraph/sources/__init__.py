"""The sites we ask, one file each. None yet: a later step brings them."""
