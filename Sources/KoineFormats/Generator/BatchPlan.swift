import Foundation
import KoineModel
import KoineStatistics

/// Which jobs are submitted together, and what each asks for.
struct BatchPlan {
  /// A size of a kind.
  struct Stratum: Hashable {
    var kind: Int16
    var size: Int16
  }

  /// Number of jobs of each batch; the jobs of all batches stand one after the other.
  private(set) var counts: [Int32] = []
  /// Per job.
  private(set) var stratum: [Stratum] = []
  private(set) var tenant: [TenantHandle] = []

  init(_ settings: GeneratorSettings, seed: UInt64, count: Int) {
    var stream = RandomStream(seed: seed, name: "batches")
    var quota = StratumQuota(settings, count: count, &stream)
    let tenants = DiscreteDistribution.zipf(
      count: settings.tenants.count, exponent: settings.tenants.zipfExponent)
    stratum.reserveCapacity(count)
    tenant.reserveCapacity(count)
    while quota.total > 0 {
      let next = quota.draw(&stream)
      let size = settings.kinds[Int(next.kind)].sizes[Int(next.size)]
      let wanted = Self.size(settings.arrivals.batches, size.accelerators, &stream)
      let taken = quota.take(next, atMost: wanted)
      let handle = Self.tenant(tenants.draw(&stream), size, of: settings.tenants.count)
      counts.append(Int32(taken))
      stratum.append(contentsOf: repeatElement(next, count: taken))
      tenant.append(contentsOf: repeatElement(handle, count: taken))
    }
  }

  private static func size(
    _ batches: BatchSettings, _ accelerators: Int32, _ stream: inout RandomStream
  ) -> Int {
    if stream.isChosen(probability: batches.singleShare) { return 1 }
    let drawn = batches.smallest * exp(-log(stream.openUniform()) / batches.tail)
    let limit = min(batches.largest, max(1, batches.accelerators / Int(max(accelerators, 1))))
    return Int(min(drawn, Double(limit)))
  }

  /// Sizes of another magnitude start their ranking of tenants at another tenant.
  private static func tenant(_ rank: Int, _ size: JobSize, of count: Int) -> TenantHandle {
    let magnitude =
      size.accelerators <= 1 ? 0 : Int(log2(Double(size.accelerators)).rounded()) / 2 + 1
    return TenantHandle((rank + magnitude * max(1, count / 7)) % count)
  }
}

/// How many jobs of each stratum are still to be submitted: an urn drawn without replacement.
struct StratumQuota {
  private var strata: [BatchPlan.Stratum] = []
  private var remaining: [Int] = []
  private(set) var total: Int

  /// Shares out `count` by systematic sampling: each stratum gets its share rounded down or up.
  init(_ settings: GeneratorSettings, count: Int, _ stream: inout RandomStream) {
    var shares: [Double] = []
    let weights = settings.kinds.reduce(0) { $0 + $1.weight }
    for (kindIndex, kind) in settings.kinds.enumerated() {
      let sizes = kind.sizes.reduce(0) { $0 + $1.weight }
      for (sizeIndex, size) in kind.sizes.enumerated() {
        strata.append(BatchPlan.Stratum(kind: Int16(kindIndex), size: Int16(sizeIndex)))
        shares.append(kind.weight / weights * size.weight / sizes)
      }
    }
    let offset = stream.uniform()
    var cumulated = 0.0
    var given = 0
    for (index, share) in shares.enumerated() {
      cumulated += share * Double(count)
      let upTo = index == shares.count - 1 ? count : min(count, Int(cumulated + offset))
      remaining.append(upTo - given)
      given = upTo
    }
    total = count
  }

  /// A stratum, with a probability in proportion to what is left of it.
  mutating func draw(_ stream: inout RandomStream) -> BatchPlan.Stratum {
    var place = stream.index(below: total)
    for (index, count) in remaining.enumerated() {
      if place < count { return strata[index] }
      place -= count
    }
    preconditionFailure("the urn holds fewer than its total")
  }

  mutating func take(_ stratum: BatchPlan.Stratum, atMost wanted: Int) -> Int {
    let index = strata.firstIndex(of: stratum)!
    let taken = min(max(wanted, 1), remaining[index])
    remaining[index] -= taken
    total -= taken
    return taken
  }
}
