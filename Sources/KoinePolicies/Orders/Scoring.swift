public import KoineEngine
public import KoineModel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Which of the four functions of ``Scoring``.
public enum ScoringFunction: String, CaseIterable, Sendable {
  case f1, f2, f3, f4
}

/// The smallest score first, by functions that were found by regression over simulated schedules.
///
/// With the estimate r in seconds, n accelerators and the submission s in seconds after the first:
/// F1 = log10(r) n + 870 log10(s), F2 = sqrt(r) n + 25,600 log10(s), F3 = r n + 6,860,000 log10(s),
/// F4 = r sqrt(n) + 530,000 log10(s). Arguments of logarithms count as at least 1. Source:
/// Carastan-Santos and de Camargo, "Obtaining dynamic scheduling policies with simulation and machine
/// learning", SC'17, table 3.
public struct Scoring: Order {
  private let function: ScoringFunction

  public init(_ function: ScoringFunction) { self.function = function }

  public func key(of job: JobHandle, in state: borrowing SchedulerState) -> Int64 {
    let workload = state.workload
    let submitted_s = (workload.submit[job.index] - workload.submit[0]).seconds
    return Int64(
      sorting: score(
        estimate_s: state.estimate(of: job).seconds,
        accelerators: Double(state.demand(of: job).accelerators_milli) / 1000,
        submitted_s: submitted_s))
  }

  func score(estimate_s: Double, accelerators: Double, submitted_s: Double) -> Double {
    let age = log10(max(submitted_s, 1))
    return switch function {
    case .f1: log10(max(estimate_s, 1)) * accelerators + 870 * age
    case .f2: estimate_s.squareRoot() * accelerators + 25_600 * age
    case .f3: estimate_s * accelerators + 6_860_000 * age
    case .f4: estimate_s * accelerators.squareRoot() + 530_000 * age
    }
  }
}
