import Foundation
import Testing

/// Names that lead nowhere, each said where it stands and with what may have been meant.
@Suite struct WrongNameCommandTests {
  /// What the program prints on standard error, with these files in its folder.
  private func errors(
    of arguments: String, files: [String: String] = [:], environment: [String: String] = [:]
  ) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    let result = try Program.run(
      arguments.split(separator: " ").map(String.init), in: folder, environment: environment)
    #expect(result.status == 2 && result.output.isEmpty, "\(result.output)")
    return result.errors
  }

  private let clusters =
    "(known: fleet-2022, fleet-2024, fleet-2029, gavel, h800-reference, infinitehbd, lightsphere, "
    + "sanjiangyuan, shanghai-mixed, tiny, flat:N)"
  private let faultModels = "(known: domains, llama3-2024, meta-rsc, stepfun-2024)"

  @Test func namesInAScenario() throws {
    let scenario = """
      seed: 3
      topology: tinny
      workload: phily
      faults: lama3-2024
      """
    #expect(
      try errors(of: "simulate s.yaml", files: ["s.yaml": scenario]) == """
        koine: s.yaml:2: topology: unknown topology 'tinny', did you mean 'tiny'? \(clusters)
        koine: s.yaml:3: workload: unknown workload (no preset, no file) 'phily', did you mean 'philly'?
        koine: s.yaml:4: faults: unknown fault model 'lama3-2024', did you mean 'llama3-2024'? \
        \(faultModels)

        """)
    #expect(
      try errors(of: "simulate s.yaml --workload pia", files: ["s.yaml": scenario]).contains(
        "koine: pia: unknown workload (no preset, no file) 'pia', did you mean 'pai'?\n"))
  }

  @Test func namesInAStudy() throws {
    let inner = """
      scenario:
        topology: tinny
        workload: philly
      vary:
        load: [0.5, 1]
      """
    #expect(
      try errors(of: "sweep study.yaml --no-store", files: ["study.yaml": inner])
        == "koine: study.yaml:2: topology: unknown topology 'tinny', did you mean 'tiny'? \(clusters)\n"
    )
    let named = "scenario: tinny\nvary:\n  workload: [philly]\n"
    #expect(
      try errors(of: "sweep study.yaml --no-store", files: ["study.yaml": named])
        == "koine: study.yaml:1: scenario: unknown topology 'tinny', did you mean 'tiny'? \(clusters)\n"
    )
    let varied = "vary:\n  jobs: [10]\n  topology: [tiny, tinny]\n  workload: [philly]\n"
    #expect(
      try errors(of: "sweep study.yaml --no-store", files: ["study.yaml": varied])
        == "koine: study.yaml:3: topology: unknown topology 'tinny', did you mean 'tiny'? \(clusters)\n"
    )
    #expect(
      try errors(of: "sweep tiny --no-store --vary workload=phily")
        == "koine: --vary: workload: unknown workload (no preset, no file) 'phily', did you mean "
        + "'philly'?\n")
  }

  @Test func kindsOfAFleet() throws {
    let refusal = "the cluster has no accelerator of 'domestc' that could become more"
    #expect(
      try errors(of: "sweep tiny --no-store --vary fleet.domestc=0.5,0.6 --set jobs=20")
        == "koine: --vary: fleet.domestc: \(refusal), did you mean 'domestic'?\n")
    #expect(
      try errors(
        of: "simulate s.yaml", files: ["s.yaml": "topology: tiny\nfleet:\n  domestc: 0.5\n"])
        == "koine: s.yaml:3: fleet.domestc: \(refusal), did you mean 'domestic'?\n")
    #expect(
      try errors(of: "simulate s.yaml", files: ["s.yaml": "topology: tiny\nfleet: {xyz: 0.5}\n"])
        == "koine: s.yaml:2: fleet.xyz: the cluster has no accelerator of 'xyz' that could become more "
        + "(known: domestic, photonic, year, nvidia, metax, lightelligence, and its chips by name)\n"
    )
  }

  @Test func aKeyOfScenariosIsNoParameter() throws {
    #expect(
      try errors(of: "simulate tiny --set load=1.2 --set seed=3 --set tenant_weights.a=2")
        == """
        koine: --set: load: is a key of scenarios, no parameter of the policy: write it in a scenario \
        file, or use compare, sweep or tune, whose --set takes such keys
        koine: --set: seed: is a key of scenarios, no parameter of the policy: use --seed
        koine: --set: tenant_weights.a: is a key of scenarios, no parameter of the policy: use \
        --tenant-weight

        """)
  }

  @Test func aKeyThatComesTwice() throws {
    let scenario = "topology: tiny\nworkload: philly\nseed: 3\n\n# again\nworkload: helios\n"
    #expect(
      try errors(of: "simulate s.yaml", files: ["s.yaml": scenario])
        == "koine: s.yaml:6: key 'workload' is defined twice, first on line 2\n")
    #expect(
      try errors(of: "simulate s.yaml", files: ["s.yaml": "topology: tiny\nfleet: {a: 1, a: 0}\n"])
        == "koine: s.yaml:2: key 'a' is defined twice\n")
  }

  @Test func faultsOfAReplay() throws {
    #expect(
      try errors(of: "topology replay infinitehbd --faults llama")
        == "koine: llama: unknown fault model 'llama', did you mean 'llama3-2024'? \(faultModels)\n"
    )
    #expect(
      try errors(of: "topology replay infinitehbd --faults stepfun-2024")
        == "koine: stepfun-2024: is a fault model, of how often components fail, for simulate --faults: "
        + "a replay needs the file of a trace, of which nodes failed when\n")
  }

  @Test func aCatalogueThatIsNotThere() throws {
    let environment = ["KOINE_TOPOLOGIES": "no/such/folder"]
    let reason =
      "names of shipped clusters, chips and models are unknown: KOINE_TOPOLOGIES names "
      + "'no/such/folder', which is no folder that holds clusters; set it to the path of the folder "
      + "Topologies\n"
    #expect(
      try errors(of: "simulate tiny --workload philly", environment: environment)
        == "koine: tiny: \(reason)")
    #expect(
      try errors(of: "sweep fleet-yeer --no-store", environment: environment)
        == "koine: fleet-yeer: \(reason)")
    #expect(
      try errors(
        of: "simulate s.yaml", files: ["s.yaml": "topology: tiny\n"], environment: environment)
        == "koine: s.yaml:1: topology: \(reason)")
  }

  @Test func valuesThatOnlyARunCanJudge() throws {
    let wrong = [
      "until: 1s": "until: found 1.0 s, expected a time after the first submission, at 667.0 s",
      "scale: 1000000": "scale: found 1000000, expected a whole number from 1 to 277777",
      "power_cap: 5W":
        "power_cap: is less than what the accelerators draw when nothing runs, 4148 W",
      "failure_rate: 2":
        "failure_rate: needs faults that name a model: a trace says itself when nodes fail",
      "submit_from: 10000d":
        "submit_from: 'philly' holds no jobs between submit_from and submit_to",
      "load: 0.001":
        "load: found 0.001, expected at least 0.016: at less, these jobs are submitted over more than "
        + "200 years",
      "pair_speeds: no.csv": "pair_speeds: 'no.csv' cannot be read: No such file or directory",
      "workload_format: koin":
        "workload_format: unknown workload format 'koin', did you mean 'koine'? (known: kalos, "
        + "kalos-converted, openb, philly, pai, pai-tasks, koine, gavel, swf)",
    ]
    for (line, message) in wrong {
      let scenario = "topology: tiny\nworkload: philly\n\(line)\n"
      #expect(
        try errors(of: "simulate s.yaml", files: ["s.yaml": scenario])
          == "koine: s.yaml:3: \(message)\n")
    }
    let option = "topology: tiny\nworkload: philly\nuntil: 1d\n"
    #expect(
      try errors(of: "simulate s.yaml --until 1s", files: ["s.yaml": option])
        == "koine: --until: found 1s, expected a time after the first submission, at 667.0 s\n")
  }

  @Test func theModelOfAService() throws {
    let scenario = """
      topology: tiny
      services:
        - name: chat
          model: lama-3-8b
          load: {mean: 1}
          prompt_tokens: 10
          output_tokens: 10
      """
    #expect(
      try errors(of: "simulate s.yaml", files: ["s.yaml": scenario]).hasPrefix(
        "koine: s.yaml:3: services[0].model: unknown model 'lama-3-8b', did you mean 'llama-3-8b'? "
          + "(known: "))
  }

  @Test func filesThatAScenarioNames() throws {
    for (line, place) in [
      ("queues: no.yaml", "queues"), ("services: no.yaml", "services"),
    ] {
      let scenario = "topology: tiny\nworkload: philly\n\(line)\n"
      #expect(
        try errors(of: "simulate s.yaml", files: ["s.yaml": scenario])
          == "koine: s.yaml:3: \(place): 'no.yaml' cannot be read: no such file\n")
    }
    let weights = "topology: tiny\nworkload: philly\njobs: 20\ntenant_weights:\n  nobody: 2\n"
    #expect(
      try errors(of: "simulate s.yaml", files: ["s.yaml": weights]).hasPrefix(
        "koine: s.yaml:5: tenant_weights.nobody: unknown tenant 'nobody'"))
  }

  @Test func whatIsNoCluster() throws {
    let jobs = "job_id,submit_s,accelerators\n1,0,4\n"
    #expect(
      try errors(of: "simulate jobs.csv", files: ["jobs.csv": jobs])
        == "koine: jobs.csv: is no cluster, but looks like a workload of the format koine: name it with "
        + "--workload\n")
    #expect(
      try errors(of: "topology import jobs.csv", files: ["jobs.csv": jobs])
        == "koine: jobs.csv: is no cluster, but looks like a workload of the format koine: name it with "
        + "--workload\n")
    let study = "scenario: tiny\nvary:\n  load: [1, 2]\n"
    #expect(
      try errors(of: "simulate study.yaml", files: ["study.yaml": study])
        == "koine: study.yaml: is a study, no cluster: run it with koine sweep\n")
    #expect(
      try errors(of: "topology check tiny.yaml")
        == "koine: tiny.yaml: cannot be read: no such file; the shipped cluster is 'tiny'\n")
  }

  @Test func aParameterThatIsMisspelt() throws {
    #expect(
      try errors(of: "simulate tiny --set order.exponnt=2")
        == "koine: --set: unknown parameter 'order.exponnt', did you mean 'order.exponent'? (known: "
        + "backfill.slack)\n")
  }

  @Test func commands() throws {
    #expect(
      try errors(of: "simulat tiny")
        == "koine: koine: unknown command 'simulat', did you mean 'simulate'? (known: simulate, compare, "
        + "sweep, tune, runs, topology, workload, list)\n")
    #expect(
      try errors(of: "topology sho tiny")
        == "koine: koine topology: unknown command 'sho', did you mean 'show'? (known: check, show, "
        + "import, export, replay)\n")
    #expect(try Program.run(["help", "simulate"]).status == 0)
  }
}
