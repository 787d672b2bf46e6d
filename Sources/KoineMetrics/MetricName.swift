/// The metrics of a run by the name that they have in JSON; formulas are in `docs/metrics.md`.
public enum MetricName: String, CaseIterable, Sendable {
  case jobs
  case wait = "wait_s"
  case waitBySize = "wait_s_by_size"
  case completion = "completion_s"
  case boundedSlowdown = "bounded_slowdown"
  case makespan = "makespan_s"
  case utilization
  case fragmentation
  case energy = "energy_kwh"
  case energyParts = "energy_parts_kwh"
  case facilityEnergy = "facility_energy_kwh"
  case cost
  case electricityCost = "electricity_cost"
  case carbon = "carbon_kg"
  case ledger = "ledger_accelerator_s"
  case ledgerTotal = "ledger_total_accelerator_s"
  case services
  case rejections
  case estimateFactor = "estimate_factor"
  case interruptions
  case deadlines
  case engine

  /// What the number counts, empty for one without a unit.
  public var unit: String {
    switch self {
    case .jobs: "jobs"
    case .wait, .waitBySize, .completion, .makespan: "s"
    case .energy, .energyParts, .facilityEnergy: "kWh"
    case .cost, .electricityCost: "CNY"
    case .carbon: "kg"
    case .ledger, .ledgerTotal: "accelerator-s"
    case .boundedSlowdown, .utilization, .fragmentation, .services,
      .rejections, .estimateFactor, .interruptions, .deadlines, .engine:
      ""
    }
  }

  /// One line for lists and help.
  public var meaning: String {
    switch self {
    case .jobs:
      "submitted = completed + failed + cancelled + rejected + running + waiting"
    case .wait: "all waits of a started job together: mean, p50, p90, p99, max"
    case .waitBySize: "the same for jobs of one size"
    case .completion: "finish - submit of ended jobs"
    case .boundedSlowdown: "max(1, (finish - submit) / max(run, 10 s)) of ended jobs"
    case .makespan: "last finish - first submission"
    case .utilization: "allocated and productive share of all accelerator time, and by chip"
    case .fragmentation: "free_unusable / (free_unusable + free_withheld)"
    case .energy: "estimate: power at work, idle power otherwise, lasers while allocated"
    case .energyParts: "the same by where it goes, and of the hosts"
    case .facilityEnergy: "estimate: accelerators and hosts x PUE"
    case .electricityCost: "estimate: energy of the facility at the price of the hour"
    case .carbon: "estimate: energy of the facility at the carbon intensity of the hour"
    case .cost: "estimate: rent of all accelerators for the length of the run"
    case .ledger: "accelerator time by class; the classes add up exactly"
    case .ledgerTotal: "capacity x length of the run"
    case .services: "one entry per inference service"
    case .rejections: "jobs that no node can ever hold, with the reason"
    case .estimateFactor: "estimated over true accelerator time of all jobs"
    case .interruptions:
      "failures of nodes, restarts, preemptions, migrations, and the ratio of effective training time"
    case .deadlines: "jobs with a deadline, met and missed, and by how much those were late"
    case .engine: "events, decisions, real time and the hash of all decisions"
    }
  }
}
