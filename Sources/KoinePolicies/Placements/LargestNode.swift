import KoineEngine
import KoineModel

/// What the scores measure nodes by: the most host processors and accelerators that any node has.
///
/// The published policies write 128 cores and 8 accelerators, the largest node of their cluster. A
/// node whose processors are not limited counts as the largest.
struct LargestNode: BitwiseCopyable {
  var cpu_milli: Int64
  var accelerators_milli: Int

  init(_ topology: Topology) {
    let types = topology.pools.map { topology.nodeType(of: $0) }
    cpu_milli = max(1, types.map(\.cpu_milli).filter { $0 != .max }.max() ?? 1)
    accelerators_milli = 1000 * max(1, types.map(\.accelerators).max() ?? 1)
  }

  /// The part of the processors that `cpu` is.
  func cpuPart(_ cpu: Int64) -> Double { Double(cpu) / Double(cpu_milli) }

  /// The part of the accelerators that `milli` is.
  func acceleratorPart(_ milli: Int) -> Double { Double(milli) / Double(accelerators_milli) }
}

extension Task {
  /// Thousandths of an accelerator in all; 0 for none.
  var accelerators_milli: Int { accelerators * share_milli }
}
