"""What a run says about the tests that it left out, tried on small runs of their own."""

from pathlib import Path

import left_out
import pytest

SKIPPING = """
    import pytest

    @pytest.mark.browser
    @pytest.mark.skipif(True, reason="no Chromium")
    def test_page(): pass

    @pytest.mark.parametrize("n", range(2))
    @pytest.mark.postgresql
    def test_store(n): pytest.skip("no server")

    def test_other(): pytest.skip("the moon is full")

    def test_fine(): pass
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A place for a run that uses our plugin and knows our markers."""
    monkeypatch.delenv("REQUIRE_ALL", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(Path(left_out.__file__).parent))
    markers = "".join(f"\n    {name}: needs something" for name in left_out.NEEDS)
    pytester.makeini(f"[pytest]\naddopts = -p left_out\nmarkers ={markers}\n")
    return pytester


@pytest.mark.parametrize("workers", ["0", "2"])
def test_each_need_is_named_with_the_number_of_tests_and_the_way_to_get_it(
    run: pytest.Pytester, workers: str
) -> None:
    run.makepyfile(SKIPPING)
    result = run.runpytest_subprocess("-n", workers)
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        [
            "*left out*",
            "2 tests need PostgreSQL (apt-get install postgresql)",
            "1 test needs Chromium (apt-get install chromium)",
            "1 test was skipped (the moon is full)",
            "*1 passed, 4 skipped*",
        ]
    )


def test_nothing_is_said_where_nothing_was_left_out(run: pytest.Pytester) -> None:
    run.makepyfile("def test_fine(): pass")
    assert "left out" not in run.runpytest_inprocess().stdout.str()


def test_a_file_that_every_worker_skips_as_a_whole_counts_once(run: pytest.Pytester) -> None:
    run.makepyfile("import pytest; pytest.importorskip('no_such_module')")
    result = run.runpytest_subprocess("-n", "2")
    result.stdout.fnmatch_lines(["1 test was skipped (could not import 'no_such_module'*"])


def test_require_all_makes_a_failure_of_what_was_left_out(
    run: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUIRE_ALL", "1")
    run.makepyfile(SKIPPING)
    result = run.runpytest_inprocess()
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*3 failed, 1 passed, 1 error*"])


def test_require_all_makes_a_failure_of_a_file_that_was_left_out(
    run: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUIRE_ALL", "1")
    run.makepyfile("import pytest; pytest.importorskip('no_such_module')")
    assert run.runpytest_inprocess().ret != 0


@pytest.mark.parametrize("there", [True, False])
def test_require_all_asks_for_the_shared_files_only_where_they_are(
    run: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    monkeypatch.setenv("REQUIRE_ALL", "1")
    monkeypatch.setattr(left_out, "SHARED", run.path if there else run.path / "nowhere")
    run.makepyfile(
        "import pytest\n@pytest.mark.shared\ndef test_it(): pytest.skip('no shared files')"
    )
    assert run.runpytest_inprocess().ret == int(there)


def test_an_expected_failure_is_not_left_out(
    run: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUIRE_ALL", "1")
    run.makepyfile("import pytest\n@pytest.mark.xfail\ndef test_it(): assert False")
    result = run.runpytest_inprocess()
    assert result.ret == 0
    assert "left out" not in result.stdout.str()


@pytest.mark.shared
def test_the_shared_folder_is_looked_for_beside_the_checkout(shared: Path) -> None:
    assert (shared / "seeds").is_dir()
