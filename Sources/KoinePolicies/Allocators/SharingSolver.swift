public import KoineLinearPrograms

/// Solves the linear programs of allocators, and counts what it did.
public struct SharingSolver: ~Copyable {
  /// Which of all optimal solutions is wanted.
  public enum Wish: String, Sendable, CaseIterable {
    /// The middle: equal jobs get equal shares. By an interior-point method.
    case middle
    /// A corner: few shares that are neither 0 nor all of a job's time. By GLPK's simplex, which keeps
    /// its basis from one solution to the next.
    case corner
  }

  public let wish: Wish
  /// Linear programs solved, in whichever way.
  public private(set) var solutions = 0
  /// Of these, solved in the other way because the wanted one gave up.
  public private(set) var detours = 0
  /// Allocations that could not be had and were replaced by equal parts.
  public private(set) var fallbacks = 0
  private var simplex: SharingSimplex?
  private var simplexKinds = 0

  public init(_ wish: Wish = .middle) { self.wish = wish }

  /// An optimal solution, as wished for if that can be had.
  ///
  /// - Parameter names: One number per job, the same in every program that the job is in.
  public mutating func solve(
    _ program: SharingProgram, names: [Int]
  ) throws(LinearProgramFailure) -> SharingSolution {
    solutions += 1
    switch wish {
    case .corner: return try solveAtCorner(program, names)
    case .middle:
      do {
        return try program.solveFromInside()
      } catch LinearProgramFailure.gaveUp {
        detours += 1
        return try solveAtCorner(program, names)
      }
    }
  }

  /// A point at which all rates are met, from the middle as ECOS finds it.
  mutating func findFeasible(
    _ program: SharingProgram, names: [Int]
  ) throws(LinearProgramFailure) -> SharingSolution {
    if wish == .corner { return try solve(program, names: names) }
    do {
      let solution = try program.feasiblePoint()
      solutions += 1
      return solution
    } catch LinearProgramFailure.gaveUp {
      return try solve(program, names: names)
    }
  }

  /// The shares at which ECOS ends for the smallest ratio.
  mutating func solve(_ program: RatioProgram) throws(LinearProgramFailure) -> [Double] {
    do {
      let shares = try program.solve()
      solutions += 1
      return shares
    } catch {
      detours += 1
      throw error
    }
  }

  mutating func countFallback() { fallbacks += 1 }

  /// What a program of its own finds, or equal parts of everything when it fails, which is counted.
  mutating func allocateOrFallBack(
    _ problem: AllocationProblem, _ find: () throws(LinearProgramFailure) -> Allocation
  ) -> Allocation {
    solutions += 1
    do throws(LinearProgramFailure) {
      return try find()
    } catch {
      countFallback()
      return ReferenceShares.isolated(problem)
    }
  }

  private mutating func solveAtCorner(
    _ program: SharingProgram, _ names: [Int]
  ) throws(LinearProgramFailure) -> SharingSolution {
    if simplex == nil || simplexKinds != program.kinds {
      simplex = SharingSimplex(kinds: program.kinds)
      simplexKinds = program.kinds
    }
    do {
      return try simplex!.solve(program, names: names)
    } catch {
      // Whatever it has become, the next program begins afresh.
      simplex = nil
      throw error
    }
  }
}
