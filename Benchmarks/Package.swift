// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v13)],
  dependencies: [
    .package(name: "swift-states-language", path: "..")
  ],
  targets: [
    .executableTarget(
      name: "workload-driver",
      dependencies: [
        .product(name: "OrderedJSON", package: "swift-states-language"),
        .product(name: "StatesRuntime", package: "swift-states-language"),
      ]),
    .executableTarget(
      name: "json-driver",
      dependencies: [.product(name: "OrderedJSON", package: "swift-states-language")]),
    .executableTarget(
      name: "jsonata-driver",
      dependencies: [
        .product(name: "JSONata", package: "swift-states-language"),
        .product(name: "OrderedJSON", package: "swift-states-language"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
