import Foundation
import KoineFormats
import KoineModel
import KoinePerformance
import KoineTestSupport

/// The measured iterations of eth-easl/sailor (MIT) as the facts have them.
enum SailorRows {
  struct Row {
    var name: String
    var plan: MixedPlan
    var measured_s: Double
  }

  static let hasData =
    SharedData.has("facts/hetero_training.csv")
    && SharedData.has("facts/layer_profiles/OPT-350_GH-96.json")

  static func costs() throws -> ProfiledLayerCosts {
    MeasuredMixture.costs(
      try MeasuredMixture.kinds.map { kind in
        try LayerProfileReader().profile(
          path: SharedData.folder.appendingPathComponent(
            "facts/layer_profiles/OPT-350_\(kind).json"
          ).path)
      })
  }

  static func rows() throws -> [Row] {
    let path = SharedData.folder.appendingPathComponent("facts/hetero_training.csv")
    let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").dropFirst()
    return lines.map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let layers = fields[6].split(separator: "|").map { $0.split(separator: "-").map { Int($0)! } }
      let devices = fields[7].split(separator: "|").map { stage in
        stage.split(separator: "+").map { device in
          let parts = device.components(separatedBy: ":tp")
          return MixedReplica(
            kind: MeasuredMixture.kinds.firstIndex(of: parts[0])!, tensorParallel: Int(parts[1])!)
        }
      }
      let stages = zip(layers, devices).map {
        MixedStage(layers: $0.first!..<$0.last! + 1, replicas: $1)
      }
      return Row(
        name: fields[0],
        plan: MixedPlan(
          stages: stages, microBatch: Int(fields[4])!, globalBatch: Int(fields[5])!),
        measured_s: Double(fields[8])!)
    }
  }
}
