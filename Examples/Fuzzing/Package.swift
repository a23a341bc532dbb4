// swift-tools-version: 6.1
import PackageDescription

// Built plainly it replays files; the fuzzer itself is linked by `fuzz.py` from the library, since libFuzzer brings the
// `main` and a SwiftPM executable would bring another.
let package = Package(
  name: "Fuzzing",
  platforms: [.macOS(.v13)],
  products: [
    .library(name: "Fuzzer", type: .static, targets: ["Fuzzer"]),
    .executable(name: "replay", targets: ["replay"]),
    .executable(name: "drive", targets: ["drive"]),
  ],
  dependencies: [.package(name: "swift-states-language", path: "../..")],
  targets: [
    .target(
      name: "EntryPoints",
      dependencies: [
        .product(name: "OrderedJSON", package: "swift-states-language"),
        .product(name: "JSONPath", package: "swift-states-language"),
        .product(name: "JSONata", package: "swift-states-language"),
        .product(name: "StatesBuilder", package: "swift-states-language"),
        .product(name: "StatesGraph", package: "swift-states-language"),
        .product(name: "StatesTesting", package: "swift-states-language"),
        .product(name: "StepFunctions", package: "swift-states-language"),
      ]),
    .target(name: "Fuzzer", dependencies: ["EntryPoints"]),
    .executableTarget(name: "replay", dependencies: ["EntryPoints"]),
    .executableTarget(
      name: "drive", dependencies: [.product(name: "StatesTesting", package: "swift-states-language")]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ]
}
