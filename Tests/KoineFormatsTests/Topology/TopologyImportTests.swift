import Foundation
import KoineFormats
import KoineModel
import Testing

/// Lists of other programs, machine by machine.
@Suite struct TopologyImportTests {
  private func read(_ file: String) throws -> Topology {
    try TopologyPaths.resolver.topology("\(TopologyPaths.corpora)/valid/\(file)")
  }

  /// `name: chip x accelerators, cores, MiB, rack` of every node.
  private func lines(_ topology: Topology) -> [String] {
    topology.pools.flatMap { pool in
      let type = topology.nodeType(of: pool)
      let chip = type.chip == .none ? "none" : topology.chips[type.chip.index].key
      return pool.nodes.map { node in
        "\(topology.nodeNames[NodeHandle(node)]): \(chip) x \(type.accelerators), "
          + "\(type.cpu_milli), \(type.memory_mib), \(topology.rackOfNode[node].index)"
      }
    }
  }

  @Test func openb() throws {
    let topology = try read("openb.csv")
    #expect(
      lines(topology) == [
        "n0: openb/G2 x 8, 96000, 393216, 0", "n2: openb/G2 x 8, 96000, 393216, 0",
        "n1: openb/T4 x 2, 104000, 524288, 1", "n3: none x 0, 32000, 262144, 2",
      ])
    #expect(topology.chips(named: "t4") == [ChipHandle(1)])
  }

  @Test func pai() throws {
    #expect(
      lines(try read("pai.csv")) == [
        "m0: none x 0, 96000, 524288, 0", "m1: pai/V100M32 x 8, 96000, 393216, 1",
        "m3: pai/V100M32 x 8, 96000, 393216, 1", "m2: pai/MISC x 8, 96000, 524288, 2",
      ])
  }

  @Test func slurm() throws {
    let nodes = lines(try read("slurm/slurm.conf"))
    #expect(
      nodes == [
        "node001: nvidia/h100-sxm x 8, 192000, 1031000, 0",
        "node002: nvidia/h100-sxm x 8, 192000, 1031000, 0",
        "node003: nvidia/h100-sxm x 8, 192000, 1031000, 0",
        "node004: nvidia/h100-sxm x 8, 192000, 1031000, 0",
        "node010: nvidia/h100-sxm x 8, 192000, 1031000, 1",
        "old-1: nvidia/a100-sxm-80gb x 4, 64000, 1031000, 1",
        "old-2: nvidia/a100-sxm-80gb x 4, 64000, 1031000, 1",
        "mix1x3: slurm/strange x 2, 32000, 262144, 1",
        "mix1x4: slurm/strange x 2, 32000, 262144, 1",
        "mix2x3: slurm/strange x 2, 32000, 262144, 1",
        "mix2x4: slurm/strange x 2, 32000, 262144, 1",
        "cpu1: none x 0, 128000, 1031000, 1", "cpu2: none x 0, 128000, 1031000, 1",
        "cpu3: none x 0, 128000, 1031000, 1",
      ])
  }

  @Test func slurmFilesMayComeInAnyOrder() throws {
    let folder = TopologyPaths.corpora + "/valid/slurm/"
    let files = ["topology.conf", "gres.conf", "slurm.conf"].map { folder + $0 }
    let catalogue = try TopologyPaths.resolver.loadCatalogue()
    let topology = try TopologyFormat.slurm.topology(paths: files, catalogue: catalogue)
    #expect(topology == (try read("slurm/slurm.conf")))
  }

  @Test func kubernetes() throws {
    #expect(
      lines(try read("kubernetes.json")) == [
        "a1: nvidia/a100-sxm-80gb x 7, 127500, 1081344, 0",
        "m1: metax/c550 x 8, 63000, 524288, 1",
        "h1: huawei/huawei-ascend910 x 8, 191000, 1572864, 2",
        "i1: iluvatar/unknown x 16, 95000, 512000, 2",
        "k1: kunlunxin/unknown x 8, 95000, 512000, 2",
        "e1: enflame/unknown x 8, 95000, 512000, 2",
        "b1: biren/unknown x 8, 95000, 512000, 2",
        "t1: moore-threads/unknown x 8, 95000, 512000, 2",
        "x1: amd/mi300x x 8, 95000, 512000, 2",
        "c1: none x 0, 63500, 258048, 2",
      ])
  }

  @Test func formatsAreRecognised() {
    let heads: [(String, TopologyFormat)] = [
      ("sn,cpu_milli,memory_mib,gpu,model\n", .openb),
      ("machine,gpu_type,cap_cpu,cap_mem,cap_gpu\n", .pai), ("7399,CPU,96,512,0\n", .pai),
      ("# comment\n\nClusterName=x\n", .slurm), ("  nodename=a CPUs=3\n", .slurm),
      ("{\n \"apiVersion\": \"v1\",", .kubernetes), ("{\"name\": \"x\"}", .koine),
      ("name: x\nnodes: []\n", .koine), ("", .koine),
    ]
    for (head, format) in heads { #expect(TopologyFormat.recognise(head) == format, "\(head)") }
  }

  /// Counts of traces/README.md; the kinds of machine were counted with `sort | uniq -c`.
  @Test(.enabled(if: TopologyPaths.hasTraces, "the folder of traces is missing"))
  func traces() throws {
    let resolver = TopologyPaths.resolver
    let all = try resolver.topology(TopologyPaths.traces + "/openb/openb_node_list_all_node.csv")
    #expect(all.nodeCount == 1523 && all.acceleratorCount == 6212)
    let bare = all.pools.filter { all.nodeType(of: $0).accelerators == 0 }
    #expect(bare.reduce(0) { $0 + $1.nodes.count } == 310)
    let gpu = try resolver.topology(TopologyPaths.traces + "/openb/openb_node_list_gpu_node.csv")
    #expect(gpu.nodeCount == 1213 && gpu.acceleratorCount == 6212)
    #expect(gpu.acceleratorsByChip.reduce(0, +) == 6212)
    #expect(all.pools.count == 27)
    let pai = try resolver.topology(TopologyPaths.traces + "/pai2020/pai_machine_spec.csv")
    #expect(pai.nodeCount == 1897 && pai.acceleratorCount == 6742 && pai.pools.count == 7)
  }
}
