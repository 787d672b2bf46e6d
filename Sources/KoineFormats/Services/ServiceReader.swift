import Foundation
public import KoineModel

/// Reads what is served: the list under `services` of a scenario, or a file of its own.
public struct ServiceReader: Sendable {
  /// Where models are looked up; `nil` keeps their names as they are written.
  public var resolver: TopologyResolver?

  public init(resolver: TopologyResolver? = nil) { self.resolver = resolver }

  static let keys = [
    "name", "model", "load", "prompt_tokens", "output_tokens", "objectives", "replica", "scaling",
  ]
  static let objectiveKeys = ["ttft_s", "tpot_s"]
  static let replicaKeys = ["accelerators", "chips", "precision", "bits", "fall_back"]
  static let scalingKeys = ["head_room", "minimum", "maximum", "lead", "hold"]

  /// The services of the file at `path`: a mapping with the list `services`.
  ///
  /// - Throws: every problem of the file, and those of the traces that it names.
  public func services(path: String) throws(InputError) -> [Service] {
    let root = try YAMLDocument.parse(try InputText.read(path), file: path)
    var found: [Service] = []
    let folder = (path as NSString).deletingLastPathComponent
    if let list = root.mapping(known: ["services"])?.required("services") {
      found = services(list, folder: folder)
    }
    try root.log.throwIfErrors()
    return found
  }

  /// The services of a list; what is wrong is reported there. Relative paths start at `folder`.
  func services(_ value: YAMLValue, folder: String) -> [Service] {
    var services: [Service] = []
    for item in value.list() ?? [] {
      guard let service = service(item, folder: folder) else { continue }
      if services.contains(where: { $0.name == service.name }) {
        item.report(.duplicateName(kind: "service", found: service.name))
      } else {
        services.append(service)
      }
    }
    return services
  }

  private func service(_ value: YAMLValue, folder: String) -> Service? {
    guard let fields = value.mapping(known: Self.keys) else { return nil }
    let name = fields.required("name")?.name()
    let model = fields.required("model").flatMap(self.model)
    let load = fields.required("load").flatMap { LoadReader(folder: folder).load($0) }
    let prompt = tokens("prompt_tokens", fields, measured: load?.promptTokens, load != nil)
    let output = tokens("output_tokens", fields, measured: load?.outputTokens, load != nil)
    let objectives = fields["objectives"].map(self.objectives)
    let replica = fields["replica"].map(self.replica)
    let scaling = fields["scaling"].map(self.scaling)
    guard let name, let model, let load, let prompt, let output else { return nil }
    var service = Service(
      name: name, model: model, load: load.curve, promptTokens: prompt, outputTokens: output,
      replica: replica ?? ReplicaRequest(), objectives: objectives ?? ServiceObjectives(),
      scaling: scaling ?? ScalingRule())
    service.place = value.place
    service.chipPlaces = chipPlaces(fields["replica"])
    return service
  }

  /// Where each of the names under `chips` stands.
  private func chipPlaces(_ replica: YAMLValue?) -> [InputPlace] {
    guard let replica, replica.isMapping,
      let chips = replica.mapping(known: Self.replicaKeys)?["chips"]
    else { return [] }
    return chips.isScalar ? [chips.place] : (chips.list() ?? []).map(\.place)
  }

  /// The model's key, or its name as written where nothing is looked up.
  private func model(_ value: YAMLValue) -> String? {
    guard let name = value.name() else { return nil }
    guard let resolver else { return name }
    do throws(InputError) {
      return try resolver.model(name).key
    } catch {
      for diagnostic in error.diagnostics {
        diagnostic.file == name ? value.report(diagnostic.problem) : value.log.add(diagnostic)
      }
      return nil
    }
  }

  /// A length as written, else the mean of the trace; one must be there.
  private func tokens(
    _ key: String, _ fields: YAMLMapping, measured: Int?, _ loadIsRight: Bool
  ) -> Int? {
    if let value = fields[key] { return value.integer(in: 1...100_000_000) }
    if measured == nil && loadIsRight { _ = fields.required(key) }
    return measured
  }

  private func objectives(_ value: YAMLValue) -> ServiceObjectives {
    let fields = value.mapping(known: Self.objectiveKeys)
    return ServiceObjectives(
      timeToFirstToken_s: fields?["ttft_s"]?.number(.promise_s),
      timePerOutputToken_s: fields?["tpot_s"]?.number(.promise_s))
  }

  private func replica(_ value: YAMLValue) -> ReplicaRequest {
    var request = ReplicaRequest()
    guard let fields = value.mapping(known: Self.replicaKeys) else { return request }
    request.accelerators = fields["accelerators"]?.integer(in: 1...1_000_000) ?? 0
    request.chips = fields["chips"]?.names() ?? []
    request.precision = fields["precision"]?.choice("precision") ?? .fp16
    request.bits = fields["bits"]?.number(.precision_bits)
    request.fallsBack = fields["fall_back"]?.boolean() ?? false
    return request
  }

  private func scaling(_ value: YAMLValue) -> ScalingRule {
    let usual = ScalingRule()
    guard let fields = value.mapping(known: Self.scalingKeys) else { return usual }
    let limit = 1_000_000
    let minimum = fields["minimum"]?.integer(in: 0...limit) ?? usual.minimum
    let least = max(1, minimum)
    return ScalingRule(
      headRoom: fields["head_room"]?.number(.headRoom) ?? usual.headRoom, minimum: minimum,
      maximum: fields["maximum"]?.integer(in: least...limit) ?? usual.maximum,
      lead: fields["lead"]?.time() ?? usual.lead, hold: fields["hold"]?.time() ?? usual.hold)
  }
}

extension YAMLValue {
  /// A span of time as ``readTime(_:)`` reads it.
  func time() -> Interval? {
    guard let text = text() else { return nil }
    if let time = readTime(text) { return time }
    report(.wrongType(found: appearance, expected: timeExpectation))
    return nil
  }

  /// A power as ``readPower(_:)`` reads it, W.
  func power_w() -> Double? {
    guard let text = text() else { return nil }
    if let power = readPower(text) { return power }
    report(.wrongType(found: appearance, expected: powerExpectation))
    return nil
  }
}

extension Quantity {
  static let promise_s = Quantity("s", 0.000_001...1_000_000)
  static let headRoom = Quantity("", 0...100)
  static let requests_per_s = Quantity("requests/s", 0...1_000_000_000)
  static let hourOfDay = Quantity("h", 0...24)
  static let factor = Quantity("", 0.000_001...1_000_000)
}
