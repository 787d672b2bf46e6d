"""`koine sweep` and `koine compare` in parts on a Ray cluster."""

import os

from . import cluster
from .arguments import take
from .errors import KoineRayError
from .progress import Progress

# A part is as much as is lost when its worker dies, and its store travels in one piece.
MOST_RUNS_OF_A_PART = 250
PARTS_PER_PROCESSOR = 8


def is_power_of_two(count):
    return count & (count - 1) == 0


def refuse_foreign(left, count):
    """Raises that the nodes made other runs than those that are expected, if any are `left`."""
    if left:
        raise KoineRayError(
            f"{left} of {count} runs are not among what the nodes made: their files differ from "
            "those here (scenario, trace, chips).\nGive all nodes the same files, or run the same command "
            "without Ray, which makes what is missing."
        )


class Experiment:
    """What koine says about the runs of `sweep ...` or `compare ...`."""

    def __init__(self, program, arguments, folder=None):
        self.program, self.folder = program, os.path.abspath(folder or os.getcwd())
        self.given = list(arguments)
        shard, rest = take(arguments, "--shard")
        if shard is not None:
            raise KoineRayError("--shard: leave it out, the parts are made here; --parts tells how many")
        threads, rest = take(rest, "--threads")
        if threads is not None and not (threads.isdigit() and int(threads) > 0):
            raise KoineRayError(f"--threads: found '{threads}', expected a whole number from 1")
        self.threads = int(threads or 1)
        keeps_nothing, rest = take(rest, "--no-store", takes_value=False)
        self.store, rest = take(rest, "--store")
        if keeps_nothing:
            raise KoineRayError("--no-store: the parts are joined in a store: leave it out, or name a --store")
        _, rest = take(rest, "--format")
        self.is_dry, rest = take(rest, "--dry-run", takes_value=False)
        # Seeds that --precision adds depend on all results so far: the last step makes them.
        _, self.arguments = take(rest, "--precision")

    def check(self):
        """Lets koine refuse what only its last step would read: --format, --precision."""
        self.program.call([*self.given, *([] if self.is_dry else ["--dry-run"])], self.folder)

    def inventory(self):
        """How many runs there are, which of them are still to be made, and in which store."""
        store = ["--store", self.store] if self.store else []
        return self.program.read([*self.arguments, *store, "--dry-run"], self.folder)

    def run(self, parts=None, in_flight=None, is_uploaded=False, report=Progress):
        """Makes all runs that are not in the store yet and merges them into it, part by part.

        At most `in_flight` parts are handed to Ray at a time: twice the processors if not given.
        `is_uploaded` tells that Ray has sent the folder to the nodes, which need not share it.
        """
        before = self.inventory()
        largest = cluster.processors_of_a_node()
        if self.threads > max(1, largest):
            raise KoineRayError(
                f"--threads: found '{self.threads}', but the largest node of the cluster has {largest} processors: "
                "no part could ever start"
            )
        count = self._part_count(before, parts)
        places = {}
        for place in before["missing"]:
            places.setdefault(place % count, []).append(place)
        progress = report(len(before["missing"]), "runs")
        limit = (lambda: in_flight) if in_flight else (lambda: 2 * cluster.processors())
        tasks = [self._task(index, count, is_uploaded) for index in sorted(places)]
        made, parts_made = set(), 0
        for task, outcome in cluster.as_they_end(tasks, limit):
            self.program.merge(outcome["store"], before["store"], self.folder)
            made.update(places[task.part])
            parts_made += 1
            progress.add(len(places[task.part]))
            # Of n parts log n are looked at, and so nodes with other files are noticed early.
            if parts_made == len(tasks) or is_power_of_two(parts_made):
                refuse_foreign(len(made.intersection(self.inventory()["missing"])), len(made))

    def _part_count(self, inventory, parts):
        if parts is None:
            parts = max(PARTS_PER_PROCESSOR * cluster.processors(), -(-inventory["runs"] // MOST_RUNS_OF_A_PART))
        return max(1, min(parts, inventory["runs"]))

    def _task(self, index, count, is_uploaded):
        arguments = [*self.arguments, "--shard", f"{index + 1}/{count}"]
        task = cluster.Task(self.program, arguments, None if is_uploaded else self.folder, self.threads)
        task.part = index
        return task
