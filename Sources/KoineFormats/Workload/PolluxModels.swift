import KoineModel

/// Six models whose training was measured for Pollux, as goodput models.
///
/// Step times: the seven parameters were fitted to all rows of `placements.csv` and `scalability.csv`
/// (T4 GPUs, four to a node; median error 4 to 7 %, a tenth of the rows above 16 to 21 %). Batch sizes and
/// noise scales, the median over the epochs at the smallest batch: `validation-*.csv`. Source: Qiao et
/// al., OSDI 2021; simulator of petuum/adaptdl, branch osdi21-artifact (Apache-2.0).
enum PolluxModels {
  /// In the order in which they are listed.
  static let all: [(name: String, model: GoodputModel)] = [
    (
      "pollux/bert",
      GoodputModel(
        steps: [0.1717, 0.05865, 1.409, 0.009403, 0.2676, 0.04403, 2.02], baseBatch: 12,
        mostBatch: 384, mostLocalBatch: 12, noiseScale: 774)
    ),
    (
      "pollux/cifar10",
      GoodputModel(
        steps: [0.01735, 0.0007021, 0.1236, 0.002645, 0.02937, 0.005237, 2.151], baseBatch: 128,
        mostBatch: 4096, mostLocalBatch: 1024, noiseScale: 4890)
    ),
    (
      "pollux/deepspeech2",
      GoodputModel(
        steps: [0.309, 0.02395, 0.5117, 0.009893, 1.436e-05, 0.1051, 1.469], baseBatch: 20,
        mostBatch: 640, mostLocalBatch: 80, noiseScale: 25_320)
    ),
    (
      "pollux/imagenet",
      GoodputModel(
        steps: [0.06381, 0.004491, 0.3073, 0.006656, 0.06433, 0.01781, 2.667], baseBatch: 200,
        mostBatch: 12_800, mostLocalBatch: 200, noiseScale: 11_390)
    ),
    (
      "pollux/ncf",
      GoodputModel(
        steps: [0.006957, 6.347e-07, 0.0146, 0.000541, 0.003157, 0.001159, 1], baseBatch: 256,
        mostBatch: 32_768, mostLocalBatch: 32_768, noiseScale: 12_990_000)
    ),
    (
      "pollux/yolov3",
      GoodputModel(
        steps: [0.1872, 0.02538, 0.7476, 0.01072, 0.06237, 0.08111, 1.105], baseBatch: 8,
        mostBatch: 512, mostLocalBatch: 8, noiseScale: 554)
    ),
  ]
}
