import KoinePerformance
import Testing

/// Predicted iterations against measured ones; source: eth-easl/sailor, by way of the facts.
@Suite(.enabled(if: SailorRows.hasData, "the measured plans of sailor are not there"))
struct MixedMeasuredTests {
  /// The program carries every row of the facts, and no other.
  @Test func theProgramCarriesAllRows() throws {
    let rows = try SailorRows.rows()
    let carried = MeasuredMixture.sailor
    #expect(Set(rows.map(\.name)) == Set(carried.map(\.name)))
    for row in rows {
      let mixture = try #require(carried.first { $0.name == row.name })
      #expect(mixture.plan == row.plan && mixture.iteration_s == row.measured_s, "\(row.name)")
    }
  }

  @Test func measuredIterationsAreMet() throws {
    let costs = try SailorRows.costs()
    var errors: [Double] = []
    for row in MeasuredMixture.sailor {
      let step = try row.plan.step(costs, row.links)
      let error = step.iteration_s / row.iteration_s - 1
      errors.append(abs(error))
      let limit = row.unmet != nil ? 0.15 : 0.12
      #expect(abs(error) <= limit, "\(row.name): \(step.iteration_s), error \(error)")
      let shares = step.computing + step.communicating + step.bubble + step.imbalance
      #expect(abs(shares - 1) < 1e-9, "\(row.name)")
    }
    #expect(errors.count == 15)
    #expect(errors.sorted()[7] <= 0.05)
  }
}
