import KoineEngine
import KoineModel
import KoinePolicies
import KoineTestSupport
import Testing

/// Declared parameters: what may be set, what is refused, and that the parts read what was set.
@Suite struct ParameterTests {
  private let wfp3 = PolicySpecification(order: .wfp3, placement: .bestFit, backfill: .easy)

  @Test func `a default that is given is no difference`() throws {
    var policy = wfp3
    try policy.set("order.exponent", to: "2.5")
    #expect(policy != wfp3)
    #expect(policy.parameters.entries.map(\.key) == ["order.exponent"])
    #expect(policy.value(of: "order.exponent") == .number(2.5))
    try policy.set("order.exponent", to: "3.0")
    #expect(policy == wfp3)
    #expect(policy.value(of: "order.exponent") == .number(3))
    #expect(policy.value(of: "order.nonsense") == nil)
  }

  @Test func `values are kept by key, whatever the order of setting`() throws {
    var one = wfp3
    try one.set("order.size_exponent", to: "2")
    try one.set("backfill.slack", to: "1")
    var other = wfp3
    try other.set("backfill.slack", to: "1")
    try other.set("order.size_exponent", to: "2")
    #expect(one == other)
    #expect(one.parameters.entries.map(\.key) == ["backfill.slack", "order.size_exponent"])
  }

  @Test func `a part that is replaced takes its parameters with it`() throws {
    var policy = wfp3
    try policy.set("order.exponent", to: "2")
    try policy.set("place.cpu_weight", to: "1")
    policy.order = .fifo
    #expect(policy.parameters.entries.map(\.key) == ["placement.cpu_weight"])
    policy.order = .wfp3
    #expect(policy.value(of: "order.exponent") == .number(3))
  }

  @Test func `what is not declared or out of range is refused`() {
    func refusal(_ key: String, _ text: String) -> ParameterRefusal? {
      var policy = wfp3
      do throws(ParameterRefusal) {
        try policy.set(key, to: text)
        return nil
      } catch {
        return error
      }
    }
    let known = [
      "order.exponent", "order.size_exponent", "placement.cpu_weight", "backfill.slack",
    ]
    let expected = "a number from 0 to 10"
    #expect(refusal("order.exponnt", "2") == .unknown(key: "order.exponnt", known: known))
    #expect(refusal("exponent", "2") == .unknown(key: "exponent", known: known))
    for text in ["-0.1", "10.1", "1e999"] {
      #expect(
        refusal("order.exponent", text)
          == .outOfRange(
            key: "order.exponent", found: text == "1e999" ? "inf" : text, expected: expected))
    }
    for text in ["", "two", "nan", "0x2", "inf"] {
      #expect(
        refusal("order.exponent", text)
          == .wrongType(key: "order.exponent", found: text, expected: expected))
    }
    var fifo = PolicySpecification(order: .fifo, placement: .bestFit, backfill: .none)
    #expect(
      throws: ParameterRefusal.ofAnotherChoice(
        key: "order.exponent", part: .order, owners: ["wfp3"], chosen: "fifo")
    ) { try fifo.set("order.exponent", to: "2") }
  }

  /// Names are what files and arguments hold, so they keep to one form.
  @Test func `declarations are well formed`() {
    for part in PolicyPart.allCases {
      for choice in part.choices {
        #expect(Set(choice.parameters.map(\.name)).count == choice.parameters.count)
        for parameter in choice.parameters {
          #expect(
            parameter.name.utf8.allSatisfy {
              (0x61...0x7a).contains($0) || $0 == 0x5f || (0x30...0x39).contains($0)
            })
          #expect(!parameter.meaning.isEmpty && !parameter.meaning.hasSuffix("."))
          #expect(parameter.accepts(parameter.standard))
          #expect(parameter.value(of: parameter.standard.description) == parameter.standard)
        }
      }
    }
  }

  @Test func `integers and choices are read as such`() {
    let depth = PolicyParameter.integer(
      "depth", in: 1...100, default: 10, unit: "jobs", scale: .logarithmic, "how many")
    #expect(depth.expectation == "a whole number from 1 to 100 jobs")
    #expect(depth.value(of: "12") == .integer(12))
    #expect(depth.value(of: "1e2") == .integer(100))
    #expect(depth.value(of: "1.5") == nil)
    #expect(!depth.accepts(.integer(0)) && !depth.accepts(.number(5)))
    let side = PolicyParameter.choice(
      "side", among: ["left", "right"], default: "left", "which side")
    #expect(side.expectation == "one of left, right")
    #expect(side.value(of: "up") == .choice("up"))
    #expect(!side.accepts(.choice("up")))
  }

  /// The scene of ``OrderSceneTests``. Without the wait the largest come first, or with a negative
  /// power of the size the smallest; the plain ratio is at equal waits the shortest estimate.
  @Test(arguments: [
    ("0", "1", [0, 11, 15, 10, 15]), ("0", "-1", [0, 16, 10, 20, 10]),
    ("1", "0", [0, 10, 14, 20, 14]), ("3", "1", [0, 10, 14, 20, 21]),
  ])
  func `exponents shape wfp3`(exponent: String, size: String, starts: [Int]) throws {
    let jobs = [
      JobSketch(at: 0, runs: 10, on: 4), JobSketch(at: 1, runs: 4, estimate: 5, on: 3),
      JobSketch(at: 1, runs: 6, on: 2), JobSketch(at: 1, runs: 1, estimate: 9, on: 4),
      JobSketch(at: 1, runs: 5, estimate: 7, on: 1),
    ]
    var policy = PolicySpecification(order: .wfp3, placement: .bestFit, backfill: .none)
    try policy.set("order.exponent", to: exponent)
    try policy.set("order.size_exponent", to: size)
    let log = simulate(Workload(jobs), on: .flat(4), policy: policy)
    #expect(log.start.map(\.wholeSeconds) == starts)
  }

  /// Four processors, on one node each or on one of four. A (3) 0-100. H (4) from 1: shadow 100, so 99
  /// to wait. C (1, for 130) from 2 would end at 132; D (1, for 10) from 3 at 13.
  ///
  /// Without slack C waits for H, 100-110. A quarter allows until 124.75: no. Half allows until 149.5:
  /// C 2-132 and H from 132; D starts at 100, when A is gone, and ends long before.
  @Test(arguments: [
    ("0", [0, 100, 110, 3]), ("0.25", [0, 100, 110, 3]), ("0.5", [0, 132, 2, 100]),
  ])
  func `slack relaxes easy`(slack: String, starts: [Int]) throws {
    let jobs = [
      JobSketch(at: 0, runs: 100, on: 3), JobSketch(at: 1, runs: 10, on: 4),
      JobSketch(at: 2, runs: 130, on: 1), JobSketch(at: 3, runs: 10, on: 1),
    ]
    var policy = PolicySpecification.named("easy")!
    try policy.set("backfill.slack", to: slack)
    for topology in [Topology.flat(4), .equal(1, islands: [4])] {
      let log = simulate(Workload(jobs), on: topology, policy: policy)
      #expect(log.start.map(\.wholeSeconds) == starts)
    }
  }

  /// Two processors. A (1) 0-100, H (2) from 0 with slack 1: promised 200. Jobs of one processor for
  /// 150 arrive at 10 and at 110: the first runs 10-160; at 110 A is gone, and the second would keep H
  /// out until 260, beyond the promise.
  @Test func `the promise does not move`() throws {
    let jobs = [
      JobSketch(at: 0, runs: 100, on: 1), JobSketch(at: 0, runs: 10, on: 2),
      JobSketch(at: 10, runs: 150, on: 1), JobSketch(at: 110, runs: 150, on: 1),
    ]
    var policy = PolicySpecification.named("easy")!
    try policy.set("backfill.slack", to: "1")
    let log = simulate(Workload(jobs), on: .flat(2), policy: policy)
    #expect(log.start.map(\.wholeSeconds) == [0, 160, 10, 170])
  }
}
