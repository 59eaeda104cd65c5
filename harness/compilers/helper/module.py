"""The sampler's file as a module that leaves nothing behind: imports beside it, and JAX's settings, are undone."""

import contextlib
import linecache
import os
import sys
import sysconfig
import traceback
import types

import jax

_NAME = "splitvote_sampler"
_INSTALLED = tuple(
    os.path.realpath(sysconfig.get_paths()[key]) for key in ("stdlib", "purelib", "platlib")
)


class SourceError(Exception):
    """The file's own fault: `line` of `file` (0: not known)."""

    def __init__(self, file, line, message):
        super().__init__(message)
        self.file, self.line = file, line


class Source:
    def __init__(self, text, file):
        self.text, self.file = text, file
        self.imported = set()  # files that it imported from beside itself

    def load(self):
        module = types.ModuleType(_NAME)
        module.__file__ = self.file
        sys.modules[_NAME] = module
        # So that messages quote its lines, though the file need not exist.
        linecache.cache[self.file] = (len(self.text), None, self.text.splitlines(True), self.file)
        self._drop_neighbours()
        exec(compile(self.text, self.file, "exec"), module.__dict__)
        return module

    def _drop_neighbours(self):
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if file and name in self._new and not os.path.realpath(file).startswith(_INSTALLED):
                self.imported.add(os.path.realpath(file))
                del sys.modules[name]

    @contextlib.contextmanager
    def alone(self):
        """Around everything that runs its code."""
        known, path, settings = set(sys.modules), list(sys.path), dict(jax.config.values)
        folder = os.path.dirname(self.file)
        if folder:
            sys.path.insert(0, folder)
        self._new = _NewNames(known)
        try:
            yield
        except SourceError:
            raise
        except Exception as error:
            line = self._line_of(error)
            if line is None:
                raise
            raise SourceError(self.file, line, _words(error)) from error
        finally:
            self._drop_neighbours()
            sys.modules.pop(_NAME, None)
            linecache.cache.pop(self.file, None)
            sys.path[:] = path
            for name, value in settings.items():
                if jax.config.values[name] != value:
                    jax.config.update(name, value)

    def _line_of(self, error):
        if isinstance(error, SyntaxError) and error.filename == self.file:
            return error.lineno or 0
        lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == self.file]
        return lines[-1] if lines else None


class _NewNames:
    """Names of modules that were not there before, but for the sampler itself."""

    def __init__(self, known):
        self._known = known | {_NAME}

    def __contains__(self, name):
        return name not in self._known


def _words(error):
    first = (str(error).strip().splitlines() or [""])[0]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
