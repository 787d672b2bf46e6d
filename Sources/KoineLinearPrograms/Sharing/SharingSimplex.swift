/// GLPK's simplex for a ``SharingProgram`` that is solved again and again: it keeps its basis while jobs
/// come and go.
///
/// A job that ends leaves its rows and columns behind, closed, for the next that comes: taking them
/// out would spoil the basis.
public struct SharingSimplex: ~Copyable {
  private var program = LinearProgram()
  private let kinds: Int
  /// Who sits in each slot; `nil` is a closed one.
  private var occupants: [Int?] = []
  private var vacant: [Int] = []
  private var slotOfJob: [Int: Int] = [:]
  /// What each slot holds of the program, to change only what has changed.
  private var held: [Slot] = []
  private var capacities: [Double]

  private struct Slot: Equatable {
    var size = 0.0
    var rates: [Double] = []
    var gains: [Double] = []
    var floor = 0.0
    var slope = 0.0
    var isHeld = false
    var isOpen: [Bool] = []
  }

  /// Simplex iterations of all solutions together.
  public var iterations: Int { program.iterations }

  public init(kinds: Int) {
    self.kinds = kinds
    capacities = [Double](repeating: 0, count: kinds)
    program.addRows(kinds, .atMost(0))
    program.addColumn(.exactly(0))
  }

  /// An optimal solution, at a corner of the optimal shares.
  ///
  /// - Parameter names: One number per job, unlike all others, the same in every call.
  /// - Throws: ``LinearProgramFailure``.
  public mutating func solve(
    _ sharing: SharingProgram, names: [Int]
  ) throws(LinearProgramFailure) -> SharingSolution {
    precondition(sharing.kinds == kinds && names.count == sharing.jobs)
    guard sharing.isFinite else { throw .notFinite }
    let before = program.iterations
    update(sharing, names)
    try program.solve(.dual)
    return solution(sharing, names, program.iterations - before)
  }

  private mutating func update(_ sharing: SharingProgram, _ names: [Int]) {
    for kind in 0..<kinds where capacities[kind] != sharing.capacities[kind] {
      capacities[kind] = sharing.capacities[kind]
      program.setBounds(ofRow: kind, .atMost(capacities[kind]))
    }
    program.setBounds(ofColumn: 0, sharing.raisesLevel ? .free : .exactly(0))
    program.setObjective(ofColumn: 0, sharing.raisesLevel ? 1 : 0)
    let present = Set(names)
    for slot in occupants.indices {
      guard let name = occupants[slot], !present.contains(name) else { continue }
      close(slot)
      slotOfJob[name] = nil
    }
    for (job, name) in names.enumerated() {
      let slot = slotOfJob[name] ?? occupy(name)
      fill(slot, sharing, job)
    }
  }

  private mutating func occupy(_ name: Int) -> Int {
    let slot = vacant.popLast() ?? addSlot()
    occupants[slot] = name
    slotOfJob[name] = slot
    return slot
  }

  private mutating func addSlot() -> Int {
    let slot = occupants.count
    occupants.append(nil)
    held.append(Slot(isOpen: [Bool](repeating: false, count: kinds)))
    program.addRows(1, .free)
    program.addRows(1, .atMost(1))
    for _ in 0..<kinds { program.addColumn(.exactly(0), [Entry(timeRow(slot), 1)]) }
    return slot
  }

  private func rateRow(_ slot: Int) -> Int { kinds + 2 * slot }
  private func timeRow(_ slot: Int) -> Int { kinds + 2 * slot + 1 }
  private func column(_ slot: Int, _ kind: Int) -> Int { 1 + slot * kinds + kind }

  private mutating func close(_ slot: Int) {
    occupants[slot] = nil
    vacant.append(slot)
    for kind in 0..<kinds { program.setBounds(ofColumn: column(slot, kind), .exactly(0)) }
    program.setBounds(ofRow: rateRow(slot), .free)
    held[slot].isOpen = [Bool](repeating: false, count: kinds)
    held[slot].isHeld = false
  }

  private mutating func fill(_ slot: Int, _ sharing: SharingProgram, _ job: Int) {
    let row = job * kinds..<(job + 1) * kinds
    let wanted = Slot(
      size: sharing.sizes[job], rates: Array(sharing.rates[row]), gains: Array(sharing.gains[row]),
      floor: sharing.floors[job], slope: sharing.slopes[job], isHeld: sharing.isHeld[job],
      isOpen: row.map { sharing.isOpen($0) && sharing.capacities[$0 - row.lowerBound] > 0 })
    let old = held[slot]
    guard wanted != old else { return }
    held[slot] = wanted
    for kind in 0..<kinds {
      if wanted.size != old.size {
        program.setEntries(
          ofColumn: column(slot, kind), [Entry(kind, wanted.size), Entry(timeRow(slot), 1)])
      }
      if wanted.isOpen[kind] != old.isOpen[kind] {
        program.setBounds(
          ofColumn: column(slot, kind), wanted.isOpen[kind] ? .atLeast(0) : .exactly(0))
      }
      program.setObjective(ofColumn: column(slot, kind), wanted.gains[kind])
    }
    var entries = wanted.slope == 0 ? [] : [Entry(0, -wanted.slope)]
    for kind in 0..<kinds where wanted.rates[kind] != 0 {
      entries.append(Entry(column(slot, kind), wanted.rates[kind]))
    }
    program.setEntries(ofRow: rateRow(slot), entries)
    program.setBounds(ofRow: rateRow(slot), wanted.isHeld ? .atLeast(wanted.floor) : .free)
  }

  private func solution(
    _ sharing: SharingProgram, _ names: [Int], _ iterations: Int
  ) -> SharingSolution {
    var shares: [Double] = []
    shares.reserveCapacity(sharing.jobs * kinds)
    var tight: [Bool] = []
    for name in names {
      let slot = slotOfJob[name]!
      for kind in 0..<kinds {
        shares.append(min(max(program.value(ofColumn: column(slot, kind)), 0), 1))
      }
      tight.append(held[slot].slope > 0 && program.price(ofRow: rateRow(slot)) < 0)
    }
    return SharingSolution(
      shares: shares, level: sharing.raisesLevel ? program.value(ofColumn: 0) : 0,
      isBottleneck: tight, iterations: iterations)
  }
}
