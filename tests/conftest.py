"""What every test stands on: no network, no home of the user's, and repeatable examples."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import network_guard
import pytest

pytest_plugins = ["pytester", "left_out"]

ROOT = Path(__file__).resolve().parents[1]
OFFLINE = Path(network_guard.__file__).parent

# The same examples in every run, so that a red run can be repeated; deadlines would measure the
# machine. HYPOTHESIS_PROFILE=explore looks for new counterexamples.
hypothesis.settings.register_profile(
    "ci", derandomize=True, deadline=None, print_blob=True, database=None
)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1000, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(autouse=True, scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home and a working folder of the run's own, and an environment without our variables.

    Programs that tests start inherit all of it. Proxies lead to the discard port: what is not
    Python (git) cannot reach the outside either.
    """
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            # PAPERGRAPH_TEST_… is meant for the tests: a PostgreSQL that already runs.
            if name.startswith(("PAPERGRAPH_", "GIT_")) and "_TEST_" not in name:
                patch.delenv(name)
        patch.setenv("HOME", str(home))
        for name in ("DATA", "CONFIG", "CACHE", "STATE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        for name in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{name}_NAME", "A Tester")
            patch.setenv(f"GIT_{name}_EMAIL", "tester@example.org")
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            patch.setenv(name, "http://127.0.0.1:9")
            patch.setenv(name.upper(), "http://127.0.0.1:9")
        patch.setenv("no_proxy", "127.0.0.1,localhost")
        patch.setenv("NO_PROXY", "127.0.0.1,localhost")
        patch.setenv("GIT_TERMINAL_PROMPT", "0")
        patch.setenv("PYTHONPATH", str(OFFLINE), prepend=os.pathsep)
        patch.chdir(tmp_path_factory.mktemp("elsewhere"))
        yield home


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the checkout."""
    return ROOT
