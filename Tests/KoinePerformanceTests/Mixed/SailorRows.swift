import Foundation
import KoineFormats
import KoineModel
import KoinePerformance
import KoineTestSupport

/// The measured iterations of eth-easl/sailor (MIT), with the networks that they were measured on.
///
/// The model is OPT-350M with a vocabulary padded to 50,304 and 2,048 positions, in FP32: the tables
/// and the 24 layers of width 1,024 follow from the architecture.
enum SailorRows {
  struct Row {
    var name: String
    var plan: MixedPlan
    var measured_s: Double
    var isClariden: Bool
  }

  static let hasData =
    SharedData.has("facts/hetero_training.csv")
    && SharedData.has("facts/layer_profiles/OPT-350_GH-96.json")

  static let kinds = ["GH-96", "RTX-2080", "RTX-3090", "Titan-RTX"]

  static func costs() throws -> ProfiledLayerCosts {
    let width = 1024.0
    let layer = 12 * width * width + 13 * width
    let table = 50_304 * width
    let parameters =
      [table + 2_048 * width] + Array(repeating: layer, count: 24) + [table + 2 * width]
    let profiles = try kinds.map { kind in
      try LayerProfileReader().profile(
        path: SharedData.folder.appendingPathComponent("facts/layer_profiles/OPT-350_\(kind).json")
          .path)
    }
    return ProfiledLayerCosts(
      profiles, gradients_bytes: parameters.map { $0 * 4 },
      outputs_bytes: Array(repeating: 2_048 * width * 4, count: 26))
  }

  /// Clariden: four interfaces a node, 22.93 GB/s measured through one of them; collectives reach 0.32
  /// of all four, the median over its measured gradient reductions.
  static func clariden() -> MixedLinks {
    var links = MixedLinks(
      kinds: 4, interface_gb_s: 22.93, interfaces: 4, collectiveEfficiency: 0.32)
    links.latency_s = 0
    return links
  }

  /// MIT: one interface a node; 2.857 GB/s between equal machines, 0.115 GB/s (1 Gbit/s Ethernet)
  /// between unlike ones, both measured; collectives reach what was measured.
  static func mit() -> MixedLinks {
    var links = MixedLinks(kinds: 4, interface_gb_s: 0.115)
    for kind in 0..<4 { links[kind, kind] = 2.857 }
    return links
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
          return MixedReplica(kind: kinds.firstIndex(of: parts[0])!, tensorParallel: Int(parts[1])!)
        }
      }
      let stages = zip(layers, devices).map {
        MixedStage(layers: $0.first!..<$0.last! + 1, replicas: $1)
      }
      return Row(
        name: fields[0],
        plan: MixedPlan(
          stages: stages, microBatch: Int(fields[4])!, globalBatch: Int(fields[5])!),
        measured_s: Double(fields[8])!, isClariden: fields[0].hasPrefix("clariden"))
    }
  }
}
