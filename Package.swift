// swift-tools-version: 6.2
import PackageDescription

/// The plan of the house: every library with the libraries it may import, lowest floor first. An arrow never goes up.
let floors: [(name: String, imports: [String])] = [
  // 0: words and numbers
  ("Quantities", []),
  ("Specs", ["Quantities", "CYAML"]),
  ("Vocabulary", ["Quantities", "Specs"]),
  ("Randomness", ["Quantities", "Specs", "CGSL", "CPortableMath"]),
  // 1: the kernel
  ("SimulationKernel", ["Quantities", "CPrefetch"]),
  // 2: kernel-free libraries; siblings never import siblings
  ("Network", ["Quantities", "Vocabulary", "Specs", "Randomness"]),
  ("Inference", ["Quantities", "Vocabulary", "Specs", "Randomness"]),
  ("Scheduling", ["Quantities", "Vocabulary", "Specs", "Randomness"]),
  ("Economy", ["Quantities", "Vocabulary", "Specs", "Randomness"]),
  ("Datasets", ["Quantities", "Vocabulary", "Specs"]),
  ("Recording", ["Quantities", "Vocabulary"]),
  ("Solvers", []),
  // 3: what a scenario says, and how each party behaves
  ("Scenarios", [
    "Quantities", "Vocabulary", "Specs", "Randomness", "Network", "Inference", "Scheduling", "Economy", "Datasets",
  ]),
  ("Roles", ["Quantities", "Vocabulary", "Randomness", "Inference", "Scheduling", "Solvers"]),
  // 4: the one model
  ("Marketplace", [
    "Quantities", "Vocabulary", "Randomness", "SimulationKernel", "Network", "Inference", "Scheduling", "Economy",
    "Datasets", "Recording", "Scenarios", "Roles",
  ]),
  // 5: files and the wall clock, from here up only
  ("Reporting", [
    "Quantities", "Vocabulary", "Specs", "SimulationKernel", "Datasets", "Recording", "Scenarios", "Marketplace",
    "CPlatform",
  ]),
  // 5 as well, but pure: no files, no clock
  ("Experiments", [
    "Quantities", "Specs", "Randomness", "SimulationKernel", "Recording", "Scenarios", "Marketplace",
  ]),
]

let targets: [Target] = floors.map { .target(name: $0.name, dependencies: $0.imports.map { .byName(name: $0) }) }

let package = Package(
  name: "assay",
  products: [
    .executable(name: "assay", targets: ["assay"]),
    .library(name: "AssayCLI", targets: ["AssayCLI"]),
    .library(name: "Scheduling", targets: ["Scheduling", "Vocabulary", "Specs", "Randomness", "Quantities"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: targets + [
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "CPlatform"),
    .systemLibrary(name: "CPrefetch"),
    .target(name: "CPortableMath", linkerSettings: [.linkedLibrary("sleef")]),
    .target(
      name: "AssayCLI",
      dependencies: [
        "Quantities", "Vocabulary", "Specs", "Randomness", "SimulationKernel", "Network", "Inference", "Scheduling",
        "Economy", "Datasets", "Recording", "Scenarios", "Marketplace", "Reporting", "Experiments",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "assay", dependencies: ["AssayCLI"]),
    .executableTarget(
      name: "assay-bench",
      dependencies: ["Quantities", "Vocabulary", "Specs", "Randomness", "SimulationKernel", "Scheduling"],
      path: "Benchmarks/AssayBench"),
    .executableTarget(
      name: "assay-probe",
      dependencies: [
        "Quantities", "Randomness", "CGSL", "Specs", "Scheduling", "SimulationKernel", "Recording", "Scenarios",
        "Marketplace", "Reporting",
      ], path: "Tests/Probe"),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
  ] + tests,
  swiftLanguageModes: [.v6]
)

/// Test targets, each with what it imports.
var tests: [Target] {
  [
    ("QuantitiesTests", ["Quantities"]),
    ("NetworkTests", ["Quantities", "Vocabulary", "Specs", "Randomness", "Network"]),
    ("SolversTests", ["Randomness", "Solvers"]),
    ("SchedulingTests", ["Quantities", "Vocabulary", "Specs", "Randomness", "Scheduling"]),
    ("MarketTests", [
      "Quantities", "Vocabulary", "Specs", "Randomness", "SimulationKernel", "Scheduling", "Recording", "Scenarios",
      "Roles", "Marketplace",
    ]),
    ("DatasetsTests", ["Datasets", "Quantities", "Specs"]),
    ("InferenceTests", ["Inference", "Vocabulary", "Specs", "Quantities"]),
    ("RandomnessTests", ["Quantities", "Randomness", "Specs", "CGSL", "CPortableMath", "TestSupport"]),
    ("TidyTests", []),
    ("RolesTests", ["Quantities", "Vocabulary", "Randomness", "Inference", "Scheduling", "Roles"]),
    (
      "MarketplaceTests",
      [
        "Quantities", "Vocabulary", "Specs", "Randomness", "Scheduling", "Scenarios", "Marketplace",
        "SimulationKernel",
      ]
    ),
    ("ValidationTests", ["TestSupport"]),
    ("DeterminismTests", ["TestSupport"]),
    ("ReportingTests", ["Quantities", "Recording", "Reporting", "SimulationKernel"]),
    ("RecordingTests", ["Quantities", "Vocabulary", "Recording"]),
    ("SimulationKernelTests", ["Quantities", "SimulationKernel"]),
    ("DemandTests", ["Scenarios", "Datasets", "Quantities", "Randomness", "Specs"]),
    ("EconomyTests", ["Economy", "Quantities", "Vocabulary", "Specs"]),
    ("SpecsTests", ["Quantities", "Specs"]),
    ("SwarmTests", ["TestSupport"]),
    (
      "ExperimentsTests",
      ["Quantities", "Specs", "Randomness", "Scheduling", "Scenarios", "SimulationKernel", "Marketplace", "Experiments"]
    ),
    ("CLITests", ["assay", "Economy", "Quantities", "Scenarios", "Scheduling", "Specs", "TestSupport"]),
    ("ScenarioTests", ["Scenarios", "Scheduling", "Datasets", "Randomness", "Specs", "Quantities", "TestSupport"]),
  ].map { .testTarget(name: $0.0, dependencies: $0.1.map { .byName(name: $0) }) }
}
