"""The Ray cluster: how koine's work gets there and comes back."""

import collections
import os
import socket
import uuid

import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from . import interruption, worker
from .errors import KoineRayError

# Sent by value, so that the nodes need not have this package.
ray.cloudpickle.register_pickle_by_value(worker)
# One function for all tasks, so that a worker reads the program once.
_make = ray.remote(worker.make)
_clean = ray.remote(worker.clean)

RETRIES = 5
# How long nodes may take to remove what dead workers left.
CLEANING_S = 10
# Begins the names of all calls of this process.
PREFIX = f"koine-ray-{uuid.uuid4().hex}-"
# What befalls a worker from outside. Anything else that Ray raises is no death, and not tried again.
DEATHS = (
    ray.exceptions.WorkerCrashedError,
    ray.exceptions.NodeDiedError,
    ray.exceptions.OutOfMemoryError,
    ray.exceptions.ObjectLostError,
)


def connect(address=None, upload=None):
    """Joins the cluster at `address`, or starts one on this machine.

    `upload` is a folder to send to all nodes, for clusters without a shared file system.
    """
    address = address or os.environ.get("RAY_ADDRESS") or "local"
    environment = {"working_dir": upload} if upload else None
    own = {"include_dashboard": False} if address == "local" else {}
    try:
        _knock(address)
        ray.init(address, runtime_env=environment, log_to_driver=False, logging_level="error", **own)
    except (OSError, ValueError, RuntimeError) as error:
        raise KoineRayError(
            f"--address {address}: no Ray cluster answers there: {_first_line(error)}\n"
            "Start one with ray start --head, or leave --address out for a cluster of this machine."
        ) from error


def _knock(address):
    """Raises what the system says where nobody answers at HOST:PORT; Ray itself would end the program."""
    host, _, port = address.rpartition(":")
    if host and port.isdigit() and "/" not in host:
        socket.create_connection((host, int(port)), timeout=10).close()


def processors():
    """All processors of the nodes that are alive now."""
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def processors_of_a_node():
    """Those of the largest node that is alive now."""
    return max((int(node["Resources"].get("CPU", 0)) for node in ray.nodes() if node["Alive"]), default=0)


class Task:
    """One call of koine on some node, with its own store there."""

    def __init__(self, program, arguments, folder, threads=1):
        self.program, self.arguments, self.folder = program, [*arguments, "--threads", str(threads)], folder
        self.threads = threads
        self.name = PREFIX + uuid.uuid4().hex
        self.topologies = program.topologies(is_sent=folder is None)

    def submit(self):
        """Hands the call over; a worker that dies is replaced, on any node."""
        make = _make.options(num_cpus=self.threads, max_retries=RETRIES, name=f"koine {self.arguments[0]}")
        return make.remote(
            self.program.path, self.program.checksum, self.arguments, self.folder, self.name, self.topologies
        )


def fetch(reference, may_fail=False):
    """What a call printed and its store; raises what the user can do where it failed.

    `may_fail` returns what koine says of wrong input instead.
    """
    try:
        outcome = ray.get(reference)
    except DEATHS as error:
        raise KoineRayError(
            f"a part was given up after {RETRIES} deaths of its worker: {_first_line(error)}"
        ) from error
    except ray.exceptions.RayTaskError as error:
        raise KoineRayError(f"a part failed: {type(error.cause).__name__}: {error.cause}") from error
    except ray.exceptions.RayError as error:
        raise KoineRayError(f"a part failed: {_first_line(error)}") from error
    if "refused" in outcome:
        raise KoineRayError(
            outcome["refused"] + "\nPut the driver's build of koine and the scenario's folder at the same "
            "places on all nodes, or name what all nodes share with --koine."
        )
    if "failed" in outcome and not (may_fail and outcome["code"] == 2):
        raise KoineRayError(outcome["failed"].removeprefix("koine: "))
    return outcome


def as_they_end(tasks, limit):
    """Yields (task, outcome) as calls end, with at most `limit()` of them in Ray's hands at a time."""
    waiting, running = collections.deque(tasks), {}
    try:
        while waiting or running:
            while waiting and len(running) < limit():
                task = waiting.popleft()
                running[task.submit()] = task
            ready, _ = ray.wait(list(running), num_returns=1, timeout=1)
            interruption.check()
            for reference in ready:
                yield running.pop(reference), fetch(reference)
    finally:
        abandon(running)


def abandon(references=()):
    """Ends calls whose outcome nobody wants any more, and removes what workers that died have left on the nodes."""
    for reference in references:
        ray.cancel(reference, force=True)
    nodes = [node["NodeID"] for node in ray.nodes() if node["Alive"]]
    places = [NodeAffinitySchedulingStrategy(node, soft=False) for node in nodes]
    calls = [_clean.options(num_cpus=0, scheduling_strategy=place).remote(PREFIX) for place in places]
    ray.wait(calls, num_returns=len(calls), timeout=CLEANING_S)


def _first_line(error):
    return str(error).strip().split("\n")[0]
