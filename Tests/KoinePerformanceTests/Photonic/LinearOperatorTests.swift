import KoineFormats
import KoineModel
import KoinePerformance
import Testing

/// The products of a model add up to the arithmetic that its shape says.
@Suite struct LinearOperatorTests {
  private static let keys = TopologyResolver(catalogue: Repository.topologies).modelNames

  @Test(arguments: keys)
  func operationsAreThoseOfTheShape(key: String) throws {
    let model = try TopologyResolver(catalogue: Repository.topologies).model(key)
    // So many tokens that the visits of experts divide without rest.
    let pass = ForwardPass(sequences: 2, tokens: 1024)
    let sum = model.linearOperators(pass).reduce(0) { $0 + $1.operations }
    let expected = model.forwardWork(tokens: 1024).linear * Double(pass.vectors)
    #expect(isNear(sum, expected, within: 0.02), "\(key): \(sum / expected)")
  }

  @Test(arguments: ["llama-3-8b", "deepseek-v3", "bert-large"])
  func attentionIsThatOfTheShape(key: String) throws {
    let model = try TopologyResolver(catalogue: Repository.topologies).model(key)
    let pass = ForwardPass(sequences: 3, tokens: 2048)
    let sum = model.attentionProducts(pass).reduce(0.0) {
      $0 + $1.product.operations * Double($1.count)
    }
    let expected = model.forwardWork(tokens: 2048).attention * Double(pass.vectors)
    #expect(isNear(sum, expected, within: 0.01), "\(key): \(sum / expected)")
  }

  /// One token visits as many experts as it activates, and no more.
  @Test func decodingVisitsFewExperts() throws {
    let model = try TopologyResolver(catalogue: Repository.topologies).model("mixtral-8x7b")
    let one = model.linearOperators(ForwardPass(sequences: 1, tokens: 1, context: 100))
    let experts = one.filter { $0.role == .feedForwardInput }
    #expect(experts.map(\.matrices) == [2 * model.layers])
    let many = model.linearOperators(ForwardPass(sequences: 64, tokens: 1, context: 100))
    let visited = many.filter { $0.role == .feedForwardInput }
    #expect(visited.map(\.matrices) == [8 * model.layers])
    #expect(visited.map(\.product.vectors) == [16])
  }
}
