"""The configuration file and the environment: found, read, laid over each other, checked, shown."""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

import tomli_w
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from device.config import Config, default_data_dir
from device.errors import ConfigError, UsageError
from device.place import is_there

DEFAULT_FILE = Path("/etc/matside/matside.toml")
PREFIX = "MATSIDE_"
WORDS: Mapping[str, str] = {
    "model_type": "must be a table; write it under its name in brackets",
    "tuple_type": "must be a list",
    "too_short": "must not be empty",
}
"""What pydantic says in words of its own about what TOML calls otherwise."""
NOT_SETTINGS: Mapping[str, str] = {"MATSIDE_CONFIG": "the configuration file to read"}


def find_file(given: Path | None, environ: Mapping[str, str]) -> Path | None:
    """The file to read: `given`, else $MATSIDE_CONFIG, else the system's if it is there, else None."""
    if given is not None:
        return given
    if named := environ.get("MATSIDE_CONFIG"):
        return Path(named)
    try:
        return DEFAULT_FILE if is_there(DEFAULT_FILE) else None
    except UsageError:
        # Installed for the service: other users may not read it.
        raise ConfigError(
            f"{DEFAULT_FILE}: not readable for this user; use sudo, or name another file with --config"
        ) from None


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """Read the file, lay the environment over it, check the whole.

    Args:
        path: the TOML file, None for the defaults alone; see `find_file`.
        environ: the process's environment; MATSIDE_WEB__PORT=8140 sets web.port. A list is given as JSON,
            an empty value is ignored.

    Raises:
        ConfigError: with one line for each setting that can't be used: where, path, value, what is allowed.
    """
    tree = _read(path) if path is not None else {}
    variables, problems = _overlay(tree, environ)
    store = tree.setdefault("store", {})
    if isinstance(store, dict):
        store.setdefault("data_dir", str(default_data_dir(environ)))
    try:
        # As JSON: its strict mode knows paths, secrets and tuples, and still refuses "8137" as a number.
        config = Config.model_validate_json(json.dumps(tree, default=str))
    except ValidationError as error:
        details = error.errors(include_url=False)
        places = [detail["loc"] for detail in details]
        for detail in details:
            size = len(detail["loc"])
            # A list with a wrong member is reported as too short as well: only the innermost fault helps.
            if not any(len(place) > size and place[:size] == detail["loc"] for place in places):
                problems.append(_describe(detail, path, variables))
    if problems:
        raise ConfigError("\n".join(problems))
    return config


def source_of(key: str, path: Path | None, environ: Mapping[str, str]) -> str:
    """What sets a setting of the top level: its variable, else the file."""
    variable = f"{PREFIX}{key}".upper()
    return variable if environ.get(variable) else str(path or "defaults")


def effective(config: Config) -> str:
    """The configuration as TOML, secrets masked, options that are not set as comments."""
    values = config.model_dump(mode="json")
    top = {key: value for key, value in values.items() if not isinstance(value, dict | list)}
    parts = [_toml(top)]
    parts += [f"[{key}]\n{_toml(value)}" for key, value in values.items() if isinstance(value, dict)]
    for key, value in values.items():
        if isinstance(value, list):
            parts += [f"[[{key}]]\n{_toml(line, comments=False)}" for line in value]
    return "\n".join(parts)


def _toml(values: Mapping[str, Any], *, comments: bool = True) -> str:
    lines = tomli_w.dumps({key: value for key, value in values.items() if value is not None})
    unset = [key for key, value in values.items() if value is None and comments]
    return lines + "".join(f"# {key} is not set\n" for key in unset)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: no such configuration file; create it or name another with --config"
        ) from None
    except OSError as error:
        raise ConfigError(f"{path}: can't be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None


def _overlay(
    tree: dict[str, Any], environ: Mapping[str, str]
) -> tuple[dict[tuple[str, ...], str], list[str]]:
    """Lay the MATSIDE_* variables over the file's tree; says which set which path, and which are unknown."""
    known = _variables()
    set_by: dict[tuple[str, ...], str] = {}
    problems = []
    for name, text in sorted(environ.items()):
        if not name.startswith(PREFIX) or name in NOT_SETTINGS or not text:
            continue
        if name not in known:
            others = ", ".join(f"{key} ({meaning})" for key, meaning in NOT_SETTINGS.items())
            problems.append(
                f"{name}: no such setting{_suggestion(name, known)}; settings are MATSIDE_SECTION__KEY, "
                f"beside them there is only {others}"
            )
            continue
        if not _is_text(text):
            problems.append(f"{name}: not UTF-8 text")
            continue
        location, field = known[name]
        branch = tree
        for part in location[:-1]:
            branch = branch.setdefault(part, {})
            if not isinstance(branch, dict):
                break
        else:
            branch[location[-1]] = _from_text(field, text)
            set_by[location] = name
    return set_by, problems


def _is_text(value: str) -> bool:
    """False for a variable with stray bytes, which Python hands over as lone surrogates."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _variables() -> dict[str, tuple[tuple[str, ...], FieldInfo]]:
    """Every environment variable that is a setting, with the path of the setting and its declaration."""
    variables: dict[str, tuple[tuple[str, ...], FieldInfo]] = {}
    for key, field in Config.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            for option, declared in section.model_fields.items():
                variables[f"{PREFIX}{key}__{option}".upper()] = ((key, option), declared)
        else:
            variables[f"{PREFIX}{key}".upper()] = ((key,), field)
    return variables


def _from_text(field: FieldInfo, text: str) -> object:
    """A variable's text in the type that its setting asks for; the text itself where it doesn't fit."""
    kinds = _kinds(field.annotation)
    if tuple in kinds:
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    if bool in kinds and text.lower() in ("true", "false"):
        return text.lower() == "true"
    for kind in (int, float):
        if kind in kinds:
            try:
                return kind(text)
            except ValueError:
                continue
    return text


def _kinds(annotation: object) -> set[type]:
    """The plain types that an annotation admits; those of the values for a Literal."""
    if isinstance(annotation, type):
        return {annotation}
    if isinstance(origin := get_origin(annotation), type) and origin is tuple:
        return {tuple}
    inner = [
        _kinds(part) if isinstance(part, type) or get_args(part) else {type(part)}
        for part in get_args(annotation)
    ]
    return set().union(*inner)


def _describe(error: ErrorDetails, path: Path | None, variables: Mapping[tuple[str, ...], str]) -> str:
    """One line: the file or variable, the setting's path, its value, what is allowed."""
    location = tuple(str(part) for part in error["loc"])
    from_variable = (name for place, name in variables.items() if location[: len(place)] == place)
    where = next(from_variable, str(path) if path is not None else "environment")
    setting = "".join(f"[{part}]" if part.isdigit() else f".{part}" for part in location).lstrip(".")
    if error["type"] == "extra_forbidden":
        siblings = _siblings(location)
        known = ", ".join(siblings)
        return (
            f"{where}: {setting}: unknown setting{_suggestion(location[-1], siblings)}; known here: {known}"
        )
    said = WORDS.get(error["type"]) or error["msg"].removeprefix("Value error, ")
    said = said[:1].lower() + said[1:]
    if error["type"] == "missing" or isinstance(error["input"], dict):
        return f"{where}: {setting}: {said}"
    return f"{where}: {setting} = {_shown(location, error['input'])}: {said}"


def _shown(location: tuple[str, ...], value: object) -> str:
    field = _variables().get(f"{PREFIX}{'__'.join(location)}".upper())
    if field is not None and SecretStr in _kinds(field[1].annotation):
        return "(secret)"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _siblings(location: tuple[str, ...]) -> list[str]:
    fields: Mapping[str, FieldInfo] = Config.model_fields
    for part in location[:-1]:
        if part.isdigit():
            continue
        models = [
            kind
            for kind in (fields[part].annotation, *get_args(fields[part].annotation))
            if isinstance(kind, type)
        ]
        fields = next((kind.model_fields for kind in models if issubclass(kind, BaseModel)), {})
    return list(fields)


def _suggestion(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f", did you mean {close[0]}" if close else ""
