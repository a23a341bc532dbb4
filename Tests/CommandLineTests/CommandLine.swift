import Foundation
import Testing

/// The built `asl`, run as a user would.
enum CommandLine {
  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Beside the test bundle, where the build puts it.
  static let executable: URL? = {
    var folder = URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent()
    for _ in 0..<6 {
      let candidate = folder.appendingPathComponent("asl")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    return nil
  }()

  /// Runs `asl` in a folder; what it writes goes through files, so that no pipe fills up, or to `output`.
  static func run(
    _ arguments: [String], input: String = "", output other: FileHandle? = nil, in folder: Folder
  ) throws -> Result {
    let process = Process()
    let asl: URL = try #require(executable)
    process.executableURL = asl
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    let id = UUID().uuidString
    let (output, errors) = (folder.path("out-\(id)"), folder.path("err-\(id)"))
    try Data(input.utf8).write(to: URL(fileURLWithPath: folder.path("in-\(id)")))
    for path in [output, errors] { try Data().write(to: URL(fileURLWithPath: path)) }
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.path("in-\(id)")))
    process.standardOutput = other ?? FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit, "asl \(arguments) crashed")
    func text(_ path: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }
    return Result(status: process.terminationStatus, output: try text(output), errors: try text(errors))
  }

  /// The folder of the package.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let example = root.appendingPathComponent("Examples/OrderFulfillment").path
}

/// A temporary folder that goes away with its last user.
final class Folder: Sendable {
  let url: URL

  init(_ files: [String: String] = [:]) throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("asl-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (name, text) in files { try Data(text.utf8).write(to: url.appendingPathComponent(name)) }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func write(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: url.appendingPathComponent(name)) }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path(name))), as: UTF8.self)
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: url.appendingPathComponent(name), withIntermediateDirectories: true)
  }
}
