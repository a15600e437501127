"""From a SOURCE that a person gives to pages, politely and safely: files, URLs, git."""
