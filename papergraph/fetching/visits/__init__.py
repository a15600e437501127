"""How asking one address goes: attempts, redirects, robots.txt, and what the answer means."""
