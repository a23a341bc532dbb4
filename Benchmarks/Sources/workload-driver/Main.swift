import OrderedJSON
import StatesRuntime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs one workload and prints one line of JSON with its times.
///
///     workload-driver DEFINITION INPUT [--virtual-time] [--load-only] [--no-history]
///
/// Time is always virtual. Lambda tasks: `flaky` fails five times of six, any other function answers `{"ok":true}`.
@main
struct WorkloadDriver {
  static func main() throws {
    let started = Clock.wall()
    let arguments = Array(CommandLine.arguments.dropFirst())
    let files = arguments.filter { !$0.hasPrefix("--") }
    guard files.count == 2 else { return fail("usage: workload-driver DEFINITION INPUT [--load-only]") }
    guard let definition = readFile(files[0]), let input = readFile(files[1]) else {
      return fail("cannot read the files")
    }

    var report: JSON.Object = ["peer": "swift-states-language"]
    if let began = getenv("BENCH_T0").flatMap({ Double(String(cString: $0)) }) {
      report["startup_s"] = .double(started - began)
    }
    let loadWall = Clock.wall()
    let loadCPU = Clock.cpu()
    let machine: StateMachine
    do {
      machine = try StateMachine(parsing: definition)
    } catch {
      return fail("\(error)")
    }
    report["load_s"] = .double(Clock.wall() - loadWall)
    report["load_cpu_s"] = .double(Clock.cpu() - loadCPU)
    if !arguments.contains("--load-only") { try run(machine, input, &report) }
    report["peak_rss_mb"] = .double(Memory.peakMegabytes())
    print(JSON.object(report))
  }

  private static func run(_ machine: StateMachine, _ input: [UInt8], _ report: inout JSON.Object) throws {
    let input = try JSON(parsing: input)
    let wall = Clock.wall()
    let cpu = Clock.cpu()
    let flaky = Counter()
    var resources = ResourceRouter()
    resources.function("flaky") { _ in
      if flaky.next() % 6 != 0 { throw TaskFailure("Flaky", cause: "not yet") }
      return ["ok": true]
    }
    resources.otherwise { _ in TaskReport(.succeeded(["ok": true])) }
    let identity = ExecutionIdentity(stateMachineName: "Workload", name: "run")
    let execution = Execution(machine, input: input, identity: identity, seed: .fixed(0), quotas: .unlimited)
    let result = VirtualTimeDriver(resources: resources).run(execution)
    report["run_s"] = .double(Clock.wall() - wall)
    report["run_cpu_s"] = .double(Clock.cpu() - cpu)
    report["status"] = .string(result.status.rawValue)
    report["events"] = .integer(result.history.count)
    if let output = result.output {
      report["output_md5"] = .string(MD5.hexadecimal(JSONPrinter.sorted.bytes(output)))
    }
    if CommandLine.arguments.contains("--print-history") {
      let printing = Clock.cpu()
      var writer = ByteWriter(capacity: 1 << 20)
      result.history.writeHistory(to: &writer)
      report["history_bytes"] = .integer(writer.count)
      report["history_cpu_s"] = .double(Clock.cpu() - printing)
    }
  }

  private static func fail(_ message: String) {
    print(message)
    exit(1)
  }

  private static func readFile(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
    }
  }
}

/// Counts calls. Only one thread calls handlers here: the driver runs them one by one.
final class Counter: @unchecked Sendable {
  private var count = 0
  func next() -> Int {
    count += 1
    return count
  }
}

enum Clock {
  static func wall() -> Double { seconds(CLOCK_REALTIME) }
  static func cpu() -> Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

enum Memory {
  /// The most memory that was resident, by the kernel's own count; 0 where /proc does not tell.
  static func peakMegabytes() -> Double {
    guard let file = fopen("/proc/self/status", "r") else {
      return 0
    }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, 256, file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      if text.hasPrefix("VmHWM:") {
        let digits = text.filter { $0 >= "0" && $0 <= "9" }
        return (Double(digits) ?? 0) / 1_024
      }
    }
    return 0
  }
}
