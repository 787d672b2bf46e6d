import KoineModel

extension Chip {
  /// A chip of round figures whose programs reach all of them.
  static var round: Chip {
    var chip = Chip(key: "acme/round", vendor: "acme", product: "round")
    chip.peak_tflops[.fp16] = Figure(100, confidence: .measured)
    chip.memory_gb = Figure(40, confidence: .measured)
    chip.memoryBandwidth_gb_s = Figure(1000, confidence: .measured)
    chip.link_gb_s = Figure(400, confidence: .measured)
    for kind in OperatorClass.allCases {
      chip.efficiency[kind] = Figure(1, confidence: .measured)
    }
    return chip
  }
}
