// swift-tools-version: 6.1
import PackageDescription

// The build of this target checks its definitions: break `greeting.asl.json`, and `swift build` fails with its
// position.
let package = Package(
  name: "ValidatedDefinitions",
  platforms: [.macOS(.v13)],
  dependencies: [.package(name: "swift-states-language", path: "../..")],
  targets: [
    .target(
      name: "Workflows",
      exclude: ["greeting.asl.json"],
      plugins: [.plugin(name: "ValidateDefinitionsInBuild", package: "swift-states-language")])
  ]
)
