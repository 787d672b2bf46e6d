// swift-tools-version: 6.2
import PackageDescription

let koine = Target.Dependency.product(name: "Koine", package: "koine")

let package = Package(
  name: "own-policy",
  dependencies: [.package(name: "koine", path: "../..")],
  targets: [
    .executableTarget(name: "OwnPolicy", dependencies: [koine]),
    .testTarget(name: "OwnPolicyTests", dependencies: ["OwnPolicy", koine]),
  ])
