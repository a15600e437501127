"""One frozen Settings: defaults < papergraph.toml < PAPERGRAPH_* < options."""

import tomllib
from pathlib import Path
from typing import Any

from platformdirs import user_data_path, user_state_path
from pydantic import SecretStr, ValidationError
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

    ``db`` is a path or a database URL; paths in ``papergraph.toml`` are relative to that file.
    ``gateway`` sends every request for ``https://HOST/PATH`` to ``GATEWAY/HOST/PATH``.
    ``contact`` is an address that sites can write to; it is part of the User-Agent.
    ``files`` is the folder of PDFs and cached answers, by default beside the catalog.
    ``state`` is the folder in which all runs on this machine keep when they last asked a site.
    ``semanticscholar_key`` and ``openalex_key`` are keys of these sites; they are sent to them
    alone and shown nowhere.
    """

    model_config = SettingsConfigDict(env_prefix="PAPERGRAPH_", frozen=True, extra="ignore")

    db: str = ""
    gateway: str | None = None
    contact: str | None = None
    files: Path | None = None
    state: Path | None = None
    semanticscholar_key: SecretStr | None = None
    openalex_key: SecretStr | None = None

    @property
    def database(self) -> str:
        """Where the catalog is: a path or URL; by default in the platform's data folder."""
        return self.db or str(user_data_path("papergraph") / "papergraph.sqlite")

    @property
    def host_state(self) -> Path:
        """Where all runs on this machine keep when they last asked a site, and who parked us."""
        return self.state or user_state_path("papergraph") / "hosts"

    def files_beside(self, folder: Path | None) -> Path:
        """Where PDFs and cached answers lie: as set, else in ``folder``, else with user data."""
        return self.files or folder or user_data_path("papergraph") / "files"

    def key(self, name: str) -> str | None:
        """The secret in a field, for the one header it goes into; None where none is set."""
        value = getattr(self, name, None)
        return value.get_secret_value().strip() or None if isinstance(value, SecretStr) else None


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
    """The file's values; relative paths are relative to the file, not to the caller."""
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
    for name in ("db", "files", "state"):
        value = values.get(name)
        if isinstance(value, str) and value and "://" not in value:
            values[name] = str(file.parent / Path(value).expanduser())
    return values
