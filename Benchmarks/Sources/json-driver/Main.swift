import OrderedJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Measures reading and writing of JSON documents, and prints one line of JSON for each.
///
///     json-driver [--seconds S] [--once] FILE...
///
/// Times are the process's own processor time for one document. `--once` reads and writes each document a single time,
/// for tools that count instructions.
@main
struct JSONDriver {
  static func main() throws {
    var files: [String] = []
    var seconds = 0.5
    var once = false
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      switch argument {
      case "--seconds": seconds = arguments.popFirst().flatMap { Double($0) } ?? seconds
      case "--once": once = true
      default: files.append(argument)
      }
    }
    guard !files.isEmpty else {
      print("usage: json-driver [--seconds S] [--once] FILE...")
      exit(2)
    }
    for file in files {
      guard let bytes = readFile(file) else {
        print("cannot read \(file)")
        exit(2)
      }
      print(try measure(bytes, name: file, seconds: once ? 0 : seconds))
      fflush(nil)
    }
  }

  private static func measure(_ bytes: [UInt8], name: String, seconds: Double) throws -> JSON {
    let value = try JSON(parsing: bytes)
    let parsing = try samples(seconds: seconds) { _ = try JSON(parsing: bytes) }
    let writing = samples(seconds: seconds) { written(value) }
    let counting = samples(seconds: seconds / 4) { _ = value.compactByteCount }
    let other = try JSON(parsing: bytes)
    var same = true
    let comparing = samples(seconds: seconds / 4) { same = same && value == other }
    guard same else { return ["file": .string(name), "error": "not equal to itself"] }
    func rate(_ nanoseconds: Double) -> JSON { .integer(Int(Double(bytes.count) * 1_000 / nanoseconds)) }
    let median = { (times: [Double]) in times[times.count / 2] }
    return [
      "file": .string(name), "bytes": .integer(bytes.count), "runs": .integer(parsing.count),
      "parse_mb_s": rate(median(parsing)), "parse_mb_s_best": rate(parsing[0]),
      "write_mb_s": rate(median(writing)), "write_mb_s_best": rate(writing[0]),
      "count_mb_s": rate(median(counting)), "equal_mb_s": rate(median(comparing)),
    ]
  }

  @inline(never)
  private static func written(_ value: JSON) { _ = JSONPrinter.compact.bytes(value) }

  /// Nanoseconds of single runs of `body` for so many seconds, shortest first; at least one.
  private static func samples(seconds: Double, _ body: () throws -> Void) rethrows -> [Double] {
    var result: [Double] = []
    let end = now() + seconds * 1e9
    repeat {
      let start = now()
      try body()
      result.append(now() - start)
    } while now() < end || (seconds > 0 && result.count < 5)
    return result.sorted()
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
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
