"""What runs on a node: koine as a child of a Ray worker.

The driver sends this module along, so that nodes need no more than Ray and koine. It therefore uses
the standard library only, and returns what went wrong as text instead of raising its own exceptions.
"""

import ctypes
import glob
import os
import platform
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import zlib

_known = {}


def checksum(path):
    """Tells builds of the program apart, by the same digits as the version in a run store."""
    facts = os.stat(path)
    key = (path, facts.st_mtime_ns, facts.st_size)
    if key not in _known:
        with open(path, "rb") as file:
            _known[key] = f"{zlib.crc32(file.read()):08x}"
    return _known[key]


def refusal(program, expected):
    """Why the program at this path must not run here, or None."""
    node = platform.node()
    try:
        found = checksum(program)
    except OSError as error:
        return f"node {node} has no koine at {program} ({error.strerror})"
    if found == expected:
        return None
    return f"node {node} has another build of koine at {program}: {found}, where the driver has {expected}"


def _die_with_parent():
    """A killed worker leaves no koine behind that would go on in vain (Linux; elsewhere it ends by itself)."""
    if platform.system() == "Linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def call(program, arguments, folder=None, topologies=None):
    """Exit code, standard output and standard error of one call; `topologies` is KOINE_TOPOLOGIES, if not as here."""
    outcome = subprocess.run(
        [program, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
        env={**os.environ, "KOINE_TOPOLOGIES": topologies} if topologies else None,
        preexec_fn=_die_with_parent,
    )
    return outcome.returncode, outcome.stdout, outcome.stderr


def make(program, expected, arguments, folder, name, topologies=None):
    """Runs koine with a store of its own and returns what it printed and the store.

    `name` is the same when Ray tries again after a death, so that what was stored by then is found
    where the node is the same.
    """
    refused = refusal(program, expected)
    if refused:
        return {"refused": refused}
    if folder is not None and not os.path.isdir(folder):
        return {"refused": f"node {platform.node()} has no folder {folder}"}
    if topologies is not None and not os.path.isdir(topologies):
        return {"refused": f"node {platform.node()} has no folder {topologies}, which KOINE_TOPOLOGIES names"}
    scratch = os.path.join(tempfile.gettempdir(), name)
    try:
        os.makedirs(scratch, mode=0o700, exist_ok=True)
        store = os.path.join(scratch, "part.db")
        code, output, errors = call(program, [*arguments, "--store", store], folder, topologies)
        if code:
            return {"failed": errors.strip() or f"koine ended with {code}", "code": code}
        _close(store)
        with open(store, "rb") as file:
            return {"output": output, "store": file.read()}
    except (OSError, sqlite3.Error) as error:
        return {"failed": f"node {platform.node()}: {error}", "code": 1}
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def clean(prefix):
    """Removes the folders of calls whose worker died, which had no time to; returns how many."""
    left = glob.glob(os.path.join(glob.escape(tempfile.gettempdir()), glob.escape(prefix) + "*"))
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _close(store):
    """Brings everything into the one file, whatever SQLite has left in its log."""
    connection = sqlite3.connect(store)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
