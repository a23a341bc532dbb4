// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "OrderFulfillment",
  platforms: [.macOS(.v13)],
  dependencies: [
    // In your own package: .package(url: "…/swift-states-language", from: "…")
    .package(name: "swift-states-language", path: "../..")
  ],
  targets: [
    .testTarget(
      name: "OrderFulfillmentTests",
      dependencies: [
        .product(name: "StatesTesting", package: "swift-states-language"),
        .product(name: "StatesTestingTraits", package: "swift-states-language"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
