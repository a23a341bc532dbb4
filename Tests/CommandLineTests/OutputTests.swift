import Foundation
import Testing

/// What happens when output cannot be written: a full disk, a pipe without a reader.
@Suite struct OutputTests {
  private static let commands: [[String]] = [
    ["--help"], ["run", "--help"], ["run", "hello.json"], ["run", "hello.json", "--history", "-"],
    ["run", "hello.json", "--real-time"], ["validate", "hello.json"], ["validate", "--format", "json", "bad.json"],
    ["validate", "--format", "sarif", "bad.json"], ["validate", "--format", "service", "bad.json"],
    ["eval", "1 + 1"], ["eval", "$.a", "--language", "jsonpath", "--input", "input.json"],
    ["eval", "States.UUID()", "--language", "intrinsic"], ["eval", "--batch"],
    ["test-state", "--request", "request.json"],
  ]

  private static func folder() throws -> Folder {
    try Folder([
      "hello.json": RunTests.hello, "bad.json": ValidateCommandTests.misspelled, "input.json": #"{"a":1}"#,
      "request.json": #"{"definition":"{\"Type\":\"Succeed\"}"}"#,
    ])
  }

  private static let requests = String(repeating: #"{"language":"jsonata","expression":"1"}"# + "\n", count: 3)

  private static var hasFullDevice: Bool { FileManager.default.fileExists(atPath: "/dev/full") }

  @Test(.enabled(if: hasFullDevice, "there is no /dev/full here"), arguments: commands)
  func aFullDiskIsStatusTwo(arguments: [String]) throws {
    let output = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let result = try CommandLine.run(arguments, input: Self.requests, output: output, in: Self.folder())
    #expect(result.status == 2)
    #expect(result.errors.contains("standard output: No space left on device"), "\(result.errors)")
  }

  @Test(arguments: commands)
  func aClosedPipeIsStatusTwo(arguments: [String]) throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let result = try CommandLine.run(
      arguments, input: Self.requests, output: pipe.fileHandleForWriting, in: Self.folder())
    #expect(result.status == 2)
    #expect(result.errors.contains("standard output: Broken pipe"), "\(result.errors)")
  }

  @Test(.enabled(if: hasFullDevice, "there is no /dev/full here"))
  func aHistoryThatCannotBeWrittenIsStatusTwo() throws {
    let result = try CommandLine.run(["run", "hello.json", "--history", "/dev/full"], in: Self.folder())
    #expect(result.status == 2)
    #expect(result.errors.contains("/dev/full: No space left on device"), "\(result.errors)")
    #expect(result.output.isEmpty)
  }
}
