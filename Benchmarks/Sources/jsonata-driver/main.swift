import JSONata
import OrderedJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// Measures the cases of a folder: `jsonata-driver FOLDER [seconds]`. Each case is a file
// `{"id","expression","input","bindings"?}`; the answer is one JSON line a case with nanoseconds for parsing (best) and
// for one evaluation (best and median), and the size of the result. `jsonata-driver --count N FILE` does nothing but
// evaluate one case so often, for profilers.

/// The CPU time that this process has used: a busy machine does not count.
func nanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

func read(_ path: String) -> [UInt8]? {
  guard let file = fopen(path, "rb") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { return bytes }
    bytes += buffer[..<count]
  }
}

func names(in folder: String) -> [String] {
  guard let directory = opendir(folder) else { return [] }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name.hasSuffix(".json") { names.append(name) }
  }
  return names.sorted()
}

/// Nanoseconds of single runs of `body` for so many seconds; short ones are measured in batches.
func samples(seconds: Double, _ body: () throws -> Void) rethrows -> [Double] {
  let first = nanoseconds()
  try body()
  let once = max(1, nanoseconds() - first)
  let batch = max(1, Int(20_000 / once))
  var result: [Double] = []
  let end = nanoseconds() + UInt64(seconds * 1e9)
  repeat {
    let start = nanoseconds()
    for _ in 0..<batch { try body() }
    result.append(Double(nanoseconds() - start) / Double(batch))
  } while nanoseconds() < end || result.count < 3
  return result.sorted()
}

func measure(_ path: String, seconds: Double) throws -> JSON? {
  guard let bytes = read(path) else { return nil }
  let spec = try JSON(parsing: bytes)
  guard let id = spec["id"], let text = spec["expression"]?.stringValue else { return nil }
  let bindings = spec["bindings"]?.objectValue ?? [:]
  let input = spec["input"]
  let parsing = try samples(seconds: seconds / 4) { _ = try JSONataExpression(text) }
  let expression = try JSONataExpression(text)
  var environment = JSONataEnvironment(now: 1_510_067_557_121)
  var result = JSONataResult.undefined
  let evaluating = try samples(seconds: seconds) {
    result = try expression.evaluate(input, bindings: bindings, environment: &environment)
  }
  var size = 0
  if case .value(let value) = result { size = value.compactByteCount }
  return [
    "id": id, "parse_ns": .integer(Int(parsing[0])), "eval_ns_best": .integer(Int(evaluating[0])),
    "eval_ns_median": .integer(Int(evaluating[evaluating.count / 2])), "result_bytes": .integer(size),
  ]
}

/// Evaluates the case of a file so often.
func evaluate(_ path: String, count: Int) throws {
  guard let bytes = read(path) else { return }
  let spec = try JSON(parsing: bytes)
  guard let text = spec["expression"]?.stringValue else { return }
  let bindings = spec["bindings"]?.objectValue ?? [:]
  let input = spec["input"]
  let expression = try JSONataExpression(text)
  var environment = JSONataEnvironment(now: 1_510_067_557_121)
  for _ in 0..<count { _ = try expression.evaluate(input, bindings: bindings, environment: &environment) }
}

guard CommandLine.arguments.count > 1 else {
  print("usage: jsonata-driver FOLDER [seconds] | --count N FILE")
  exit(2)
}
if CommandLine.arguments.count == 4, CommandLine.arguments[1] == "--count" {
  try evaluate(CommandLine.arguments[3], count: Int(CommandLine.arguments[2]) ?? 1)
  exit(0)
}
let folder = CommandLine.arguments[1]
let seconds = CommandLine.arguments.count > 2 ? Double(CommandLine.arguments[2]) ?? 1 : 1
for name in names(in: folder) {
  if let line = try measure(folder + "/" + name, seconds: seconds) {
    print(line)
    fflush(nil)
  }
}
