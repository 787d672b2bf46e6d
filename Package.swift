// swift-tools-version: 6.2
import PackageDescription

// The rooms of the house. What each may import stands in docs/rooms.md, and `Tools/check-imports`
// holds every source file against that table.

/// CI sets it; a user's newer compiler, which may know new warnings, must not fail their build.
let warnings: [SwiftSetting] =
  Context.environment["KOINE_WARNINGS_AS_ERRORS"] == "1" ? [.treatAllWarnings(as: .error)] : []

let strict: [SwiftSetting] =
  warnings + [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]

/// Counting bits is one instruction on every x86 processor since 2009, but not in the baseline that
/// the compiler assumes.
#if arch(x86_64)
  let bitCounting = ["-Xcc", "-march=x86-64-v2"]
#else
  let bitCounting: [String] = []
#endif

/// The engine is generic over its policy and lives in a module of its own: without
/// cross-module optimisation every call from the loop into a policy would be a dynamic one.
let hot: [SwiftSetting] =
  strict + [
    .unsafeFlags(["-cross-module-optimization"] + bitCounting, .when(configuration: .release))
  ]

/// The reference simulators of the tests are slow on purpose, but need not be slower than that; the same
/// goes for searches, which tests repeat thousands of times.
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
  name: "Koine",
  products: [
    .executable(name: "koine", targets: ["koine"]),
    .library(
      name: "Koine",
      targets: [
        "KoineModel", "KoinePerformance", "KoineEngine", "KoinePolicies", "KoineFormats",
        "KoineMetrics", "KoineExperiments",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    // GLPK comes without a file for pkg-config.
    .systemLibrary(name: "CGLPK", providers: [.apt(["libglpk-dev"])]),
    .systemLibrary(name: "CPrefetch"),
    .target(name: "KoineStatistics", dependencies: ["CGSL"], swiftSettings: hot),
    .target(
      name: "KoineLinearPrograms", dependencies: ["CGLPK"],
      // Solvers that are a hundred times slower in debug builds would keep tests from using them.
      swiftSettings: hot + optimised),
    .target(
      name: "KoineSearch", dependencies: ["CGSL", "KoineStatistics"],
      swiftSettings: hot + optimised),
    .target(name: "KoineModel", swiftSettings: hot),
    .target(
      name: "KoinePerformance", dependencies: ["KoineModel"], swiftSettings: hot),
    .target(name: "KoineEngine", dependencies: ["KoineModel", "CPrefetch"], swiftSettings: hot),
    .target(
      name: "KoinePolicies",
      dependencies: [
        "KoineModel", "KoineEngine", "KoineStatistics", "KoineLinearPrograms",
        .product(name: "BasicContainers", package: "swift-collections"),
        .product(name: "HeapModule", package: "swift-collections"),
      ],
      swiftSettings: hot),
    .target(
      name: "KoineServing", dependencies: ["KoineModel", "KoinePerformance", "KoineEngine"],
      swiftSettings: strict),
    .target(
      name: "KoineFormats",
      dependencies: [
        "KoineModel", "KoineStatistics", "CZlib", .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: hot),
    .target(
      name: "KoineMetrics", dependencies: ["KoineModel", "KoineEngine"], swiftSettings: strict),
    .target(
      name: "KoineReports", dependencies: ["KoineModel", "KoineMetrics", "KoineStatistics"],
      swiftSettings: strict),
    .target(
      name: "KoineExperiments",
      dependencies: [
        "KoineModel", "KoinePerformance", "KoineEngine", "KoinePolicies", "KoineServing",
        "KoineFormats", "KoineMetrics", "KoineReports", "KoineStatistics", "KoineSearch", "CZlib",
        "CSQLite",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "koine",
      dependencies: [
        "KoineModel", "KoinePerformance", "KoineEngine", "KoinePolicies", "KoineServing",
        "KoineFormats", "KoineMetrics", "KoineReports", "KoineStatistics", "KoineExperiments",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(
      name: "KoineTestSupport", dependencies: ["KoineModel", "KoineEngine"],
      path: "Tests/KoineTestSupport", swiftSettings: strict + optimised),
    .target(
      name: "CAllocationCounter", path: "Tests/CAllocationCounter",
      cSettings: [.unsafeFlags(["-fno-builtin"])]),
    .testTarget(
      name: "KoineEngineTests",
      dependencies: [
        "KoineModel", "KoineEngine", "KoinePolicies", "KoineTestSupport", "CAllocationCounter",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "KoinePoliciesTests",
      dependencies: [
        "KoineModel", "KoineEngine", "KoinePolicies", "KoineFormats", "KoineMetrics",
        "KoineLinearPrograms", "KoineStatistics", "KoineTestSupport",
      ],
      exclude: ["Published"], swiftSettings: strict),
    .testTarget(
      name: "KoinePerformanceTests",
      dependencies: ["KoineModel", "KoinePerformance", "KoineFormats", "KoineTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "KoineServingTests",
      dependencies: [
        "KoineModel", "KoinePerformance", "KoineEngine", "KoinePolicies", "KoineServing",
        "KoineFormats", "KoineMetrics", "KoineTestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "KoineCommandTests",
      dependencies: ["koine", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: strict),
    .testTarget(
      name: "KoineExperimentsTests",
      dependencies: [
        "KoineModel", "KoineEngine", "KoineFormats", "KoinePolicies", "KoineReports",
        "KoineStatistics", "KoineExperiments", "KoineTestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Stores"], swiftSettings: strict),
    .testTarget(
      name: "KoineFormatsTests",
      dependencies: ["KoineModel", "KoineStatistics", "KoineFormats", "KoineTestSupport"],
      exclude: ["Corpora"], swiftSettings: strict),
    .testTarget(
      name: "KoineLinearProgramsTests",
      dependencies: ["KoineLinearPrograms", "KoineStatistics", "KoineTestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "KoineStatisticsTests", dependencies: ["KoineStatistics"], swiftSettings: strict),
    .testTarget(
      name: "KoineMetricsTests", dependencies: ["KoineModel", "KoineEngine", "KoineMetrics"],
      swiftSettings: strict),
    .testTarget(
      name: "KoineReportsTests",
      dependencies: ["KoineModel", "KoineEngine", "KoineMetrics", "KoineReports"],
      exclude: ["Golden"], swiftSettings: strict),
    .executableTarget(
      name: "koine-bench",
      dependencies: [
        "KoineModel", "KoinePerformance", "KoineEngine", "KoinePolicies", "KoineFormats",
        "KoineMetrics", "KoineReports", "KoineStatistics", "KoineExperiments",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks",
      swiftSettings: hot),
    .testTarget(
      name: "KoineSearchTests", dependencies: ["KoineSearch"], swiftSettings: strict + optimised),
    .executableTarget(
      name: "koine-optimisers", dependencies: ["KoineSearch"], path: "Tools/optimisers",
      swiftSettings: hot),
    .testTarget(name: "TidyTests", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
