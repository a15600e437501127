"""Pages out of git repositories, read without trusting them."""
