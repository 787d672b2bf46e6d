import KoineModel
import KoineReports
import Testing

/// The tree and totals of a cluster, word by word, against text laid out by hand.
@Suite struct TopologyReportTests {
  /// Four nodes in an optical supernode whose chip has no figures but its power, three with an
  /// estimate, and one without accelerators.
  private var cluster: Topology {
    var bare = Chip(key: "acme/bare", vendor: "Acme", product: "Bare")
    bare.tdp_w = Figure(600, confidence: .vendor)
    var guessed = Chip(key: "acme/guessed", vendor: "Acme", product: "Guessed")
    guessed.peak_tflops[.fp16] = Figure(118.7, confidence: .estimate)
    guessed.memory_gb = Figure(96, confidence: .press)
    guessed.rent_cny_per_hour = Figure(2, confidence: .thirdParty)
    var topology = Topology(name: "demo")
    topology.summary = "for the test"
    topology.chips = [bare, guessed]
    var split = NodeType(
      name: "split", chip: ChipHandle(1), accelerators: 6, islands: [4, 2], cpu_milli: 63_500,
      memory_mib: 524_288)
    split.hostConfidence = .estimate
    split.networkInterfaces = 2
    topology.nodeTypes = [
      NodeType(name: "plain", chip: ChipHandle(0), accelerators: 8), split,
      NodeType(name: "host", chip: .none, accelerators: 0, cpu_milli: 64_000),
    ]
    var domain = Supernode(name: "light", switching: .optical)
    domain.bandwidth_gb_s = Figure(512, confidence: .press)
    domain.reconfiguration_s = Figure(1.2, confidence: .estimate)
    topology.append(
      NodeTypeHandle(0), count: 4, names: ["p"], racks: .nodesPerRack(2),
      supernodes: [(domain, 4)])
    topology.append(NodeTypeHandle(1), count: 3, names: ["s"], racks: .nodesPerRack(3))
    topology.append(NodeTypeHandle(2), count: 1, names: ["h"], racks: .nodesPerRack(1))
    return topology
  }

  @Test func narrow() {
    let text = TopologyReport(cluster, style: TerminalStyle(width: 80)).text
    #expect(
      text == """
        demo
        for the test
        50 accelerators, 2 chips, 8 nodes, 4 racks, 1 supernode

        ├─ 1 optical supernode of 4 nodes (32 accelerators), 512 GB/s, circuits set
        │  │  in ≈1.2 s; 2 racks
        │  └─ 4 x plain: host unknown
        │     └─ 8 x acme/bare: FP16 unknown, memory unknown, 600 W
        ├─ 1 rack
        │  └─ 3 x split: ≈63.5 cores, ≈512 GiB, 2 x unknown
        │     └─ 6 x acme/guessed (islands of 4, 2): FP16 ≈118.7 TFLOPS, memory 96 GB,
        │        power unknown
        └─ 1 rack
           └─ 1 x host: 64 cores

        chip          count   share  FP16 TFLOPS  memory GB  link GB/s        W    CNY/h
        acme/bare        32  64.0 %      unknown    unknown    unknown      600  unknown
        acme/guessed     18  36.0 %       ≈118.7         96    unknown  unknown        2

        FP16      ≈2.14 PFLOPS over the 18 accelerators of known figure, of 50
        memory    1.73 TB over the 18 accelerators of known figure, of 50
        chips     19.2 kW over the 32 accelerators of known figure, of 50
        rent      36 CNY/h over the 18 accelerators of known figure, of 50

        fabric    unnamed, non-blocking, latency unknown
        region    unnamed, PUE unknown, electricity unknown, carbon unknown

        ≈ our estimate   unknown: no figure was published

        """)
  }

  @Test(arguments: [40, 60, 80, 120, 200])
  func noLineIsWiderThanTheTerminal(_ width: Int) {
    let text = TopologyReport(cluster, style: TerminalStyle(width: width)).text
    for line in text.split(separator: "\n") where !line.contains("acme/guessed  ") {
      #expect(displayWidth(String(line)) <= max(width, 60), "\(line)")
    }
    #expect(!text.contains("\u{1B}"))
  }

  @Test func plainCharactersAndColour() {
    let plain = TopologyReport(cluster, style: TerminalStyle(width: 80, usesUnicode: false)).text
    #expect(plain.utf8.allSatisfy { $0 < 0x80 })
    #expect(plain.contains("`- 8 x acme/bare") && plain.contains("~118.7"))
    let coloured = TopologyReport(cluster, style: TerminalStyle(width: 80, usesColour: true)).text
    #expect(coloured.contains("\u{1B}["))
  }

  @Test func jsonHasNullForUnknown() {
    let text = TopologyJSON.document(cluster).line
    #expect(
      text.hasPrefix(
        #"{"name":"demo","summary":"for the test","nodes":8,"accelerators":50,"racks":4,"#
          + #""supernodes":1,"pools":[{"node_type":"plain","nodes":4,"chip":"acme/bare","#))
    #expect(text.contains(#""switching":"optical","bandwidth_gb_s":{"value":512.0,"#))
    #expect(text.contains(#""node_type":"host","nodes":1,"chip":null,"#))
    #expect(text.contains(#""pue":null"#))
  }

  @Test func catalogueTables() {
    let style = TerminalStyle(width: 80)
    #expect(
      CatalogueReport.chips(cluster.chips, style: style) == """
        chip             year  FP16 TFLOPS  memory GB  link GB/s        W    CNY/h
        acme/bare     unknown      unknown    unknown    unknown      600  unknown
        acme/guessed  unknown       ≈118.7         96    unknown  unknown        2

        """)
    let types = cluster.nodeTypes.map { (nodeType: $0, chip: Optional("acme/x")) }
    #expect(
      CatalogueReport.nodeTypes(types, style: style) == """
        node type  accelerators  chip    islands    cores      GiB  notes
        plain                 8  acme/x  8        unknown  unknown
        split                 6  acme/x  4+2        ≈63.5     ≈512
        host                  0  acme/x                64  unknown

        """)
  }
}
