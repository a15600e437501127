from pathlib import Path

import pytest

from papergraph import settings
from papergraph.errors import SettingsError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    return tmp_path


def test_options_before_environment_before_file_before_defaults(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings.load().database.endswith("papergraph.sqlite")
    assert settings.load().gateway is None
    (folder / "papergraph.toml").write_text(
        'db = "of-file.sqlite"\ngateway = "http://127.0.0.1:1"\n'
    )
    assert settings.load().database == str(folder / "of-file.sqlite")
    monkeypatch.setenv("PAPERGRAPH_DB", "of-environment.sqlite")
    assert settings.load().database == "of-environment.sqlite"
    assert settings.load(db="of-option.sqlite").database == "of-option.sqlite"
    assert settings.load(db=None).database == "of-environment.sqlite"
    assert settings.load().gateway == "http://127.0.0.1:1"


def test_the_nearest_file_counts_and_urls_stay(folder: Path) -> None:
    (folder / "papergraph.toml").write_text('db = "far.sqlite"\n')
    (folder / "a" / "papergraph.toml").write_text('db = "postgresql+psycopg://host/near"\n')
    assert settings.load().database == "postgresql+psycopg://host/near"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("db = ", "papergraph.toml"),
        ("db = 3", "setting db"),
        ("[contact]\nname = 'x'", "setting contact"),
        ("dbb = 'x.sqlite'", "dbb"),
    ],
)
def test_a_bad_file_is_named(folder: Path, text: str, said: str) -> None:
    (folder / "papergraph.toml").write_text(text)
    with pytest.raises(SettingsError, match=said):
        settings.load()


def test_settings_cannot_be_changed(folder: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings.load().db = "x"
