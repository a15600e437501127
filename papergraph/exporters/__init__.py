"""Values into text or files, one file per format; nothing here decides anything."""
