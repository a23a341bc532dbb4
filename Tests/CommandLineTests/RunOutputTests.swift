import Foundation
import OrderedJSON
import Testing

/// What `asl run` writes on a terminal, and what on pipes and files.
@Suite struct RunOutputTests {
  private static let folder = [
    "d.json": #"{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":5,"Next":"B"},"B":{"Type":"Succeed"}}}"#,
    "fail.json": RunTests.failing,
  ]

  private static let text = """
            0 s  started  {"a":1}
            0 s  ✓ A  Wait  5 s  {"a":1}
            5 s  ✓ B  Succeed  {"a":1}
            5 s  succeeded after 5 s  {"a":1}

    """

  private static func json(_ text: String) throws -> JSON? { try JSON(parsing: text)["status"] }

  @Test func aPipeGetsTheDescription() throws {
    let result = try CommandLine.run(["run", "d.json"], in: Folder(Self.folder))
    #expect(try Self.json(result.output) == "SUCCEEDED")
    #expect(result.errors.isEmpty)
    let explicit = try CommandLine.run(["run", "d.json", "--format", "json"], in: Folder(Self.folder))
    #expect(explicit.output == result.output)
  }

  @Test func theTraceOfAPipeGoesToStandardError() throws {
    let result = try CommandLine.run(["run", "d.json", "--input", #"{"a":1}"#, "--trace"], in: Folder(Self.folder))
    #expect(try Self.json(result.output) == "SUCCEEDED")
    #expect(result.errors == Self.text)
  }

  @Test func textMayBeAskedFor() throws {
    let result = try CommandLine.run(
      ["run", "d.json", "--input", #"{"a":1}"#, "--format=text"], in: Folder(Self.folder))
    #expect(result.output == Self.text + "\n{\n  \"a\": 1\n}\n")
    #expect(result.errors.isEmpty)
    let failure = try CommandLine.run(["run", "fail.json", "--format=text"], in: Folder(Self.folder))
    #expect(failure.status == 1)
    #expect(failure.output.hasSuffix("        0 s  failed after 0 s  E: C\n\nE\nC\n"), "\(failure.output)")
    let unknown = try CommandLine.run(["run", "d.json", "--format=xml"], in: Folder(Self.folder))
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("--format takes text or json, not 'xml'"))
  }

  @Test func aTerminalGetsTheTraceInColors() throws {
    let terminal = try Terminal.run(["run", "d.json", "--input", #"{"a":1}"#], in: Folder(Self.folder))
    #expect(terminal.status == 0)
    #expect(terminal.output.contains("\u{1b}[32m✓\u{1b}[0m"), "\(terminal.output)")
    let plain = terminal.output.replacing(/\u{1b}\[[0-9]+m/, with: "").replacing("\r\n", with: "\n")
    #expect(plain == Self.text + "\n{\n  \"a\": 1\n}\n")
  }

  @Test(arguments: [["NO_COLOR": "1"], ["TERM": "dumb"]])
  func colorsMayBeDisabled(environment: [String: String]) throws {
    let terminal = try Terminal.run(
      ["run", "d.json", "--input", #"{"a":1}"#], environment: environment, in: Folder(Self.folder))
    #expect(terminal.output.replacing("\r\n", with: "\n") == Self.text + "\n{\n  \"a\": 1\n}\n")
  }

  @Test func aTerminalGetsJSONIfAskedFor() throws {
    let json = try Terminal.run(["run", "d.json", "--format", "json"], in: Folder(Self.folder))
    #expect(try Self.json(json.output) == "SUCCEEDED")
    let history = try Terminal.run(["run", "d.json", "--history", "-"], in: Folder(Self.folder))
    #expect(history.output.hasPrefix(#"{"events":["#))
    #expect(!history.output.contains("started"))
  }
}

/// `asl` on a terminal of its own.
enum Terminal {
  /// Runs `asl` with a pseudo-terminal as its standard output.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], in folder: Folder
  ) throws -> (status: Int32, output: String) {
    let control = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(control >= 0)
    defer { close(control) }
    let name = try #require(terminalName(of: control))
    let terminal = try #require(FileHandle(forUpdatingAtPath: name))
    let process = Process()
    let asl: URL = try #require(CommandLine.executable)
    process.executableURL = asl
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    var variables = ProcessInfo.processInfo.environment
    variables["NO_COLOR"] = nil
    variables["TERM"] = "xterm"
    process.environment = variables.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = terminal
    try process.run()
    try terminal.close()
    // What is written must be read before the process can end. At the end, reading fails.
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = read(control, &buffer, buffer.count)
      guard count > 0 else { break }
      output += buffer[..<count]
    }
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  /// The device of the terminal that a descriptor controls, unlocked; `nil` if there is none.
  private static func terminalName(of control: Int32) -> String? {
    #if canImport(Darwin)
      guard grantpt(control) == 0, unlockpt(control) == 0 else { return nil }
      return ptsname(control).map { String(cString: $0) }
    #else
      // The C library's functions for this are not visible: these are the requests that they make, TIOCSPTLCK and
      // TIOCGPTN.
      var lock: Int32 = 0
      var number: UInt32 = 0
      guard ioctl(control, 0x4004_5431, &lock) == 0, ioctl(control, 0x8004_5430, &number) == 0 else { return nil }
      return "/dev/pts/\(number)"
    #endif
  }
}
