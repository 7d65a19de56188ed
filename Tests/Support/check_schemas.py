"""Prints the verdict of the schemas on every event fixture: one line a file, `valid` or `invalid`, a tab, its path.

Usage: check_schemas.py SCHEMAS FIXTURES, where SCHEMAS holds one <type>.json a type and FIXTURES holds folders of
one-line files. Needs the package jsonschema, 4.10 or later (Debian: python3-jsonschema).
"""

import json
import pathlib
import sys

import jsonschema


def refuse(text):
    raise ValueError(f"{text} is not JSON")


def read(path):
    """The document, read as strictly as Python's reader can be told to; None if it is no JSON."""
    try:
        return json.loads(path.read_bytes().decode("utf-8"), parse_constant=refuse)
    except (ValueError, RecursionError):
        return None


def main(schemas, fixtures):
    validators = {}
    for path in sorted(pathlib.Path(schemas).glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        validators[path.stem] = jsonschema.Draft202012Validator(schema)
    for path in sorted(pathlib.Path(fixtures).glob("*/*.json")):
        event = read(path)
        kind = event.get("type") if isinstance(event, dict) else None
        validator = validators.get(kind) if isinstance(kind, str) else None
        verdict = "valid" if validator is not None and validator.is_valid(event) else "invalid"
        print(f"{verdict}\t{path.relative_to(fixtures).as_posix()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
