import KoineFormats
import Testing

/// Names of what is shipped, where the folder of it is not found.
@Suite struct MissingCatalogueTests {
  private let resolver = TopologyResolver(catalogue: nil)
  private let reason =
    "names of shipped clusters, chips and models are unknown: the folder Topologies was found neither "
    + "beside the program nor above it nor in the current folder; set KOINE_TOPOLOGIES to its path"

  private func problems<Value>(_ read: () throws(InputError) -> Value) -> [String] {
    do throws(InputError) {
      _ = try read()
      return []
    } catch {
      return error.diagnostics.map(\.description)
    }
  }

  @Test func namesAreNotCalledUnknown() {
    #expect(
      problems { () throws(InputError) in try resolver.topology("tiny") } == ["tiny: \(reason)"])
    #expect(
      problems { () throws(InputError) in try resolver.model("llama-3-8b") }
        == ["llama-3-8b: \(reason)"])
    #expect(
      problems { () throws(InputError) in try FaultFile("domains", resolver) }
        == ["domains: \(reason)"])
    #expect(
      problems { () throws(InputError) in try resolver.studyPath(of: "nationwide") }
        == ["nationwide: \(reason)"])
  }

  @Test func whatNeedsNoNamesIsRead() {
    #expect(problems { () throws(InputError) in try resolver.topology("flat:8") } == [])
    let file = TopologyPaths.root + "/Topologies/clusters/tiny.yaml"
    let found = problems { () throws(InputError) in try resolver.topology(file) }
    #expect(found.count > 1 && found.last == "\(file): \(reason)")
  }
}
