import OrderedJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Measures how cost grows with size, and prints one line of JSON for each measurement.
///
///     scale-driver [--count N] [NAME]...
///
/// Without a name it measures everything, each in this one process one after the other; for figures of memory give one
/// name. `--count` replaces the number of executions, items, states, validations or transitions.
@main
struct ScaleDriver {
  static func main() async throws {
    var names: [String] = []
    var count: Int?
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      if argument == "--count" { count = arguments.popFirst().flatMap { Int($0) } } else { names.append(argument) }
    }
    if names.first == "fill", names.count == 3, let share = Int(names[2]) {
      return try await HostWaiting.fill(names[1], count ?? 0, share: share)
    }
    let all = [
      "waiting", "tokens", "live", "map", "distributed", "definition", "validation", "history", "host", "commits",
      "crowd",
      "loops", "parked",
    ]
    for name in names.isEmpty ? all : names {
      switch name {
      case "waiting": report(name, try Waiting.onTimers(count ?? 100_000))
      case "tokens": report(name, try Waiting.onTokens(count ?? 100_000))
      case "live": report(name, try await Waiting.live(count ?? 10_000))
      case "map": report(name, try Growth.inlineMap(items: count ?? 1_000_000))
      case "distributed": report(name, try Distributed.map(items: count ?? 1_000_000))
      case "definition": for line in try Growth.definitions(states: count ?? 50_000) { report(name, line) }
      case "validation": report(name, try Growth.validations(count ?? 10_000))
      case "history": for line in try Growth.histories(transitions: count ?? 1_000_000) { report(name, line) }
      case "host": report(name, try await HostRates.chains(count ?? 2_000, rounds: 15))
      case "commits": report(name, try await HostRates.commits(count ?? 100))
      case "crowd":
        for line in try await HostGrowth.crowd([0, 1_000, count ?? 100_000], probes: 500) { report(name, line) }
      case "loops":
        let length = count ?? 20_000
        for line in try await HostGrowth.loops([length / 4, length / 2, length]) { report(name, line) }
      case "parked":
        for share in [5, 0, 10] { report(name, try await HostWaiting.parked(count ?? 100_000, share: share)) }
      default:
        print("usage: scale-driver [--count N] [\(all.joined(separator: "|"))]...")
        exit(2)
      }
    }
  }

  private static func report(_ name: String, _ figures: JSON.Object) {
    var line: JSON.Object = ["measurement": .string(name)]
    for member in figures.members { line.append(distinct: member) }
    print(JSON.object(line))
    fflush(nil)
  }
}

/// Processor time and memory of this process.
enum Process {
  static func cpu() -> Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

  /// Seconds that pass.
  static func wall() -> Double { seconds(CLOCK_MONOTONIC) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Milliseconds of processor time that `body` takes, with three decimals.
  static func milliseconds(_ body: () throws -> Void) rethrows -> JSON {
    let start = cpu()
    try body()
    return rounded((cpu() - start) * 1e3)
  }

  static func rounded(_ value: Double) -> JSON { .double((value * 1e3).rounded() / 1e3) }

  /// Resident bytes now, or the most there have been; 0 where /proc does not tell.
  static func residentBytes(peak: Bool = false) -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, 256, file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard text.hasPrefix(peak ? "VmHWM:" : "VmRSS:") else { continue }
      return (Int(text.filter { $0 >= "0" && $0 <= "9" }) ?? 0) * 1_024
    }
    return 0
  }

  static func peakMegabytes() -> JSON { rounded(Double(residentBytes(peak: true)) / 1_048_576) }
}
