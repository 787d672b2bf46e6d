import KoineModel
import Testing

@Suite struct ScalingCurveTests {
  @Test func formulas() {
    #expect(ScalingCurve.linear.speed(on: 12) == 12)
    // Amdahl: with a tenth serial, ten processors give 1 / (0.1 + 0.09).
    #expect(abs(ScalingCurve.amdahl(serial: 0.1).speed(on: 10) - 1 / 0.19) < 1e-12)
    let measured = ScalingCurve.measured([
      .init(accelerators: 2, speed: 1), .init(accelerators: 4, speed: 1.8),
      .init(accelerators: 8, speed: 3),
    ])
    #expect([1, 2, 3, 4, 6, 8, 99].map { measured.speed(on: $0) } == [1, 1, 1.4, 1.8, 2.4, 3, 3])
  }

  /// Pollux' equations, worked out by hand for gamma 1: 0.1 + 0.01 b computing, 0.2 + 0.05 (K - 2) and
  /// 0.4 + 0.1 (K - 2) communicating inside and across nodes.
  @Test func aStepOfPollux() {
    let model = GoodputModel(
      steps: [0.1, 0.01, 0.4, 0.1, 0.2, 0.05, 1], baseBatch: 10, mostBatch: 40,
      mostLocalBatch: 20, noiseScale: 30)
    #expect(abs(model.step_s(replicas: 1, nodes: 1, localBatch: 10) - 0.2) < 1e-12)
    #expect(abs(model.step_s(replicas: 4, nodes: 1, localBatch: 10) - 0.5) < 1e-12)
    #expect(abs(model.step_s(replicas: 4, nodes: 2, localBatch: 10) - 0.8) < 1e-12)
    #expect(
      abs(model.step_s(replicas: 4, nodes: 2, localBatch: 10, accumulated: 2) - 1.2) < 1e-12)
    #expect(model.efficiency(batch: 10) == 1)
    #expect(abs(model.efficiency(batch: 30) - 40.0 / 60) < 1e-12)
    // On one replica a batch b takes 0.1 + 0.01 b up to 20, so that goodput is
    // b / (0.1 + 0.01 b) x 40 / (30 + b): at 10, 50; at its peak, b = sqrt(300), 53.6.
    let best = model.best(on: 1, nodes: 1)
    #expect(abs(best.batch - 300.0.squareRoot()) < 0.5)
    #expect(abs(best.goodput_per_s - 53.59) < 0.02)
  }

  /// Without a noise scale nobody knows what a larger batch is worth: it stays.
  @Test func anUnknownNoiseScaleKeepsTheBatch() {
    let model = GoodputModel(
      steps: [0.1, 0.01, 0.4, 0.1, 0.2, 0.05, 1], baseBatch: 10, mostBatch: 4000,
      mostLocalBatch: 2000, noiseScale: nil)
    #expect(model.best(on: 4, nodes: 1).batch == 10)
  }

  @Test func laddersHaveTheirEndsAndWhatIsAsked() {
    #expect(ElasticSize(least: 1, most: 5, curve: 0).ladder(asked: 3) == [1, 2, 3, 4, 5])
    #expect(
      ElasticSize(least: 14, most: 70, curve: 0).ladder(asked: 33)
        == [14, 15, 16, 18, 20, 22, 24, 26, 28, 30, 32, 33, 36, 40, 44, 48, 52, 56, 60, 64, 70])
    #expect(ElasticSize(least: 8, most: 8, curve: 0).ladder(asked: 8) == [8])
  }
}
