// swift-tools-version: 6.1
import PackageDescription

/// A product of the package of the interpreter.
func states(_ name: String) -> Target.Dependency { .product(name: name, package: "swift-states-language") }

let package = Package(
  name: "StepFunctionsServer",
  platforms: [.macOS(.v14)],
  products: [
    .executable(name: "step-functions-server", targets: ["step-functions-server"]),
    .library(name: "StepFunctionsServer", targets: ["StepFunctionsServer"]),
    .library(name: "StepFunctionsHTTP", targets: ["StepFunctionsHTTP"]),
    .library(name: "StepFunctionsConsole", targets: ["StepFunctionsConsole"]),
    .library(name: "TaskEndpoints", targets: ["TaskEndpoints"]),
    .library(name: "ExecutionLogs", targets: ["ExecutionLogs"]),
    .library(name: "StatesSQLite", targets: ["StatesSQLite"]),
    .library(name: "StatesPostgreSQL", targets: ["StatesPostgreSQL"]),
  ],
  traits: [
    .trait(
      name: "PostgreSQL", description: "The store in PostgreSQL, for several servers; needs libpq and its headers.")
  ],
  dependencies: [
    // In your own package: .package(url: "…/swift-states-language", from: "…")
    .package(name: "swift-states-language", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", "3.12.3"..<"5.0.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    .executableTarget(
      name: "step-functions-server",
      dependencies: [
        "StepFunctionsServer", "TaskEndpoints", states("StatesRuntime"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ]),
    .target(
      name: "StepFunctionsServer",
      dependencies: [
        "StepFunctionsConsole", "StepFunctionsHTTP", "TaskEndpoints", "ExecutionLogs", "StatesSQLite",
        "StatesPostgreSQL",
        states("OrderedJSON"), states("StatesEngine"), states("StatesRuntime"), states("StatesTesting"),
        states("StepFunctions"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]),
    .target(
      name: "StepFunctionsHTTP",
      dependencies: [
        states("StepFunctions"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .target(
      name: "StepFunctionsConsole",
      dependencies: [
        "WebText", states("OrderedJSON"), states("StatesEngine"), states("StatesGraph"), states("StatesLanguage"),
        states("StatesRuntime"), states("StatesTesting"), states("StepFunctions"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      // In the program itself, so that nothing has to lie beside it.
      resources: ["console.css", "console.js", "icon.svg"].map { .embedInCode("Assets/\($0)") }),
    // What addresses and pages are written with.
    .target(name: "WebText"),
    .target(
      name: "TaskEndpoints",
      dependencies: [
        "WebText", states("OrderedJSON"), states("StatesEngine"), states("StatesRuntime"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ]),
    // What the stores in databases share.
    .target(name: "StatesSQL", dependencies: [states("StatesEngine"), states("StatesRuntime")]),
    .target(
      name: "ExecutionLogs",
      dependencies: [
        states("OrderedJSON"), states("StatesEngine"), states("StatesRuntime"), states("StepFunctions"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .target(
      name: "StatesSQLite",
      dependencies: [
        "StatesSQL", states("StatesRuntime"), .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .target(
      name: "StatesPostgreSQL",
      dependencies: [
        "StatesSQL", states("StatesRuntime"), .target(name: "CPostgreSQL", condition: .when(traits: ["PostgreSQL"])),
      ]),
    .systemLibrary(
      name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
    .testTarget(
      name: "StepFunctionsHTTPTests",
      dependencies: [
        "StepFunctionsHTTP", states("StepFunctions"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
      ]),
    .testTarget(
      name: "StepFunctionsConsoleTests",
      dependencies: [
        "StepFunctionsConsole", states("OrderedJSON"), states("StatesEngine"), states("StatesGraph"),
        states("StatesLanguage"), states("StatesRuntime"), states("StepFunctions"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOCore", package: "swift-nio"),
      ]),
    .testTarget(
      name: "TaskEndpointsTests",
      dependencies: [
        "TaskEndpoints", "WebText", .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
      ]),
    .testTarget(name: "ExecutionLogsTests", dependencies: ["ExecutionLogs"]),
    .testTarget(name: "StatesSQLTests", dependencies: ["StatesSQL"]),
    .testTarget(
      name: "StatesSQLiteTests",
      dependencies: [
        "StatesSQLite", states("ExecutionStoreSuite"), .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .testTarget(name: "StatesPostgreSQLTests", dependencies: ["StatesPostgreSQL", states("ExecutionStoreSuite")]),
    .testTarget(
      name: "StepFunctionsServerTests",
      dependencies: [
        "StepFunctionsServer", "TaskEndpoints", states("OrderedJSON"), states("StepFunctions"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
        .product(name: "Logging", package: "swift-log"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
