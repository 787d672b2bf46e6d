import Foundation
import Testing

/// Deadlines and weights of tenants, from tables and arguments to the report.
@Suite struct DeadlineCommandTests {
  private func run(
    _ table: String, _ arguments: [String]
  ) throws -> (status: Int32, output: String, errors: String) {
    let path = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID()).csv").path
    try Data(table.utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let result = try Program.run(["simulate", "flat:4", "--workload", path] + arguments)
    return (result.status, result.output, result.errors)
  }

  private static let table = """
    job_id,submit_s,duration_s,accelerators,deadline_s
    slack,0,100,4,500
    tight,0,50,4,60
    hopeless,0,100,4,90
    none,0,10,4,
    """

  /// By arrival: slack 0-100, tight 100-150 (90 s late), hopeless 150-250 (160 s late). By deadline: tight
  /// 0-50, hopeless 50-150 (60 s late), slack 150-250.
  @Test func edfMeetsWhatCanBeMet() throws {
    let fifo = try run(Self.table, ["--policy", "fifo", "--until", "1000s"]).output
    #expect(
      fifo.contains(
        """
        Of 3 jobs with a deadline, 1 met it and 2 missed it: 2 were late, by 2 min 5 s
        on average and 2 min 40 s at most.
        """), "\(fifo)")
    let json = try run(Self.table, ["--policy", "edf", "--format", "json"]).output
    let summary = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    let deadlines = try #require(summary?["deadlines"] as? [String: Any])
    #expect(deadlines["jobs"] as? Int == 3)
    #expect(deadlines["met"] as? Int == 2)
    #expect((deadlines["lateness_s"] as? [String: Any])?["max"] as? Double == 60)
  }

  /// A machine that holds one job. At 20 both tenants have used it equally, and who is entitled to more
  /// goes first.
  @Test func tenantsHaveWeights() throws {
    let table = """
      job_id,submit_s,duration_s,accelerators,tenant
      begin,0,10,4,a
      next,1,10,4,b
      a,2,10,4,a
      b,3,10,4,b
      """
    func starts(_ arguments: [String]) throws -> String {
      let jobs = FileManager.default.temporaryDirectory.appending(path: "koine-\(UUID()).csv").path
      defer { try? FileManager.default.removeItem(atPath: jobs) }
      let result = try run(table, ["--policy", "fair-share", "--jobs", jobs] + arguments)
      #expect(result.status == 0, "\(result.errors)")
      return try String(contentsOf: URL(filePath: jobs), encoding: .utf8)
        .split(separator: "\n").dropFirst()
        .map { $0.split(separator: ",")[2] }.joined(separator: " ")
    }
    #expect(try starts(["--tenant-weight", "a=1000"]) == "0 10 20 30")
    #expect(try starts(["--tenant-weight", "b=1000"]) == "0 10 30 20")
    let unknown = try run(table, ["--tenant-weight", "c=2", "--tenant-weight", "a=0"])
    #expect(unknown.status == 2)
    #expect(
      unknown.errors == """
        koine: --tenant-weight: found 'a=0', expected TENANT=WEIGHT with a positive weight

        """)
    #expect(
      try run(table, ["--tenant-weight", "c=2"]).errors == """
        koine: tenant_weights: unknown tenant 'c', did you mean 'a'? (known: a, b)

        """)
  }
}
