"""Python imports this by itself at its start; conftest puts this folder on PYTHONPATH.

So every Python that a test starts is kept on this machine, too.
"""

import network_guard  # noqa: F401  (importing it is what guards)
