import Foundation
import Testing

/// Rules of the house that a machine can check, over every file of the repository.
///
/// The idea is TigerBeetle's `tidy.zig`: a rule worth having is an ordinary test.
@Suite struct TidyTests {
  @Test func theRepositoryIsFound() {
    #expect(Repository.paths.contains("Package.swift"))
    #expect(Repository.files.count { $0.isLibrary } > 10)
  }

  @Test func noSourceFileIsLong() {
    expectNone(Repository.files.filter(\.isSwift).flatMap(Rules.length))
  }

  @Test func nothingIsLeftUnfinished() {
    expectNone(Repository.files.filter { !$0.path.hasSuffix(".csv") }.flatMap(Rules.unfinished))
  }

  @Test func noPathOfOneMachineIsNamed() {
    expectNone(Repository.files.flatMap(Rules.machinePath))
  }

  @Test func publicDeclarationsAreDocumented() {
    let files = Repository.files.filter(\.isLibrary)
    let requirements = Rules.standardRequirements.union(files.flatMap(Rules.requirements))
    expectNone(files.flatMap { Rules.undocumented($0, requirements: requirements) })
  }

  @Test func noAutoclosureCapturesWhatIsBeingMade() {
    expectNone(Repository.files.filter(\.isLibrary).flatMap(Rules.autoclosures))
  }

  @Test func importsFollowTheTableOfRooms() throws {
    let check = try Repository.run("Tools/check-imports")
    #expect(check.status == 0, "\(check.output)")
  }

  @Test func nothingIsCommittedByMistake() throws {
    let generated = ["Package.resolved", ".build", ".swiftpm", "__pycache__"]
    for path in Repository.paths {
      let size = try Repository.root.appending(path: path).resourceValues(forKeys: [.fileSizeKey])
      #expect(size.fileSize ?? 0 <= 600_000, "\(path) is large")
      #expect(
        !path.split(separator: "/").contains { generated.contains(String($0)) },
        "\(path) is generated")
    }
  }

  @Test func toolsCanBeRun() {
    let scripts = Repository.files.filter { $0.text.hasPrefix("#!") }
    #expect(scripts.contains { $0.path == "Tools/koine" })
    for script in scripts {
      let path = Repository.root.appending(path: script.path).path
      #expect(FileManager.default.isExecutableFile(atPath: path), "\(script.path)")
    }
  }

  /// The set-up reads the manifest as text; a library written there in another way would be missed.
  @Test func theSetUpSeesEverySystemLibrary() throws {
    let listing = try Repository.run("bash", "-c", "source Tools/common.sh && system_libraries")
    let manifest = try #require(Repository.files.first { $0.path == "Package.swift" })
    #expect(listing.output.contains("gsl libgsl-dev\n"))
    #expect(
      listing.output.split(separator: "\n").count
        == manifest.text.matches(of: /pkgConfig:/).count)
    let headers = try Repository.run("bash", "-c", "source Tools/common.sh && header_libraries")
    #expect(headers.output == "glpk.h libglpk-dev\n")
  }

  @Test func linksOfTheDocumentsLeadSomewhere() {
    let link = /\]\((?<target>[^)#:\s]+)(#[^)]*)?\)/
    for file in Repository.files where file.path.hasSuffix(".md") {
      let folder = Repository.root.appending(path: file.path).deletingLastPathComponent()
      for match in file.text.matches(of: link) {
        let target = folder.appending(path: String(match.target)).standardizedFileURL.path
        #expect(
          FileManager.default.fileExists(atPath: target),
          "\(file.path) links to \(match.target), which is not there")
      }
    }
  }

  private func expectNone(
    _ violations: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      violations.isEmpty, "\(violations.joined(separator: "\n"))", sourceLocation: sourceLocation)
  }
}
