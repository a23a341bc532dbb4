// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "YAMLDefinitions",
  platforms: [.macOS(.v13)],
  products: [
    .library(name: "YAMLDefinitions", targets: ["YAMLDefinitions"]),
    .executable(name: "validate-yaml", targets: ["validate-yaml"]),
  ],
  dependencies: [
    // In your own package: .package(url: "…/swift-states-language", from: "…")
    .package(name: "swift-states-language", path: "../.."),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(
      name: "YAMLDefinitions",
      dependencies: [
        .product(name: "StatesLanguage", package: "swift-states-language"),
        .product(name: "OrderedJSON", package: "swift-states-language"),
        .product(name: "Yams", package: "Yams"),
      ]),
    .executableTarget(
      name: "validate-yaml",
      dependencies: [
        "YAMLDefinitions",
        .product(name: "StatesLanguage", package: "swift-states-language"),
        .product(name: "OrderedJSON", package: "swift-states-language"),
      ]),
    .testTarget(
      name: "YAMLDefinitionsTests",
      dependencies: [
        "YAMLDefinitions",
        .product(name: "StatesLanguage", package: "swift-states-language"),
        .product(name: "OrderedJSON", package: "swift-states-language"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
