import HostSimulation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs hosts in simulated worlds, one for each seed, and prints what was broken.
///
///     SWIFT_DETERMINISTIC_HASHING=1 simulation-driver FIRST COUNT
///
/// Without that variable a seed does not do the same in every process. The exit status is 1 if an invariant was broken.
@main
struct SimulationDriver {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
    guard arguments.count == 2, #available(macOS 15, *) else {
      print("usage: simulation-driver FIRST COUNT")
      exit(2)
    }
    let (first, count) = (arguments[0], arguments[1])
    var (broken, crashes, executions, jobs) = (0, 0, 0, 0)
    for seed in first..<first.addingReportingOverflow(count).partialValue {
      let report = HostSimulation.run(seed: seed)
      crashes += report.crashes
      executions += report.executions
      jobs += report.jobs
      guard !report.problems.isEmpty else { continue }
      broken += 1
      print("seed \(seed): \(report.problems.joined(separator: "; "))")
      if broken == 1 { print(report.log.joined(separator: "\n")) }
      if broken == 10 { break }
    }
    print(
      "\(count) runs from seed \(first): \(executions) executions, \(crashes) crashes, \(jobs) jobs, \(broken) broken")
    if broken > 0 { exit(1) }
  }
}
