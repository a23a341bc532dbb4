// swift-tools-version: 6.1
import PackageDescription

/// Micro-benchmarks: they watch single operations from change to change. Apart from the drivers, because every build of a
/// package with these targets first builds the tool behind `BenchmarkPlugin`.
let library = "swift-states-language"

func benchmarks(_ name: String, _ products: String...) -> Target {
  .executableTarget(
    name: name,
    dependencies: [.product(name: "Benchmark", package: "benchmark")]
      + products.map { .product(name: $0, package: library) },
    path: "Benchmarks/\(name)",
    plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
}

let package = Package(
  name: "MicroBenchmarks",
  platforms: [.macOS(.v13)],
  dependencies: [
    .package(name: library, path: "../.."),
    // Without its traits, which count allocations at the price of further packages.
    .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
  ],
  targets: [
    benchmarks("JSONBenchmarks", "OrderedJSON"),
    benchmarks("JSONPathBenchmarks", "JSONPath", "OrderedJSON"),
    benchmarks("JSONataBenchmarks", "JSONata", "OrderedJSON"),
    benchmarks("EngineBenchmarks", "OrderedJSON", "StatesEngine", "StatesLanguage", "StatesRuntime"),
    benchmarks("ValidationBenchmarks", "OrderedJSON", "StatesLanguage"),
  ],
  swiftLanguageModes: [.v6]
)
