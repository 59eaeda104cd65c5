#!/usr/bin/env python3
"""Holds every committed JSON file of splitvote against the published JSON Schemas.

usage: check_schemas.py ROOT [FOLDER...]

Checked are the schemas themselves, every *.json under src/samplers, corpus and tests of ROOT (tests/store/bad excepted), and every
*.json of each FOLDER. Exits 77 (skipped) when python3-jsonschema is missing.
"""
import json
import pathlib
import sys
import warnings

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed (apt-get install python3-jsonschema)")
    sys.exit(77)

KINDS = {"splitvote-program": "program", "splitvote-case": "case", "splitvote-finding": "finding"}
REPORTS = ("reach", "recall")  # what --json prints names no format: the file's name says which it is, reach-1.json


def validators(folder):
    """One validator per kind; references between the schemas are relative to their folder."""
    schemas = {kind: json.loads((folder / f"{kind}.schema.json").read_text()) for kind in (*KINDS.values(), *REPORTS)}
    store = {(folder / f"{kind}.schema.json").as_uri(): schema for kind, schema in schemas.items()}
    made = {}
    for kind, schema in schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Debian 12 has no `referencing`
            resolver = jsonschema.RefResolver((folder / f"{kind}.schema.json").as_uri(), schema, store=store)
        made[kind] = jsonschema.Draft202012Validator(schema, resolver=resolver)
    return made


def committed_files(root):
    for folder in ("src/samplers", "corpus", "tests"):
        for path in sorted((root / folder).rglob("*.json")):
            if "tests/store/bad/" not in path.as_posix():
                yield path


def faults(path, by_kind):
    try:
        document = json.loads(path.read_text())
    except ValueError as error:
        return [f"{path}: {error}"]
    kind = KINDS.get(document.get("format")) if isinstance(document, dict) else None
    report = path.name.split("-")[0]
    if kind is None and report in REPORTS:
        kind = report
    if kind is None:
        return [f"{path}: /format: expected one of {', '.join(KINDS)}"]
    found = []
    for error in by_kind[kind].iter_errors(document):
        place = "/" + "/".join(str(part) for part in error.absolute_path)
        found.append(f"{path}: {place}: {error.message[:200]}")
    return found


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    by_kind = validators(root / "reports" / "schema")
    paths = list(committed_files(root))
    for folder in sys.argv[2:]:
        paths += sorted(pathlib.Path(folder).glob("*.json"))
    lines = [line for path in paths for line in faults(path, by_kind)]
    print("\n".join(lines + [f"{len(paths)} files held against {len(by_kind)} schemas, {len(lines)} faults"]))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
