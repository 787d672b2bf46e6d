"""Where results go: standard output, which is theirs alone, and files.

Ray tells of workers that die on standard output, from threads of its own.
"""

import contextlib
import os
import sys
import tempfile

from .errors import KoineRayError


@contextlib.contextmanager
def for_results_alone():
    """Yields a file for results; whatever else prints meanwhile goes to standard error."""
    if not sys.stderr.isatty():
        os.environ.setdefault("RAY_COLOR_PREFIX", "0")
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as results:
        os.dup2(2, 1)
        try:
            yield results
        finally:
            # What is still in Python's buffer is none of the results.
            sys.stdout.flush()
            results.flush()
            os.dup2(results.fileno(), 1)


def check(path):
    """Raises why a file could not be written, and leaves nothing behind."""
    try:
        if os.path.exists(path):
            with open(path, "ab"):
                return
        with tempfile.TemporaryFile(dir=os.path.dirname(path) or "."):
            pass
    except OSError as error:
        raise _unwritable(path, error) from error


def write(path, text):
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path, error):
    return KoineRayError(f"--out {path}: {error.strerror}")
