import KoineStatistics

extension FaultFile? {
  /// The same model with components that fail `rate` times as often; at 0 there are no faults.
  ///
  /// - Throws: that there is a trace, or nothing, which has no rate.
  public func failing(_ rate: Double?) throws(InputError) -> FaultFile? {
    guard let rate else { return self }
    guard case .model(var model) = self else {
      throw InputError(
        Diagnostic(
          file: "failure_rate",
          .conflict("needs faults that name a model: a trace says itself when nodes fail")))
    }
    if rate == 0 { return nil }
    for index in model.components.indices {
      model.components[index].failure = model.components[index].failure.shortened(by: rate)
    }
    return .model(model)
  }
}
