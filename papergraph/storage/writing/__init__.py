"""Values into rows, inside one transaction; a file per part of ``Changes``."""
