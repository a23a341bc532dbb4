// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "DurableService",
  platforms: [.macOS(.v13)],
  products: [.executable(name: "orders", targets: ["orders"])],
  dependencies: [
    // In your own package: .package(url: "…/swift-states-language", from: "…")
    .package(name: "swift-states-language", path: "../.."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .executableTarget(
      name: "orders",
      dependencies: [
        .product(name: "OrderedJSON", package: "swift-states-language"),
        .product(name: "StatesRuntime", package: "swift-states-language"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      resources: [.embedInCode("order.asl.json")]),
    .testTarget(
      name: "OrdersTests",
      dependencies: ["orders", .product(name: "OrderedJSON", package: "swift-states-language")]),
  ],
  swiftLanguageModes: [.v6]
)
