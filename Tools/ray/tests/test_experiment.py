"""Results of a cluster are those of one process, also when a worker is killed in mid-run."""

import csv
import io
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import pytest
import ray

from koine_ray import __main__ as main_module
from koine_ray import cluster as cluster_module
from koine_ray import worker
from koine_ray.arguments import take
from koine_ray.errors import KoineRayError
from koine_ray.experiment import Experiment
from koine_ray.program import Program

SWEEP = ["sweep", "scene.yaml", "--vary", "policy=fifo,easy", "--vary", "load=0.7,0.9", "--seeds", "3"]
COMPARE = ["compare", "scene.yaml", "--policy", "fifo,easy,sjf", "--seeds", "4"]


def json_of(koine, arguments, folder):
    return koine.call([*arguments, "--format", "json"], folder)


def export(koine, store, folder):
    """Every run of a store with all of its numbers, in an order that does not depend on when it ended."""
    rows = list(csv.DictReader(io.StringIO(koine.call(["runs", "export", "--store", store], folder))))
    for row in rows:
        del row["run"]
    return sorted(rows, key=lambda row: row["digest"])


class Killer(threading.Thread):
    """Kills a Ray worker whose koine has stored some of its part's runs, but not all."""

    def __init__(self, runs_of_part):
        super().__init__()
        self.runs_of_part, self.worker, self.child, self.stored = runs_of_part, None, None, None

    def run(self):
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and self.worker is None:
            for child, store in koines_at_work():
                self.stored = stored_runs(store)
                if 0 < self.stored < self.runs_of_part:
                    self.kill(child)
                    break
            time.sleep(0.005)

    def kill(self, child):
        worker_process = parent(child)
        if worker_process and "ray::" in command(worker_process)[0]:
            os.kill(worker_process, signal.SIGKILL)
            self.worker, self.child = worker_process, child


def command(process):
    try:
        with open(f"/proc/{process}/cmdline", encoding="utf-8") as file:
            return file.read().split("\0")
    except OSError:
        return [""]


def parent(process):
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as file:
            return int(file.read().rpartition(")")[2].split()[1])
    except OSError:
        return None


def koines_at_work():
    for name in filter(str.isdigit, os.listdir("/proc")):
        words = command(name)
        store, _ = take(words, "--store")
        if store and "/koine-ray-" in store:
            yield int(name), store


def stored_runs(store):
    try:
        connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
        with connection:
            return connection.execute("SELECT count(*) FROM runs").fetchone()[0]
    except sqlite3.Error:
        return 0


def test_a_worker_killed_in_mid_run_changes_nothing(cluster, koine, folder):
    sweep = [*SWEEP, "--seeds", "6", "--set", "jobs=3000"]
    local = json_of(koine, [*sweep, "--store", "local.db"], folder)
    killer = Killer(runs_of_part=6)
    killer.start()
    experiment = Experiment(koine, [*sweep, "--store", "merged.db"], folder)
    experiment.run(parts=4)
    killer.join()
    assert killer.worker is not None and 0 < killer.stored < 6, "no worker was killed in mid-run"
    assert "ray::" not in command(killer.worker)[0]
    assert not any(process == killer.child for process, _ in koines_at_work()), "koine outlived its worker"
    assert experiment.inventory()["missing"] == []
    assert json_of(koine, [*sweep, "--store", "merged.db"], folder) == local
    assert len(export(koine, "local.db", folder)) == 24
    assert export(koine, "merged.db", folder) == export(koine, "local.db", folder)


def test_the_command_prints_what_koine_prints(cluster, koine, folder):
    local = [json_of(koine, [*words, "--store", "local.db"], folder) for words in (SWEEP, COMPARE)]
    call = [sys.executable, "-m", "koine_ray", "--address", cluster.address, "--parts", "2"]
    for words, expected in zip((SWEEP, COMPARE), local, strict=True):
        outcome = subprocess.run(
            [*call, *words, "--store", "ray.db", "--format", "json"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert outcome.returncode == 0, outcome.stderr
        assert outcome.stdout == expected
        assert "12 of 12 runs" in outcome.stderr
    # Text tells how many runs came from the store: all of them, as in a second local run.
    assert koine.call([*SWEEP, "--store", "ray.db"], folder) == koine.call([*SWEEP, "--store", "local.db"], folder)
    assert export(koine, "ray.db", folder) == export(koine, "local.db", folder)


def test_only_results_are_on_standard_output_when_a_worker_dies(cluster, koine, folder):
    """Ray tells of the death, which is none of the results."""
    sweep = [*SWEEP, "--seeds", "6", "--set", "jobs=3000", "--store", "ray.db", "--format", "json"]
    killer = Killer(runs_of_part=6)
    killer.start()
    call = [sys.executable, "-m", "koine_ray", "--address", cluster.address, "--parts", "4", *sweep]
    outcome = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)
    killer.join()
    assert outcome.returncode == 0, outcome.stderr
    assert killer.worker is not None, "no worker was killed in mid-run"
    assert outcome.stdout == json_of(koine, [*sweep[:-4], "--no-store"], folder)
    assert "(raylet) A worker died" in outcome.stderr and "\033" not in outcome.stderr


def test_whatever_prints_meanwhile_goes_to_standard_error(folder):
    code = (
        "import os, sys\n"
        "from koine_ray import output\n"
        "with output.for_results_alone() as results:\n"
        "    os.write(1, b'system ')\n"
        "    sys.stdout.write('python')\n"
        "    print('result', file=results)\n"
        "print('after')\n"
    )
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (outcome.stdout, outcome.stderr) == ("result\nafter\n", "system python")


def test_an_interrupted_command_goes_on(cluster, koine, folder):
    sweep = [*SWEEP, "--seeds", "25", "--store", "ray.db", "--format", "json"]
    call = [sys.executable, "-m", "koine_ray", "--address", cluster.address, "--parts", "50", *sweep]
    process = subprocess.Popen(
        call,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Programs that a script runs in the background inherit that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not stored_runs(os.path.join(folder, "ray.db")):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "stopped; what had ended is kept. To go on: koine-ray --address" in errors
    kept = stored_runs(os.path.join(folder, "ray.db"))
    assert 0 < kept < 100
    outcome = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)
    assert f"{100 - kept} of {100 - kept} runs" in outcome.stderr
    assert outcome.stdout == json_of(koine, [*SWEEP, "--seeds", "25", "--no-store"], folder)


def test_only_what_is_missing_is_made(cluster, koine, folder):
    koine.call([*SWEEP, "--shard", "2/4", "--store", "koine.db"], folder)
    made = []

    class Counting(cluster_module.Task):
        def submit(self):
            made.append(self.arguments)
            return super().submit()

    experiment = Experiment(koine, SWEEP, folder)
    assert experiment.inventory()["store"] == "koine.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster_module, "Task", Counting)
        experiment.run(parts=4)
    assert sorted(take(words, "--shard")[0] for words in made) == ["1/4", "3/4", "4/4"]
    assert json_of(koine, SWEEP, folder) == json_of(koine, [*SWEEP, "--no-store"], folder)


def test_another_build_on_a_node_is_refused_and_nothing_is_lost(cluster, koine, folder):
    copy = shutil.copy(koine.path, folder)
    program = Program(copy)
    program.call([*SWEEP, "--shard", "1/2", "--store", "koine.db"], folder)
    with open(copy, "ab") as file:
        file.write(b"\0")
    experiment = Experiment(program, [*SWEEP, "--store", "koine.db"], folder)
    with pytest.raises(KoineRayError) as error:
        experiment.run(parts=2)
    expected = f"another build of koine at {copy}: {worker.checksum(copy)}, where the driver has {koine.checksum}"
    assert expected in str(error.value)
    assert "at the same places on all nodes, or name what all nodes share with --koine" in str(error.value)
    assert len(export(koine, "koine.db", folder)) == 6


def test_a_node_without_the_program_is_refused(cluster, koine, folder):
    task = cluster_module.Task(koine, ["list", "policies"], folder)
    task.program = type("Gone", (), {"path": "/nowhere/koine", "checksum": koine.checksum})
    with pytest.raises(KoineRayError, match="has no koine at /nowhere/koine .No such file or directory"):
        cluster_module.fetch(task.submit())


def test_nodes_with_other_files_are_noticed(cluster, koine, folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "scene.yaml").write_text("topology: flat:8\nworkload: pai\njobs: 50\n")

    class Elsewhere(Experiment):
        def _task(self, *arguments):
            task = super()._task(*arguments)
            task.folder = str(elsewhere)
            return task

    with pytest.raises(KoineRayError, match="12 of 12 runs are not among what the nodes made"):
        Elsewhere(koine, SWEEP, folder).run(parts=1)


def test_nodes_with_other_files_are_noticed_at_the_first_part(cluster, koine, folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "scene.yaml").write_text("topology: flat:8\nworkload: pai\njobs: 50\n")

    class Elsewhere(Experiment):
        def _task(self, *arguments):
            task = super()._task(*arguments)
            task.folder = str(elsewhere)
            return task

    with pytest.raises(KoineRayError, match="3 of 3 runs are not among what the nodes made"):
        Elsewhere(koine, SWEEP, folder).run(parts=4, in_flight=1)


def test_topologies_of_the_user_are_those_of_the_nodes(cluster, koine, folder, monkeypatch):
    """The nodes were started without KOINE_TOPOLOGIES, or with another one."""
    own = os.path.join(folder, "own")
    shutil.copytree(os.path.join(os.path.dirname(__file__), *[os.pardir] * 3, "Topologies"), own)
    clusters = os.path.join(own, "clusters")
    shipped = next(name for name in sorted(os.listdir(clusters)) if name.endswith(".yaml"))
    os.rename(os.path.join(clusters, shipped), os.path.join(clusters, "of-this-user.yaml"))
    monkeypatch.setenv("KOINE_TOPOLOGIES", own)
    sweep = ["sweep", "of-this-user", "--set", "workload=philly", "--set", "jobs=20", "--vary", "load=0.5,0.6"]
    experiment = Experiment(koine, sweep, folder)
    experiment.run(parts=2)
    assert experiment.inventory()["missing"] == []
    monkeypatch.chdir(folder)
    assert koine.topologies(is_sent=True) == "own" and koine.topologies() == own
    outcome = worker.make(koine.path, koine.checksum, sweep, folder, "koine-ray-x", "/nowhere")
    assert outcome["refused"].endswith("has no folder /nowhere, which KOINE_TOPOLOGIES names")


def test_wrong_arguments_are_what_koine_says(koine, folder):
    def message(words):
        with pytest.raises(KoineRayError) as error:
            Experiment(koine, words, folder).inventory()
        return str(error.value)

    assert "did you mean 'fifo'" in message(["sweep", "scene.yaml", "--vary", "policy=fifi"])
    assert "nothing varies" in message(["sweep", "scene.yaml"])
    assert message([*SWEEP, "--shard", "1/2"]).startswith("--shard: leave it out")
    assert message([*SWEEP, "--no-store"]).startswith("--no-store: the parts are joined in a store")
    assert message([*SWEEP, "--threads", "x"]) == "--threads: found 'x', expected a whole number from 1"


def test_more_threads_than_any_node_has_are_refused(cluster, koine, folder):
    with pytest.raises(KoineRayError) as error:
        Experiment(koine, [*SWEEP, "--threads", "64"], folder).run()
    assert str(error.value).startswith("--threads: found '64', but the largest node of the cluster has 1 processors")


def test_what_only_the_last_step_reads_is_refused_before_the_first_run(koine, folder):
    for words, expected in (
        ([*SWEEP, "--format", "xml"], "The value 'xml' is invalid"),
        ([*COMPARE, "--precision", "abc"], "--precision: found 'abc', expected a share such as 2%"),
    ):
        call = [sys.executable, "-m", "koine_ray", *words]
        outcome = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)
        assert outcome.returncode == 2 and expected in outcome.stderr
        assert not os.path.exists(os.path.join(folder, "koine.db"))


def test_an_error_on_a_node_is_no_death(cluster, koine, folder, tmp_path):
    """A task's own error is told in its words, and not tried again."""
    tries = str(tmp_path / "tries")

    @ray.remote(max_retries=5)
    def raises():
        with open(tries, "a", encoding="utf-8") as file:
            file.write("x")
        raise OSError(28, "No space left on device")

    with pytest.raises(KoineRayError) as error:
        cluster_module.fetch(raises.remote())
    assert str(error.value) == "a part failed: OSError: [Errno 28] No space left on device"
    with open(tries, encoding="utf-8") as file:
        assert file.read() == "x"

    @ray.remote(max_retries=1)
    def dies():
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(KoineRayError, match="a part was given up after 5 deaths of its worker"):
        cluster_module.fetch(dies.remote())


def test_a_node_without_room_says_so(koine, folder, tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_text("")
    monkeypatch.setattr(worker.tempfile, "gettempdir", lambda: str(file))
    outcome = worker.make(koine.path, koine.checksum, SWEEP, folder, "koine-ray-x")
    assert outcome["code"] == 1 and "Not a directory" in outcome["failed"]


def test_what_dead_workers_left_is_removed(cluster):
    """Both nodes are this machine, so that what is left is found in one place."""
    left = os.path.join(worker.tempfile.gettempdir(), cluster_module.PREFIX + "left")
    others = os.path.join(worker.tempfile.gettempdir(), "koine-ray-of-another")
    for folder in (left, others):
        os.makedirs(folder, exist_ok=True)
    assert list(cluster_module.as_they_end([], lambda: 1)) == []
    assert not os.path.exists(left) and os.path.exists(others)
    os.rmdir(others)


def test_what_is_kept_is_said_only_where_something_is(koine, folder, monkeypatch, capsys):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(main_module, "run_experiment", interrupted)
    # The other tests stay on their cluster.
    monkeypatch.setattr(main_module.ray, "shutdown", lambda: None)
    assert main_module.main(["--koine", koine.path, *SWEEP]) == 130
    assert "stopped; nothing had ended yet. To go on: koine-ray --koine" in capsys.readouterr().err


def test_a_cluster_that_is_not_there(koine, folder):
    call = [sys.executable, "-m", "koine_ray", "--address", "127.0.0.1:1", *SWEEP]
    outcome = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)
    assert outcome.returncode == 2
    assert "koine-ray: --address 127.0.0.1:1: no Ray cluster answers there" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_no_more_parts_are_in_flight_than_allowed(cluster):
    handed, ended, most = [], [], []

    @ray.remote
    def nothing():
        return {"output": ""}

    class Task:
        def submit(self):
            handed.append(self)
            most.append(len(handed) - len(ended))
            return nothing.remote()

    for task, _ in cluster_module.as_they_end([Task() for _ in range(9)], lambda: 3):
        ended.append(task)
    assert len(ended) == 9 and max(most) == 3


def test_nodes_need_only_ray_and_koine(koine, folder, tmp_path):
    """The module that runs there is sent by value: it works in a Python that does not know the package."""
    file = tmp_path / "task"
    file.write_bytes(ray.cloudpickle.dumps(worker.make))
    code = (
        "import sys, pickle\n"
        "make = pickle.load(open(sys.argv[1], 'rb'))\n"
        "print(make(sys.argv[2], sys.argv[3], sys.argv[5:], sys.argv[4], 'koine-ray-alone').keys())\n"
        "assert 'koine_ray' not in sys.modules\n"
    )
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    call = [sys.executable, "-c", code, str(file), koine.path, koine.checksum, folder, *SWEEP]
    outcome = subprocess.run(call, cwd="/", env=bare, capture_output=True, text=True, check=False)
    assert outcome.stdout == "dict_keys(['output', 'store'])\n", outcome.stderr


def test_options_are_found_in_both_forms():
    assert take(["a", "--store", "x", "b", "--store=y"], "--store") == ("y", ["a", "b"])
    assert take(["a"], "--store") == (None, ["a"])
    assert take(["--dry-run", "a"], "--dry-run", takes_value=False) == (True, ["a"])
