import Foundation
import Testing

/// That the rules see what they forbid, and only that.
@Suite struct RulesTests {
  private func file(_ text: String) -> SourceFile {
    SourceFile(path: "Sources/Room/File.swift", text: text)
  }

  @Test func lengthCountsLines() {
    let limit = Rules.lineLimit
    #expect(Rules.length(file(String(repeating: "x\n", count: limit))).isEmpty)
    #expect(
      Rules.length(file(String(repeating: "x\n", count: limit + 1))) == [
        "Sources/Room/File.swift: 401 lines, the limit is 400"
      ])
  }

  @Test func unfinishedWorkIsNamedWithItsLine() {
    let mark = "TO" + "DO"
    #expect(
      Rules.unfinished(file("let a = 1\n// \(mark): b")) == ["Sources/Room/File.swift:2: \(mark)"])
    #expect(Rules.unfinished(file("let todoList = 1")).isEmpty)
  }

  @Test(arguments: ["tmp", "home", "work"])
  func pathsOfOneMachineAreSeen(folder: String) {
    for text in ["cd /\(folder)/x", "\"/\(folder)\"", "/\(folder)/x", "a=/\(folder)"] {
      #expect(!Rules.machinePath(file(text)).isEmpty, "\(text)")
    }
    for text in ["a/\(folder)/b", "../\(folder)", "$x/\(folder)/", "/\(folder)s/b"] {
      #expect(Rules.machinePath(file(text)).isEmpty, "\(text)")
    }
  }

  @Test(arguments: [
    "public struct A {", "public static func a() {}", "@inlinable public mutating func a() {}",
    "open class A {", "public typealias A = Int",
  ])
  func publicDeclarationsNeedAComment(line: String) {
    #expect(Rules.undocumented(file("let b = 1\n\n  \(line)")).count == 1)
    #expect(Rules.undocumented(file("/// Says it.\n\(line)")).isEmpty)
    #expect(Rules.undocumented(file("/// Says it.\n@frozen\n\(line)")).isEmpty)
  }

  @Test(arguments: [
    "public init() {}", "public static func < (a: A, b: A) -> Bool {", "public import B",
    "public var a = 1", "let publicValue = 1", "struct A {", "public func asked() {}",
  ])
  func otherLinesNeedNone(line: String) {
    let contract = file("public protocol A {\n  mutating func asked()\n}\nfunc other()")
    let requirements = Set(Rules.requirements(of: contract))
    #expect(requirements == ["asked"])
    #expect(Rules.undocumented(file("\n\(line)"), requirements: requirements).isEmpty)
  }

  /// What `SchedulerState` did until every optimised run crashed: `plan` and `tracksRanks` are parameters,
  /// `cluster` is a field.
  @Test func anAutoclosureThatCapturesAFieldIsNamed() {
    let text = """
      public struct State<P: Placement & ~Copyable>: ~Copyable {
        private(set) var cluster: Cluster
        let limit: Int?
        var tracksRanks: Bool
        var isEmpty: Bool { cluster.count == 0 || limit == nil }

        init(
          _ topology: Topology, tracksRanks: Bool = false, plan: Plan? = nil
        ) {
          cluster = Cluster(topology)
          self.tracksRanks = tracksRanks
          moves = Moves(
            nodes: plan != nil && !cluster.isCounted ? topology.nodeCount : 0,
            segments: tracksRanks && !cluster.isCounted ? limit : 0)
          precondition(tracksRanks || self.limit == nil)
          limit = plan?.limit ?? (limit + 1)
        }
      }
      """
    #expect(
      Rules.autoclosures(file(text)) == [
        "Sources/Room/File.swift:13: && reads cluster in an autoclosure",
        "Sources/Room/File.swift:14: && reads cluster in an autoclosure",
        "Sources/Room/File.swift:15: || reads self in an autoclosure",
        "Sources/Room/File.swift:16: ?? reads limit in an autoclosure",
      ])
    // A struct that can be copied is never destroyed in parts.
    #expect(Rules.autoclosures(file(text.replacing(">: ~Copyable", with: ">: Sendable"))).isEmpty)
  }

  @Test(arguments: [
    "let hasNodes = !cluster.isCounted\n    moves = plan != nil && hasNodes ? 1 : 0",
    "moves = plan != nil && plan!.limit > 0 ? cluster.count : 0",
    "moves = Moves(plan ?? .none, cluster.count)", "limit = cluster.isCounted ? 0 : 1",
    "moves = plan?.cluster ?? plan.cluster", "limit = plan ?? Limit(cluster: 1) // || cluster",
    "for cluster in plan where plan.isUsed && cluster.isUp { }",
    "text = plan ?? \"cluster\"",
  ])
  func otherReadsAreFree(statement: String) {
    let text = """
      struct State: ~Copyable {
        var cluster: Cluster

        init(_ plan: Plan?) {
          \(statement)
        }

        func other() -> Bool { isUsed && cluster.isUp }
      }
      """
    #expect(Rules.autoclosures(file(text)).isEmpty)
  }

  @Test func aForbiddenImportIsNamed() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tidy-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let room = folder.appending(path: "Sources/KoineModel")
    let documents = folder.appending(path: "docs")
    for new in [room, documents] {
      try FileManager.default.createDirectory(at: new, withIntermediateDirectories: true)
    }
    try FileManager.default.copyItem(
      at: Repository.root.appending(path: "docs/rooms.md"),
      to: documents.appending(path: "rooms.md"))
    let source = "public import struct Foundation.Data\nimport Synchronization\n"
    try source.write(to: room.appending(path: "A.swift"), atomically: true, encoding: .utf8)

    let check = try Repository.run("Tools/check-imports", folder.path)
    #expect(check.status != 0)
    #expect(
      check.output
        == "Sources/KoineModel/A.swift:1: KoineModel may not import Foundation (docs/rooms.md)\n")
  }
}
