"""Runs koine's experiments on a Ray cluster: the same program, the same store, the same results."""

import os

# Read by Ray when it starts; nothing about an experiment leaves the cluster.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
