import KoineLinearPrograms
import KoineStatistics
import KoineTestSupport
import Testing

@Suite struct LinearProgramTests {
  /// A carpenter's program with its answer by hand: tables at 3 and chairs at 2, 4 hours of wood work
  /// in all (1 and 1), 6 of varnish (1 and 3). Only tables: 4, worth 12.
  private func carpenter() -> LinearProgram {
    var program = LinearProgram()
    program.addRows(1, .atMost(4))
    program.addRows(1, .atMost(6))
    program.addColumn(objective: 3, .atLeast(0), [Entry(0, 1), Entry(1, 1)])
    program.addColumn(objective: 2, .atLeast(0), [Entry(0, 1), Entry(1, 3)])
    return program
  }

  @Test func solvesAProgramByHand() throws {
    var program = carpenter()
    try program.solve()
    #expect(program.objective == 12)
    #expect(program.value(ofColumn: 0) == 4)
    #expect(program.value(ofColumn: 1) == 0)
    #expect(program.value(ofRow: 1) == 4)
    // One more hour of wood work is one more table.
    #expect(program.price(ofRow: 0) == 3)
  }

  @Test func keepsTheBasisWhenRowsAndColumnsComeAndGo() throws {
    var program = carpenter()
    try program.solve()
    // A stool takes half an hour and sells for 2: eight of them, worth 16, but only three of them sell.
    let stool = program.addColumn(objective: 2, .atLeast(0), [Entry(0, 0.5)])
    try program.solve()
    #expect(program.objective == 16)
    let market = program.addRows(1, .atMost(3))
    program.setEntries(ofRow: market, [Entry(stool, 1)])
    try program.solve(.dual)
    #expect(abs(program.objective - 13.5) < 1e-12)
    program.removeRows([market])
    program.removeColumns([stool])
    try program.solve()
    #expect(program.objective == 12)
    #expect(program.warmStarts == 3)
    #expect(program.rowCount == 2)
    #expect(program.columnCount == 2)
  }

  @Test func saysWhatIsWrong() {
    var infeasible = carpenter()
    infeasible.addRows(1, .atLeast(5))
    infeasible.setEntries(ofRow: 2, [Entry(0, 1), Entry(1, 1)])
    for method in LinearProgram.Method.allCases {
      #expect(throws: LinearProgramFailure.infeasible) { try infeasible.solve(method) }
      infeasible.forgetBasis()
    }
    var unbounded = carpenter()
    unbounded.addColumn(objective: 1, .atLeast(0))
    #expect(throws: LinearProgramFailure.unbounded) { try unbounded.solve() }
    var broken = carpenter()
    broken.setObjective(ofColumn: 0, .nan)
    #expect(throws: LinearProgramFailure.notFinite) { try broken.solve() }
    var infinite = carpenter()
    infinite.setBounds(ofRow: 0, .atMost(.infinity))
    #expect(throws: LinearProgramFailure.notFinite) { try infinite.solve() }
  }

  @Test func anEmptyProgramIsSolved() throws {
    var program = LinearProgram()
    try program.solve()
    #expect(program.columnCount == 0)
  }

  /// Random programs, feasible and not, against a dense tableau that shares no line with GLPK.
  @Test(arguments: 0..<200) func agreesWithADenseTableau(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed), name: "linear programs")
    let columns = 1 + stream.index(below: 6)
    let rowCount = 1 + stream.index(below: 6)
    let objective = (0..<columns).map { _ in 4 * stream.uniform() - 1 }
    let rows = (0..<rowCount).map { _ in
      (0..<columns).map { _ in stream.isChosen(probability: 0.3) ? 0 : 4 * stream.uniform() - 1 }
    }
    let limits = (0..<rowCount).map { _ in 6 * stream.uniform() - 1 }

    for method in LinearProgram.Method.allCases {
      var program = LinearProgram()
      for limit in limits { program.addRows(1, .atMost(limit)) }
      for column in 0..<columns {
        program.addColumn(
          objective: objective[column], .atLeast(0),
          rows.indices.map { Entry($0, rows[$0][column]) })
      }
      switch DenseSimplex.maximise(objective, rows: rows, limits: limits) {
      case .optimal(let value, _):
        try program.solve(method)
        #expect(abs(program.objective - value) < 1e-7 * max(1, abs(value)), "\(method)")
      case .infeasible:
        #expect(throws: LinearProgramFailure.infeasible, "\(method)") { try program.solve(method) }
      case .unbounded:
        #expect(throws: LinearProgramFailure.unbounded, "\(method)") { try program.solve(method) }
      }
    }
  }
}
