"""Optuna asks, koine tells: the search finds what was planted, and its file says what it found."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest

from koine_ray import output
from koine_ray import tune as tune_module
from koine_ray.__main__ import tune_parser
from koine_ray.errors import KoineRayError
from koine_ray.goals import Constraint
from koine_ray.space import Space, policy_file

ORDERS = ["fifo", "shortest", "largest", "smallest"]
FEW = ["--vary", "order=" + ",".join(ORDERS), "--vary", "placement=best-fit", "--vary", "backfill=none"]
SCENE = "topology: flat:16\nworkload: pai\njobs: 300\nload: 1.2\n"


@pytest.fixture
def scene(folder):
    with open(os.path.join(folder, "scene.yaml"), "w", encoding="utf-8") as file:
        file.write(SCENE)
    return folder


def search(koine, cluster, folder, *words):
    call = [sys.executable, "-m", "koine_ray", "--address", cluster.address, "tune", "scene.yaml", *words]
    outcome = subprocess.run([*call, "--format", "json"], cwd=folder, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.endswith("}\n")
    return json.loads(outcome.stdout)


def wait_of(koine, folder, *words):
    return koine.read(["simulate", "scene.yaml", *words], folder)["wait_s"]["mean"]


def test_the_planted_composition_is_found_and_its_file_runs(cluster, koine, scene):
    """Of the few compositions every one is run by itself; the search has to find the best."""
    found = search(koine, cluster, scene, *FEW, "--trials", "12", "--out", "best.yaml")
    waits = {order: wait_of(koine, scene, "--order", order, "--backfill", "none") for order in ORDERS}
    best = min(waits, key=waits.get)
    assert found["results"][1]["searched"]["wait_s.mean"] == waits[best]
    assert f"order: {best}\n" in found["policy"]
    assert wait_of(koine, scene, "--policy", "best.yaml") == waits[best]
    assert found["results"][0]["searched"]["wait_s.mean"] == wait_of(koine, scene)


def test_parameters_are_searched_and_written_as_they_were_tried(cluster, koine, scene):
    fixed = ["--vary", "order=wfp3", "--vary", "placement=best-fit", "--vary", "backfill=none"]
    few = ["--trials", "24", "--parallel", "2", "--split", "12h", "--out", "best.yaml"]
    limit = ["--constraint", "wait_s.mean > 0", "--constraint", "wait_s.max < 365d"]
    found = search(koine, cluster, scene, *fixed, *few, *limit, "--store", "a.db")
    own, best = found["results"]
    grid = ["--vary", "policy.order.exponent=0,3,10", "--vary", "policy.order.size_exponent=-4,-1,0,4"]
    sets = ["--set", "policy.order=wfp3", "--set", "policy.backfill=none", "--set", "submit_to=12h"]
    planted = koine.read(["sweep", "scene.yaml", *grid, *sets, "--measure", "wait_s.mean", "--no-store"], scene)
    waits = [point["means"]["wait_s.mean"]["mean"] for point in planted["points"]]
    assert max(waits) > 1.3 * min(waits), "the scene has something to find"
    assert best["searched"]["wait_s.mean"] <= 1.05 * min(waits)
    assert own["held_out"]["wait_s.mean"] is not None and best["held_out"]["wait_s.mean"] is not None
    with open(os.path.join(scene, "best.yaml"), encoding="utf-8") as file:
        assert "  order.exponent: " in file.read()
    with open(os.path.join(scene, "scene.yaml"), "a", encoding="utf-8") as file:
        file.write("submit_to: 12h\n")
    assert wait_of(koine, scene, "--policy", "best.yaml") == best["searched"]["wait_s.mean"]


def test_results_do_not_depend_on_the_cluster_and_go_on_from_the_store(cluster, koine, scene, capsys):
    """The second search is told by the store alone, by a Ray that has nothing to do."""
    words = ["scene.yaml", *FEW, "--trials", "6", "--store", os.path.join(scene, "koine.db")]
    options = tune_parser().parse_args(words)
    options.address, options.upload, options.subject = cluster.address, False, os.path.join(scene, "scene.yaml")
    calls = []

    class Counting(tune_module.cluster.Task):
        def submit(self):
            calls.append(self)
            return super().submit()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tune_module.cluster, "Task", Counting)
        # The fixture has joined the cluster already.
        patch.setattr(tune_module.cluster, "connect", lambda *_: None)
        first = tune_module.tune(koine, options)
        assert len(calls) == 6
        again = tune_module.tune(koine, options)
    assert len(calls) == 6
    assert again.json == first.json


def test_runs_of_a_trial_have_the_seeds_that_were_asked_for(cluster, koine, scene):
    words = [*FEW, "--trials", "2", "--seed", "0", "--seeds", "3", "--store", "seeds.db"]
    found = search(koine, cluster, scene, *words)
    rows = csv.DictReader(io.StringIO(koine.call(["runs", "export", "--store", "seeds.db"], scene)))
    assert {int(row["seed"]) for row in rows} == {0, 1, 2}
    words = [*FEW, "--trials", "2", "--seed", "7", "--seeds", "3", "--store", "seven.db"]
    found = search(koine, cluster, scene, *words)
    rows = csv.DictReader(io.StringIO(koine.call(["runs", "export", "--store", "seven.db"], scene)))
    assert {int(row["seed"]) for row in rows} == {7, 8, 9}
    waits = [wait_of(koine, scene, "--seed", str(seed)) for seed in (7, 8, 9)]
    assert found["results"][0]["searched"]["wait_s.mean"] == pytest.approx(sum(waits) / 3)


@pytest.mark.parametrize("sampler", ["random", "nsga2", "gp"])
def test_other_samplers_work(cluster, koine, scene, sampler):
    if sampler == "gp":
        pytest.importorskip("torch", reason="SKIPPED: Optuna's Gaussian processes need torch, which is not installed")
    goals = ["--minimize", "wait_s.mean", "--minimize", "wait_s.max"]
    # Gaussian processes begin after ten random trials.
    count = 14 if sampler == "gp" else 5
    found = search(koine, cluster, scene, *FEW, *goals, "--trials", str(count), "--sampler", sampler)
    assert found["trials"] == count and found["front"]
    for one in found["front"]:
        for other in found["front"]:
            assert one is other or not all(a <= b for a, b in zip(one["values"], other["values"], strict=True))


def test_wrong_arguments_are_located(koine, scene):
    def message(*words):
        call = [sys.executable, "-m", "koine_ray", "tune", "scene.yaml", *words]
        outcome = subprocess.run(call, cwd=scene, capture_output=True, text=True, check=False)
        assert outcome.returncode == 2 and "Traceback" not in outcome.stderr
        return outcome.stderr

    assert "--vary: unknown order 'fifi' (known: fifo, " in message("--vary", "order=fifi")
    assert "found '4..1', expected a number from 0 to 10" in message("--vary", "order.exponent=4..1")
    assert "--constraint: found 'wait_s.p99 = 1h'" in message("--constraint", "wait_s.p99 = 1h")
    assert "unknown measure 'wait_s.maen'" in message("--minimize", "wait_s.maen")
    assert "found '0', expected a whole number from 1" in message("--trials", "0")
    assert "found '-1', expected a whole number from 0" in message("--seed=-1")
    assert message("--minimize", "foo") == "koine-ray: --minimize: unknown measure 'foo'\n"
    unknown = message("--maximize", "foo", "--constraint", "p99 wiat < 1h")
    assert unknown == "koine-ray: --maximize: unknown measure 'foo'\nkoine: --constraint: unknown measure 'p99 wiat'\n"
    twice = message("--minimize", "mean wait", "--minimize", "wait_s.mean")
    assert twice == "koine-ray: --minimize: wait_s.mean is given as a goal twice\n"
    idle = message("--vary", "order=fifo", "--vary", "order.exponent=2")
    assert idle == "koine-ray: --vary: order.exponent: counts only beside order=wfp3, which is not searched\n"
    assert "preemption=rounds" in message("--vary", "preemption.round_s=360")
    assert message("--vary", "order=fifo", "--vary", "policy.order=wfp3").endswith("key 'order' is defined twice\n")
    assert message("--vary", "placement=best-fit", "--vary", "place=fgd").endswith("key 'placement' is defined twice\n")


def test_what_can_never_be_found_is_refused_before_the_first_trial(koine, scene):
    def message(*words):
        call = [sys.executable, "-m", "koine_ray", "tune", "scene.yaml", *words]
        outcome = subprocess.run(call, cwd=scene, capture_output=True, text=True, check=False)
        assert outcome.returncode == 2 and not os.path.exists(os.path.join(scene, "koine.db"))
        return outcome.stderr

    unknown = "koine-ray: --minimize: energy_kwh is unknown in a run of scene.yaml with its own policy\n"
    assert message("--minimize", "energy_kwh") == unknown
    nowhere = message("--out", "nowhere/best.yaml")
    assert nowhere == "koine-ray: --out nowhere/best.yaml: No such file or directory\n"
    assert message("--out", ".") == "koine-ray: --out .: Is a directory\n"


def test_a_probe_leaves_files_as_they_are(tmp_path):
    there = tmp_path / "best.yaml"
    output.check(str(there))
    assert os.listdir(tmp_path) == []
    there.write_text("order: fifo\n")
    output.check(str(there))
    assert there.read_text() == "order: fifo\n"


def test_trials_of_nodes_with_other_files_are_refused(cluster, koine, scene, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "scene.yaml").write_text("topology: flat:8\nworkload: pai\njobs: 50\n")
    options = tune_parser().parse_args(["scene.yaml", *FEW, "--trials", "3"])
    options.address, options.upload = cluster.address, False

    class Elsewhere(tune_module.cluster.Task):
        def __init__(self, program, arguments, folder, threads=1):
            super().__init__(program, arguments, str(elsewhere), threads)

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(scene)
        patch.setattr(tune_module.cluster, "Task", Elsewhere)
        patch.setattr(tune_module.cluster, "connect", lambda *_: None)
        with pytest.raises(KoineRayError, match="1 of 1 runs are not among what the nodes made"):
            tune_module.tune(koine, options)


def test_ranges_are_those_that_koine_declares(koine):
    space = Space(koine, ["order=wfp3,shortest", "order.exponent=1..4", "backfill=easy", "backfill.slack=2"])
    exponent = next(p for c in space.choices["order"] for p in c["parameters"] if p["key"] == "order.exponent")
    assert space._range(exponent) == [1.0, 4.0]
    assert [choice["name"] for choice in space.choices["backfill"]] == ["easy"]
    assert all(choice["name"] != "shortest-true" for choice in Space(koine).choices["order"])
    with pytest.raises(KoineRayError, match="unknown parameter 'order.exponnt'"):
        Space(koine, ["order.exponnt=1"])


def test_constraints_are_read():
    hour = Constraint("wait_s.p99 < 1h")
    assert (hour.measure, hour.is_upper, hour.limit) == ("wait_s.p99", True, 3600)
    half = Constraint("utilization.allocated>=0.5")
    assert (half.measure, half.is_upper, half.limit) == ("utilization.allocated", False, 0.5)
    named = Constraint("p99 wait <= 1 h")
    assert (named.measure, named.is_upper, named.limit) == ("wait_s.p99", True, 3600)
    share = Constraint("utilization > 60%")
    assert (share.measure, share.is_upper, share.limit) == ("utilization.allocated", False, pytest.approx(0.6))
    for wrong, expected in (
        ("utilization > 1d", "a share such as 60%"),
        ("p99 wait < 60%", "a time such as 1h"),
        ("energy < 60%", "a number without a unit"),
        ("mean slowdown < 2h", "a number without a unit"),
        ("ledger_accelerator_s.lost < 1%", "a time such as 1h"),
    ):
        with pytest.raises(KoineRayError) as error:
            Constraint(wrong)
        assert f"found '{wrong}', expected {expected} as the limit of " in str(error.value)
    assert Constraint("ledger_accelerator_s.lost < 1h").limit == 3600
    assert Constraint("services.chat.slo_attainment > 99%").limit == 0.99
    assert hour.violation(7200) == 1 and hour.violation(3600) == 0 and hour.violation(None) == float("inf")


def test_a_part_that_is_replaced_takes_its_parameters_with_it():
    run = {"order": "wfp3", "place": "best-fit", "backfill": "easy", "preempt": "none"}
    run["parameters"] = {"order.exponent": 2.0, "backfill.slack": 0.5}
    assert policy_file(run, {"order": "fifo"}) == (
        "order: fifo\nplacement: best-fit\nbackfill: easy\npreemption: none\nparameters:\n  backfill.slack: 0.5\n"
    )


def test_what_misses_a_constraint_is_never_the_best(cluster, koine, scene):
    waits = {o: wait_of(koine, scene, "--order", o, "--backfill", "none") for o in ORDERS}
    first, second = sorted(waits.values())[:2]
    between = (first + second) / 2
    words = [*FEW, "--trials", "12", "--constraint", f"wait_s.mean > {between}"]
    found = search(koine, cluster, scene, *words)
    assert found["results"][1]["searched"]["wait_s.mean"] == second
    call = [sys.executable, "-m", "koine_ray", "--address", cluster.address, "tune", "scene.yaml", *FEW]
    outcome = subprocess.run(
        [*call, "--trials", "3", "--constraint", "wait_s.mean < 0"],
        cwd=scene,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 2
    assert "none of 3 trials keeps the constraints: wait_s.mean < 0" in outcome.stderr
