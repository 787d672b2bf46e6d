import KoineFormats
import KoineModel
import KoineTestSupport
import Testing

/// Fault traces: what is read, how servers become nodes, and the exact words about what is wrong.
@Suite struct FaultTraceReaderTests {
  private func messages(_ text: String) -> [String] {
    do throws(InputError) {
      _ = try FaultTraceReader().trace(text: text, file: "faults.json")
      return []
    } catch {
      return error.diagnostics.map(\.description)
    }
  }

  private let pair = """
    [
      {"node_id": "b", "event_time": 0.5, "event_type": "fault_start",
       "fault_type": {"Level": "Hardware Failure", "Class": "GPU", "Desc": "lost"}},
      {"node_id": "b", "event_time": 1, "event_type": "fault_end"},
      {"node_id": "a", "event_time_s": 60, "event_type": "fault_start"}
    ]
    """

  @Test func timesAreDaysOrSeconds() throws {
    let trace = try FaultTraceReader().trace(text: pair, file: "faults.json")
    #expect(trace.nodeNames == ["a", "b"])
    let changes = try trace.schedule(on: .equal(10, islands: [8])).faults.changes
    #expect(changes.map(\.time) == [.second(60), .second(43_200), .second(86_400)])
    #expect(changes.map(\.isFailure) == [true, true, false])
  }

  /// Two anonymous servers on ten nodes lie at 0 and 5; named ones stay where they are.
  @Test func serversBecomeNodes() throws {
    let trace = try FaultTraceReader().trace(text: pair, file: "faults.json")
    let spread = try trace.schedule(on: .equal(10, islands: [8]))
    #expect(spread.matching == .spread)
    #expect(spread.faults.changes.map(\.node.index) == [0, 5, 5])
    let text = pair.replacing("\"b\"", with: "\"node-3\"").replacing("\"a\"", with: "\"node-2\"")
    let named = try FaultTraceReader().trace(text: text, file: "faults.json")
      .schedule(on: .equal(10, islands: [8]))
    #expect(named.matching == .byName)
    #expect(named.faults.changes.map(\.node.index) == [1, 2, 2])
  }

  @Test func tracesThatFitNoCluster() throws {
    let trace = try FaultTraceReader().trace(text: pair, file: "faults.json")
    #expect {
      try trace.schedule(on: .equal(1, islands: [8]))
    } throws: { error in
      (error as? InputError)?.diagnostics.map(\.description) == [
        "faults.json: has faults of 2 servers, the cluster has 1 nodes"
      ]
    }
    let half = pair.replacing("\"b\"", with: "\"node-3\"")
    let mixed = try FaultTraceReader().trace(text: half, file: "faults.json")
    #expect {
      try mixed.schedule(on: .equal(10, islands: [8]))
    } throws: { error in
      (error as? InputError)?.diagnostics.map(\.description) == ["faults.json: unknown node 'a'"]
    }
  }

  @Test func allThatIsWrongIsReportedAtOnce() {
    #expect(
      messages(
        """
        - {node_id: a, event_time: 1, event_type: fault_begin}
        - {node_id: a, event_time: soon, event_type: fault_end}
        - {node_id: a, event_type: fault_end, colour: red}
        """) == [
          "faults.json:1: [0].event_type: unknown event type 'fault_begin' (known: fault_start, "
            + "fault_end)",
          "faults.json:2: [1].event_time: found 'soon', expected a number from 0 to 100000 days",
          "faults.json:3: [2].colour: unknown key, known are node_id, event_time, event_time_s, "
            + "event_type, fault_type",
          "faults.json:3: [2].event_time: is missing",
        ])
  }

  @Test func anEndNeedsABeginning() {
    #expect(
      messages("- {node_id: a, event_time: 1, event_type: fault_end}") == [
        "faults.json:1: [0]: ends a fault of 'a' that never began"
      ])
    #expect(messages("[]") == ["faults.json:1: holds no faults"])
    #expect(messages("{}") == ["faults.json:1: found a mapping, expected a list"])
  }
}
