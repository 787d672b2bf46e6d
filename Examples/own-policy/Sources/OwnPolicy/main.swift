import KoineEngine
import KoineFormats
import KoineMetrics
import KoineModel
import KoinePolicies

let cluster = Topology.flat(512)
let philly = WorkloadGenerator(WorkloadPreset.philly.settings, seed: 1)
let jobs = philly.workload(count: 5000, load: 0.95, accelerators: 512)
func report(_ name: String, _ order: some Order) {
  let policy = ComposedPolicy(order: order, placement: BestFit(), backfill: Easy(cluster))
  var simulator = Simulator(jobs, on: cluster, policy: policy)
  simulator.run()
  let wait = Summary(simulator.finish(), jobs, on: cluster).wait!
  print("\(name): mean wait \(Int(wait.mean)) s, 99th percentile \(Int(wait.p99)) s")
}
report("by arrival", Fifo())
report("smallest first", Smallest())
report("small unless old", SmallUnlessOld())
