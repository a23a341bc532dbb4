// swift-tools-version: 6.1
import PackageDescription

/// Drivers: each runs one kind of work in a process of its own and prints JSON Lines. They are what is compared with other
/// engines, and depend on nothing but the library. Micro-benchmarks are a package of their own, `Micro`.
let library = "swift-states-language"

/// Linked with the runtime in them, drivers start sooner and are smaller in memory.
func driver(_ name: String, _ products: String..., targets: [Target.Dependency] = []) -> Target {
  .executableTarget(
    name: name, dependencies: products.map { .product(name: $0, package: library) } + targets,
    linkerSettings: [.unsafeFlags(["-static-stdlib"], .when(platforms: [.linux]))])
}

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v13)],
  dependencies: [.package(name: library, path: "..")],
  targets: [
    driver("workload-driver", "OrderedJSON", "StatesRuntime"),
    driver("json-driver", "OrderedJSON"),
    driver("jsonata-driver", "JSONata", "OrderedJSON"),
    driver("path-driver", "JSONPath", "OrderedJSON"),
    driver("store-driver", "OrderedJSON", "StatesEngine", "StatesLanguage", "StatesRuntime"),
    driver("simulation-driver", "HostSimulation"),
    driver("service-driver", "StatesEngine", "StepFunctions"),
    driver("scale-driver", "OrderedJSON", "StatesEngine", "StatesLanguage", "StatesRuntime", targets: ["CProcess"]),
    .target(name: "CProcess"),
  ],
  swiftLanguageModes: [.v6]
)
