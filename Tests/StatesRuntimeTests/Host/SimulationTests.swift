import HostSimulation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Hosts in a simulated world. `SIMULATION_SEEDS=first-last` runs other seeds; with `SWIFT_DETERMINISTIC_HASHING=1` a seed
/// does the same in every process.
@Suite struct SimulationTests {
  private static let seeds: ClosedRange<UInt64> = {
    let parts = getenv("SIMULATION_SEEDS").map { String(cString: $0).split(separator: "-").compactMap { UInt64($0) } }
    guard let parts, let first = parts.first, let last = parts.last, first <= last else { return 1...100 }
    return first...last
  }()

  @Test func nothingIsLostAndNothingHappensTwice() {
    guard #available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *) else { return }
    for seed in Self.seeds {
      let report = HostSimulation.run(seed: seed)
      #expect(report.problems.isEmpty, "seed \(seed):\n\(report.log.joined(separator: "\n"))")
    }
  }

  @Test func aRunIsAFunctionOfItsSeed() {
    guard #available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *) else { return }
    for seed in UInt64(1)...10 {
      #expect(HostSimulation.run(seed: seed).digest == HostSimulation.run(seed: seed).digest, "seed \(seed)")
    }
  }
}
