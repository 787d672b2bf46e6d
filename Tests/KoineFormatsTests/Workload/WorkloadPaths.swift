import Foundation
import KoineFormats
import KoineModel
import KoineTestSupport

/// Where the workload corpora lie, and what reading one of their files comes to, as text.
enum WorkloadPaths {
  static let corpora: String = {
    var url = URL(filePath: #filePath)
    for _ in 0..<2 { url.deleteLastPathComponent() }
    return url.appending(path: "Corpora/workload").path
  }()

  /// Names of the inputs of a folder, sorted, without the expectations beside them.
  static func files(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(corpora)/\(folder)")) ?? [])
      .filter { !$0.hasSuffix(".expected") }.sorted()
  }

  static func expected(_ folder: String, _ file: String) throws -> String {
    try String(contentsOfFile: "\(corpora)/\(folder)/\(file).expected", encoding: .utf8)
  }

  /// The jobs and repairs, or the problems, of a file of the corpora.
  static func outcome(_ folder: String, _ file: String) -> String {
    let path = "\(corpora)/\(folder)/\(file)"
    do throws(InputError) {
      let (workload, repairs) = try WorkloadSource.load(path)
      return describe(workload) + problems(repairs)
    } catch {
      return problems(error.diagnostics)
    }
  }

  private static func problems(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map { $0.description.replacing(corpora + "/", with: "") + "\n" }.joined()
  }

  /// One line a job, everything that is read of it.
  static func describe(_ workload: Workload) -> String {
    let machine = workload.machineProcessors.map { " on \($0) processors" } ?? ""
    let clock = workload.originWallClock_s.map { " from \($0)" } ?? ""
    var text = "\(workload.count) jobs\(machine)\(clock)\n"
    for index in 0..<workload.count {
      let job = JobHandle(index)
      let request = workload.requests[workload.request[index].index]
      text += "\(workload.names[job]): at \(seconds(workload.submit[index].nanoseconds))"
      text += " for \(seconds(workload.duration[index].nanoseconds))"
      text += " of \(seconds(workload.estimate[index].nanoseconds)) s,"
      text += " \(need(request, workload)),"
      text += " \(workload.tenantNames[workload.tenant[index].index]),"
      text += " priority \(workload.priority[index]), \(workload.ending[index])"
      text += request.work == .none ? "" : ", \(workload.units[index]) units"
      text += time(workload.cancel, index, ", cancelled at")
      text += time(workload.deadline, index, ", due at") + sizes(workload, index) + "\n"
    }
    return text
  }

  private static func need(_ request: Request, _ workload: Workload) -> String {
    var parts = ["\(request.accelerators) x \(request.share_milli) in \(request.tasks)"]
    parts.append("\(request.cpu_milli) mcores \(request.memory_mib) MiB")
    if request.chips != .none {
      let either = workload.chipSelections[request.chips.index].joined(separator: " or ")
      parts.append(request.parts.isEmpty ? either : workload.chipsText(of: request))
    }
    if request.locality != .anywhere {
      parts.append("\(request.localityIsRequired ? "needs" : "prefers") one \(request.locality)")
    }
    if request.work != .none {
      let work = workload.works[request.work.index]
      let length = work.sequenceLength.map { " of \($0)" } ?? ""
      parts.append("\(work.model) \(work.task)\(length)")
    }
    return parts.joined(separator: ", ")
  }

  private static func sizes(_ workload: Workload, _ index: Int) -> String {
    guard !workload.elastic.isEmpty, !workload.elastic[index].isRigid else { return "" }
    let size = workload.elastic[index]
    let curve = size.curve < 0 ? "its model" : "\(workload.scalingCurves[Int(size.curve)])"
    return ", \(size.least) to \(size.most) by \(curve)"
  }

  private static func time(_ column: [Instant], _ index: Int, _ word: String) -> String {
    guard !column.isEmpty, column[index].isReached else { return "" }
    return "\(word) \(seconds(column[index].nanoseconds))"
  }

  private static func seconds(_ nanoseconds: Int64) -> String {
    let fraction = nanoseconds % 1_000_000_000
    return "\(nanoseconds / 1_000_000_000)" + (fraction == 0 ? "" : " + \(fraction) ns")
  }
}

/// A file of the shared traces.
func sharedTrace(_ path: String) -> String {
  SharedData.folder.appending(path: "traces/\(path)").path
}
