"""The koine program where the driver runs."""

import json
import os
import shutil
import subprocess
import tempfile

from . import worker
from .errors import KoineRayError


class Program:
    """A build of koine, which all nodes must have at the same path."""

    def __init__(self, path=None):
        """What the caller names, $KOINE, or koine in PATH."""
        found = path or os.environ.get("KOINE") or shutil.which("koine")
        if not found or not os.access(found, os.X_OK):
            raise KoineRayError(f"no koine at {found or 'any place of PATH'}: name it with --koine or KOINE")
        self.path = os.path.abspath(found)
        self.checksum = worker.checksum(self.path)
        self._joined = None

    def call(self, arguments, folder=None):
        """Standard output of one call; raises what koine said where it fails."""
        code, output, errors = worker.call(self.path, arguments, folder)
        if code:
            raise KoineRayError((errors.strip() or f"koine ended with {code}").removeprefix("koine: "))
        return output

    def read(self, arguments, folder=None):
        """What one call printed as JSON."""
        return json.loads(self.call([*arguments, "--format", "json"], folder))

    def summary(self, store, folder=None):
        """The summary of the first run of a store."""
        return json.loads(self.call(["runs", "show", "1", "--part", "summary", "--store", store], folder))

    def show(self, arguments, results, folder=None):
        """Lets koine print for itself, into the file `results`; returns its exit code."""
        return subprocess.run([self.path, *arguments], cwd=folder, stdout=results, check=False).returncode

    @staticmethod
    def topologies(is_sent=False):
        """Where KOINE_TOPOLOGIES says that topologies are, for other nodes; None if it is not set.

        `is_sent` tells that the current folder is sent to the nodes, with the topologies that are in it.
        """
        named = os.environ.get("KOINE_TOPOLOGIES")
        if not named:
            return None
        inside = os.path.relpath(named)
        return inside if is_sent and not inside.startswith(os.pardir) else os.path.abspath(named)

    @property
    def has_kept(self):
        """Whether a store has been merged into another."""
        return self._joined is not None and os.path.exists(self._joined)

    def merge(self, content, store, folder=None):
        """Joins the bytes of a store into another one."""
        with tempfile.TemporaryDirectory() as scratch:
            part = os.path.join(scratch, "part.db")
            with open(part, "wb") as file:
                file.write(content)
            # Noted first: a merge that Ctrl-C interrupts may be through already.
            self._joined = os.path.join(folder or "", store)
            self.call(["runs", "merge", part, "--into", store], folder)
