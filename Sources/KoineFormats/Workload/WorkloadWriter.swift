public import KoineModel

/// Writes workloads in Koine's own format.
public struct WorkloadWriter {
  /// The table of `workload`: a header and one line a job, times as exact decimals.
  ///
  /// Reading it back gives the same jobs, requests and names; the wall clock of the origin and the
  /// machine's processors are not part of the format.
  /// - Complexity: O(jobs).
  public static func csv(_ workload: Workload) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(workload.count * 64)
    let hasWork = !workload.units.isEmpty
    let hasBits = hasWork && workload.works.contains { $0.bits != nil }
    let times = [
      (KoineFormat.cancelColumn, workload.cancel), (KoineFormat.deadlineColumn, workload.deadline),
    ].filter { !$0.1.isEmpty }
    let columns =
      (hasWork ? KoineFormat.workColumns : KoineFormat.plainColumns)
      + (hasBits ? [KoineRow.bitsColumn] : []) + times.map(\.0)
      + (workload.elastic.isEmpty ? [] : KoineRow.elasticColumns)
    out += columns.joined(separator: ",").utf8
    out.append(Ascii.newline)
    let requests = workload.requests.map { fields(of: $0, in: workload) }
    let tenants = workload.tenantNames.map(quoted)
    for index in 0..<workload.count {
      let job = JobHandle(index)
      let request = requests[workload.request[index].index]
      out += quoted(workload.names[job]).utf8
      out.append(Ascii.comma)
      out += decimalSeconds(workload.submit[index].nanoseconds).utf8
      out.append(Ascii.comma)
      if request.work.isEmpty { out += decimalSeconds(workload.duration[index].nanoseconds).utf8 }
      out.append(Ascii.comma)
      out += request.accelerators.utf8
      out.append(Ascii.comma)
      let estimate = workload.estimate[index]
      if request.work.isEmpty || estimate > .zero {
        out += decimalSeconds(estimate.nanoseconds).utf8
      }
      out.append(Ascii.comma)
      out += request.rest.utf8
      out.append(Ascii.comma)
      out += tenants[workload.tenant[index].index].utf8
      out.append(Ascii.comma)
      out += "\(workload.priority[index]),\(workload.ending[index].word)".utf8
      if hasWork {
        let units = request.work.isEmpty ? "" : String(Int64(workload.units[index]))
        out += ",\(request.model),\(units),\(request.work.isEmpty ? ",,," : request.work)".utf8
      }
      if hasBits { out += ("," + request.bits).utf8 }
      for (_, column) in times {
        let time = column[index]
        out += (time.isReached ? "," + decimalSeconds(time.nanoseconds) : ",").utf8
      }
      if !workload.elastic.isEmpty { out += fields(of: workload.elastic[index], workload).utf8 }
      out.append(Ascii.newline)
    }
    return out
  }

  private static func fields(of size: ElasticSize, _ workload: Workload) -> String {
    if size.isRigid { return ",,," }
    let curve = size.curve < 0 ? "" : ScalingText.text(workload.scalingCurves[Int(size.curve)])
    return ",\(size.least),\(size.most),\(curve)"
  }

  private static func fields(
    of request: Request, in workload: Workload
  ) -> RequestFields {
    let chips = workload.chipsText(of: request)
    let rest = [
      thousandths(Int64(request.share_milli)), String(request.tasks),
      thousandths(request.cpu_milli), gibibytes(request.memory_mib), quoted(chips),
      request.locality.word, request.localityIsRequired ? "yes" : "no",
    ]
    var fields = RequestFields(
      accelerators: String(request.accelerators), rest: rest.joined(separator: ","))
    if request.work == .none { return fields }
    let work = workload.works[request.work.index]
    fields.model = quoted(work.model)
    fields.work =
      switch work.task {
      case .training(let batch): "\(batch),\(work.sequenceLength.map(String.init) ?? ""),,"
      case .batchInference(let prompt, let output): ",,\(prompt),\(output)"
      }
    fields.bits = work.bits.map(String.init) ?? ""
    return fields
  }

  /// The fields that all jobs of a request share.
  private struct RequestFields {
    var accelerators: String
    /// From the share to whether the locality is required.
    var rest: String
    var model = ""
    /// From the global batch on; empty for a plain duration.
    var work = ""
    /// The bits of answers; empty for those of the format.
    var bits = ""
  }

  private static func thousandths(_ milli: Int64) -> String {
    decimalSeconds(milli * 1_000_000)
  }

  /// MiB as GiB: up to nine decimals tell any two amounts apart, so that reading is exact.
  private static func gibibytes(_ mebibytes: Int64) -> String {
    let whole = mebibytes / 1024
    let nano = (mebibytes % 1024) * 1_000_000_000 / 1024
    return decimalSeconds(whole * 1_000_000_000 + nano)
  }

  private static func quoted(_ text: String) -> String {
    let oneLine = text.map { $0.isNewline ? " " : $0 }
    guard oneLine.contains(where: { $0 == "," || $0 == "\"" }) else { return String(oneLine) }
    return "\"" + String(oneLine).replacing("\"", with: "\"\"") + "\""
  }
}
