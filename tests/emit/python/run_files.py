#!/usr/bin/env python3
"""Runs every emitted FOLDER/*.py in this one process and writes what each prints to FOLDER/NAME.out.

The exit code follows as a last line, "exit 1"; so does a traceback, for what is no SystemExit.
"""
import contextlib
import io
import pathlib
import sys
import traceback


def run(path):
    out = io.StringIO()
    code = 0
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(path.read_text(), str(path), "exec"), {"__name__": "__main__"})
        except SystemExit as leaving:
            code = leaving.code
        except Exception:
            out.write(traceback.format_exc())
            code = "by exception"
    path.with_suffix(".out").write_text(f"{out.getvalue()}exit {code}\n")


for path in sorted(pathlib.Path(sys.argv[1]).glob("*.py")):
    run(path)
