import KoineModel

extension SWFReading {
  /// Turns the record just read into a job, mends it, or leaves it out.
  @inline(__always)
  mutating func appendJob(_ line: Int) {
    guard let submit = time(.submit, line), let run = time(.run, line),
      let requested = time(.requestedTime, line)
    else { return }
    guard submit >= 0 else { return leaveOut(.noSubmit, .submit, line) }
    let status = record[.status].whole
    guard run >= 0 else {
      return leaveOut(status == 5 ? .cancelledBeforeStart : .noDuration, .run, line)
    }
    if run == 0, status == 5 { return leaveOut(.cancelledBeforeStart, .run, line) }
    let asked = record[.requestedProcessors].whole
    let processors = asked > 0 ? asked : record[.usedProcessors].whole
    guard processors > 0 else { return leaveOut(.noProcessors, .requestedProcessors, line) }
    guard processors <= Int64(Int32.max) else { return noteTooMany(processors, line) }
    jobNumbers.append(record[.job].whole)
    let request = requestHandle(processors)
    let tenant = tenantHandle()
    builder.append(
      submit: Instant(nanoseconds: submit), duration: Interval(nanoseconds: run),
      estimate: Interval(nanoseconds: requested > 0 ? requested : run),
      request: request, tenant: tenant, ending: ending(status), line: line)
  }

  @inline(__always)
  private mutating func time(_ field: SWFField, _ line: Int) -> Int64? {
    if let nano = record[field].nano { return nano }
    builder.problems.error(
      line: line, key: field.name,
      .outOfRange(found: "\(record[field].whole)", expected: "seconds below 9223372036"))
    return nil
  }

  /// 0 failed, 1 completed, 2 and 3 completed parts of a checkpointed job, 4 a part that failed,
  /// 5 cancelled, -1 unknown.
  private func ending(_ status: Int64) -> JobEnding {
    switch status {
    case 0, 4: .fails
    case 5: .isCancelled
    default: .completes
    }
  }

  @inline(never)
  private mutating func leaveOut(_ repair: Repair, _ field: SWFField, _ line: Int) {
    let found = record[field]
    let expected =
      switch repair {
      case .noProcessors: "requested or allocated processors from 1"
      case .cancelledBeforeStart: "a run time, or another status than 5 (cancelled)"
      default: "seconds from 0"
      }
    builder.problems.repair(
      repair, line: line, key: field.name,
      .outOfRange(found: found.text, expected: expected))
  }

  private mutating func noteTooMany(_ processors: Int64, _ line: Int) {
    builder.problems.error(
      line: line, key: SWFField.requestedProcessors.name,
      .outOfRange(found: "\(processors)", expected: "at most \(Int32.max)"))
  }

  @inline(__always)
  private mutating func requestHandle(_ processors: Int64) -> RequestHandle {
    let index = Int(processors)
    if index < requests.count, requests[index] != .none { return requests[index] }
    let handle = builder.intern(Request(accelerators: Int32(processors)))
    guard processors < Self.directLimit else { return handle }
    while requests.count <= index { requests.append(.none) }
    requests[index] = handle
    return handle
  }

  /// The user; where unknown, the partition, so that virtual clusters are told apart.
  @inline(__always)
  private mutating func tenantHandle() -> TenantHandle {
    let user = record[.user].whole
    let isUser = user >= 0
    // Users take even places, partitions odd ones.
    let number = isUser ? user : record[.partition].whole
    guard number >= 0, number < Self.directLimit else { return namedTenant(number, isUser) }
    let index = Int(number) * 2 + (isUser ? 0 : 1)
    if index < tenants.count, tenants[index] != .none { return tenants[index] }
    let handle = namedTenant(number, isUser)
    while tenants.count <= index { tenants.append(.none) }
    tenants[index] = handle
    return handle
  }

  private mutating func namedTenant(_ number: Int64, _ isUser: Bool) -> TenantHandle {
    if isUser { return builder.tenant("user \(number)") }
    guard number >= 0 else { return builder.tenant("unknown") }
    let names = partitionNames ?? header.names("Partition")
    partitionNames = names
    return builder.tenant(names[number] ?? "partition \(number)")
  }
}

extension ScannedNumber {
  /// The number as a decimal.
  var text: String { nano.map(decimalSeconds) ?? "\(whole)" }
}
