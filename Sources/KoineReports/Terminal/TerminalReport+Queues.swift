import KoineMetrics

/// What the queues got, one line each.
extension TerminalReport {
  func queueSection(_ width: Int) -> [StyledText] {
    if queues.isEmpty { return [] }
    var table = Table([
      .init(title: "queue", alignment: .left), .init(title: "guaranteed"),
      .init(title: "used"), .init(title: "jobs", expendability: 2),
      .init(title: "ended", expendability: 3), .init(title: "mean wait"),
      .init(title: "stops", expendability: 1),
    ])
    for queue in queues {
      table.add([
        .text(queue.name), .text(grouped(queue.guaranteed)),
        .text(decimal(queue.used, places: 1)), .text(grouped(queue.jobs)),
        .text(grouped(queue.ended)), .text(queue.wait_s.map(briefTime) ?? ""),
        .text(grouped(queue.stops)),
      ])
    }
    return [heading("Queues", width: width)] + table.lines(width: width, style)
  }
}
