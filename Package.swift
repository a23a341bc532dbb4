// swift-tools-version: 6.1
import PackageDescription

/// The root package depends on no other package, for good: what others embed must not bring a graph along.
let package = Package(
  name: "swift-states-language",
  platforms: [.macOS(.v13), .iOS(.v16), .tvOS(.v16), .watchOS(.v9)],
  products: [
    .library(name: "OrderedJSON", targets: ["OrderedJSON"]),
    .library(name: "JSONPath", targets: ["JSONPath"]),
    .library(name: "JSONata", targets: ["JSONata"]),
    .library(name: "StatesLanguage", targets: ["StatesLanguage"]),
    .library(name: "StatesBuilder", targets: ["StatesBuilder"]),
    .library(name: "StatesGraph", targets: ["StatesGraph"]),
    .library(name: "StatesEngine", targets: ["StatesEngine"]),
    .library(name: "StatesRuntime", targets: ["StatesRuntime"]),
    .library(name: "StatesTesting", targets: ["StatesTesting"]),
    .library(name: "StatesTestingTraits", targets: ["StatesTestingTraits"]),
    .library(name: "StepFunctions", targets: ["StepFunctions"]),
    .library(name: "ExecutionStoreSuite", targets: ["ExecutionStoreSuite"]),
    .library(name: "HostSimulation", targets: ["HostSimulation"]),
    .executable(name: "asl", targets: ["asl"]),
    .plugin(name: "ValidateDefinitions", targets: ["ValidateDefinitions"]),
    .plugin(name: "ValidateDefinitionsInBuild", targets: ["ValidateDefinitionsInBuild"]),
  ],
  targets: [
    .target(name: "OrderedJSON", dependencies: ["LanguageSupport"]),
    .target(name: "LanguageSupport"),
    .target(name: "JSONPath", dependencies: ["OrderedJSON", "LanguageSupport"]),
    .target(name: "JSONata", dependencies: ["OrderedJSON", "LanguageSupport"]),
    .target(name: "ServiceModels", exclude: ["generate.py", "NOTICE"]),
    .target(
      name: "StatesLanguage", dependencies: ["OrderedJSON", "LanguageSupport", "JSONPath", "JSONata", "ServiceModels"]),
    .target(name: "StatesBuilder", dependencies: ["OrderedJSON", "StatesLanguage"]),
    .target(name: "StatesGraph", dependencies: ["LanguageSupport", "OrderedJSON", "JSONPath", "StatesLanguage"]),
    .target(
      name: "StatesEngine", dependencies: ["OrderedJSON", "LanguageSupport", "JSONPath", "JSONata", "StatesLanguage"]),
    .target(name: "StatesRuntime", dependencies: ["OrderedJSON", "LanguageSupport", "StatesLanguage", "StatesEngine"]),
    .target(
      name: "StatesTesting",
      dependencies: [
        "OrderedJSON", "LanguageSupport", "JSONPath", "JSONata", "ServiceModels", "StatesLanguage", "StatesEngine",
        "StatesRuntime", "StatesGraph",
      ]),
    // Apart from StatesTesting, since it needs the library Testing, which programs do not have.
    .target(name: "StatesTestingTraits", dependencies: ["StatesTesting"]),
    .target(
      name: "StepFunctions",
      dependencies: [
        "OrderedJSON", "LanguageSupport", "StatesLanguage", "StatesEngine", "StatesRuntime", "StatesTesting",
      ]),
    // For the tests of stores, whatever framework they are written with.
    .target(name: "ExecutionStoreSuite", dependencies: ["LanguageSupport", "StatesRuntime"]),
    // Hosts in a world where everything goes wrong.
    .target(
      name: "HostSimulation",
      dependencies: ["LanguageSupport", "OrderedJSON", "StatesLanguage", "StatesEngine", "StatesRuntime"]),
    .executableTarget(
      name: "asl",
      dependencies: [
        "OrderedJSON", "LanguageSupport", "JSONPath", "JSONata", "StatesLanguage", "StatesBuilder", "StatesEngine",
        "StatesRuntime", "StatesTesting", "StatesGraph", "HostSimulation",
      ]),
    .plugin(
      name: "ValidateDefinitions",
      capability: .command(
        intent: .custom(
          verb: "validate-definitions", description: "Checks every Amazon States Language definition of the package")),
      dependencies: ["asl"], path: "Sources/Plugins/ValidateDefinitions"),
    .plugin(
      name: "ValidateDefinitionsInBuild", capability: .buildTool(), dependencies: ["asl"],
      path: "Sources/Plugins/ValidateDefinitionsInBuild"),
    .testTarget(name: "OrderedJSONTests", dependencies: ["LanguageSupport", "OrderedJSON"]),
    // Apart, since with Foundation the other tests of the module would mean other functions of the C library.
    .testTarget(name: "OrderedJSONFoundationTests", dependencies: ["OrderedJSON"]),
    .testTarget(name: "LanguageSupportTests", dependencies: ["LanguageSupport"]),
    .testTarget(name: "JSONPathTests", dependencies: ["LanguageSupport", "JSONPath", "OrderedJSON"]),
    .testTarget(name: "JSONataTests", dependencies: ["JSONata", "OrderedJSON"]),
    .testTarget(name: "ServiceModelsTests", dependencies: ["ServiceModels"]),
    .testTarget(
      name: "StatesLanguageTests", dependencies: ["LanguageSupport", "StatesLanguage", "JSONPath", "OrderedJSON"]),
    .testTarget(name: "StatesBuilderTests", dependencies: ["OrderedJSON", "StatesBuilder", "StatesLanguage"]),
    .testTarget(
      name: "StatesGraphTests", dependencies: ["LanguageSupport", "OrderedJSON", "StatesGraph", "StatesLanguage"]),
    .testTarget(
      name: "StatesEngineTests",
      dependencies: [
        "LanguageSupport", "StatesEngine", "StatesLanguage", "StatesRuntime", "StatesTesting", "OrderedJSON",
      ]),
    .testTarget(
      name: "StatesRuntimeTests",
      dependencies: [
        "ExecutionStoreSuite", "HostSimulation", "LanguageSupport", "StatesRuntime", "StatesEngine", "StatesLanguage",
        "OrderedJSON",
      ]),
    .testTarget(
      name: "StepFunctionsTests",
      dependencies: [
        "LanguageSupport", "OrderedJSON", "StatesEngine", "StatesLanguage", "StatesRuntime", "StatesTesting",
        "StepFunctions",
      ]),
    .testTarget(
      name: "StatesTestingTests",
      dependencies: [
        "LanguageSupport", "StatesTesting", "StatesTestingTraits", "StatesEngine", "StatesGraph", "OrderedJSON",
      ]),
    .testTarget(
      name: "PropertyTests",
      dependencies: [
        "LanguageSupport", "StatesBuilder", "StatesEngine", "StatesLanguage", "StatesRuntime", "StatesTesting",
        "OrderedJSON",
      ]),
    .testTarget(
      name: "ConformanceTests", dependencies: ["StatesBuilder", "StatesTesting", "StatesEngine", "OrderedJSON"]),
    .testTarget(name: "CommandLineTests", dependencies: ["asl", "OrderedJSON"]),
    // The fuzzer's entry points, for the tests that run what it has found; Examples/Fuzzing builds the fuzzer of them.
    .target(
      name: "FuzzEntryPoints",
      dependencies: [
        "OrderedJSON", "JSONPath", "JSONata", "StatesLanguage", "StatesBuilder", "StatesGraph", "StatesEngine",
        "StatesRuntime", "StatesTesting", "StepFunctions",
      ],
      path: "Examples/Fuzzing/Sources/EntryPoints"),
    .testTarget(name: "RegressionTests", dependencies: ["FuzzEntryPoints"]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .plugin {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
}
