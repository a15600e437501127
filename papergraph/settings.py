"""One frozen Settings: defaults < papergraph.toml < PAPERGRAPH_* < options."""

import tomllib
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from papergraph.errors import SettingsError

FILE_NAME = "papergraph.toml"


class Settings(BaseSettings):
    """What can be set. Each field is a key of ``papergraph.toml`` and ``PAPERGRAPH_<FIELD>``.

    ``db`` is a path or a database URL; a path in ``papergraph.toml`` is relative to that file.
    ``gateway`` sends every request for ``https://HOST/PATH`` to ``GATEWAY/HOST/PATH``.
    ``contact`` is an address that sites can write to; it is part of the User-Agent.
    """

    model_config = SettingsConfigDict(env_prefix="PAPERGRAPH_", frozen=True, extra="ignore")

    db: str = ""
    gateway: str | None = None
    contact: str | None = None

    @property
    def database(self) -> str:
        """Where the catalog is: a path or URL; by default in the platform's data folder."""
        return self.db or str(user_data_path("papergraph") / "papergraph.sqlite")


def find_file(folder: Path) -> Path | None:
    """The ``papergraph.toml`` of a folder or of its nearest parent that has one."""
    for place in (folder, *folder.parents):
        candidate = place / FILE_NAME
        if candidate.is_file():
            return candidate
    return None


def load(*, folder: Path | None = None, **options: Any) -> Settings:
    """The settings in force in a folder (default: the working one).

    Options that are None are taken as not given.

    Raises:
        SettingsError: the file is not TOML, or a value cannot be understood.
    """
    file = find_file(folder or Path.cwd())
    from_file = _read(file) if file else {}
    given = {name: value for name, value in options.items() if value is not None}

    class Here(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library's signature
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, env_settings, InitSettingsSource(settings_cls, from_file)

    try:
        return Here(**given)
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(
            f"setting {'.'.join(map(str, first['loc']))}: {first['msg']}",
            hint=f"look in {file or 'the environment (PAPERGRAPH_…)'}",
        ) from error


def _read(file: Path) -> dict[str, Any]:
    """The file's values; a relative ``db`` is relative to the file, not to the caller."""
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot read {file}: {error}", hint="mend or remove it") from error
    unknown = sorted(values.keys() - Settings.model_fields.keys())
    if unknown:
        raise SettingsError(
            f"{file}: there is no setting {unknown[0]!r}",
            hint=f"there are: {', '.join(Settings.model_fields)}",
        )
    db = values.get("db")
    if isinstance(db, str) and db and "://" not in db:
        values["db"] = str(file.parent / Path(db).expanduser())
    return values
