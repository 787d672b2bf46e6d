/// The four fields of the Standard Workload Format that a schedule depends on.
public enum StandardWorkload {
  /// The jobs of a gzip SWF file, in the order of the file.
  ///
  /// Fields (Feitelson, "The Standard Workload Format" 2.2): 2 submit, 4 run time, 5 processors, 8
  /// processors requested, 9 time requested; -1 is unknown. A job without a request is estimated at
  /// its run time.
  public static func jobs(_ path: String) throws -> [JobSketch] {
    try SharedData.gzipLines(path).filter { !$0.hasPrefix(";") }.map { line in
      let fields = line.split(separator: " ").map { Double($0)! }
      let processors = Int(fields[7] > 0 ? fields[7] : fields[4])
      let runTime = Int(max(0, fields[3]))
      let requested = Int(fields[8])
      return JobSketch(
        at: Int(fields[1]), runs: runTime, estimate: requested > 0 ? requested : runTime,
        on: processors)
    }
  }
}
