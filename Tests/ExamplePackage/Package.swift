// swift-tools-version: 6.2
import PackageDescription

// A package of one's own with a scheduling policy of one's own. Outside this repository the dependency is
// `.package(url: …)` of Assay instead of a path.
let package = Package(
  name: "my-policies",
  dependencies: [.package(name: "assay", path: "../..")],
  targets: [
    .executableTarget(
      name: "my-assay",
      dependencies: [
        .product(name: "AssayCLI", package: "assay"), .product(name: "Scheduling", package: "assay"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
