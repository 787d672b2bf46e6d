"""A Ray cluster of two nodes on this machine. KOINE names the program."""

import os

import pytest
import ray
from ray.cluster_utils import Cluster

from koine_ray.program import Program

# Ray lets everything else go before its workers, which would take long on a busy machine.
os.environ["RAY_worker_niceness"] = "0"
SMALL = {"num_cpus": 1, "object_store_memory": 100 << 20, "include_dashboard": False}


@pytest.fixture(scope="session")
def cluster():
    cluster = Cluster(initialize_head=True, head_node_args=SMALL)
    cluster.add_node(**SMALL)
    ray.init(address=cluster.address, log_to_driver=False, logging_level="error")
    assert len([node for node in ray.nodes() if node["Alive"]]) == 2
    yield cluster
    ray.shutdown()
    cluster.shutdown()


@pytest.fixture(scope="session")
def koine():
    return Program()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "scene.yaml").write_text("topology: flat:16\nworkload: pai\njobs: 300\nload: 0.8\n")
    return str(tmp_path)
