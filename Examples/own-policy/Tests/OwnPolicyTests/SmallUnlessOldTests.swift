import KoineEngine
import KoineModel
import KoinePolicies
import Testing

@testable import OwnPolicy

@Test func `an old large job goes before a new small one`() {
  var jobs = Workload(name: "scene")
  jobs.append(at_s: 0, runs_s: 3600, on: 4)  // holds all four until 3600 s
  jobs.append(at_s: 0, runs_s: 600, on: 4)  // then: 4 - 8 x 1 hour = -4
  jobs.append(at_s: 3540, runs_s: 600, on: 1)  // then: 1 - 8 x 1 minute = 0.87
  let policy = ComposedPolicy(order: SmallUnlessOld(), placement: BestFit(), backfill: Skip())
  var simulator = Simulator(jobs, on: .flat(4), policy: policy)
  simulator.run()
  #expect(simulator.finish().start.map(\.seconds) == [0, 3600, 4200])
}
