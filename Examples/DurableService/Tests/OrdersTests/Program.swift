import Foundation
import Testing

/// The built `orders`, run as a user would.
enum Program {
  /// What a command has said.
  struct Answer: Sendable {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Beside the test bundle, where the build puts it.
  static func executable() throws -> URL {
    var folder = URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent()
    for _ in 0..<6 {
      let candidate = folder.appendingPathComponent("orders")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    throw CocoaError(.fileNoSuchFile)
  }

  /// A process that runs in a folder and adds to the files `NAME.out` and `NAME.err` there.
  static func process(_ arguments: [String], name: String, in folder: Folder) throws -> Process {
    let process = Process()
    process.executableURL = try executable()
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try folder.appending(to: "\(name).out")
    process.standardError = try folder.appending(to: "\(name).err")
    return process
  }

  /// Gives up the files that the process has of its own by now.
  static func closeFiles(of process: Process) {
    for file in [process.standardOutput, process.standardError] { try? (file as? FileHandle)?.close() }
  }

  /// Runs a command to its end.
  static func run(_ arguments: [String], in folder: Folder) async throws -> Answer {
    let name = UUID().uuidString
    let process = try process(arguments, name: name, in: folder)
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
    closeFiles(of: process)
    #expect(process.terminationReason == .exit, "orders \(arguments) crashed")
    return Answer(
      status: process.terminationStatus, output: try folder.text("\(name).out"), errors: try folder.text("\(name).err"))
  }
}

/// A service in a folder of its own, which can be started again and again.
actor Service {
  let folder: Folder
  private let pace: Int
  private var process: Process?

  init(pace: Int) throws {
    folder = try Folder()
    self.pace = pace
  }

  // A test that has failed leaves none behind.
  deinit { if let process, process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// Starts the service, and returns at once.
  func start() throws {
    let process = try Program.process(["serve", "--pace", "\(pace)"], name: "serve", in: folder)
    try process.run()
    Program.closeFiles(of: process)
    self.process = process
  }

  /// Sends a signal and waits for the end; returns the exit status, or the signal that has ended it.
  @discardableResult
  func end(_ signal: Int32) async throws -> Int32 {
    let process = try #require(process)
    kill(process.processIdentifier, signal)
    while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    self.process = nil
    return process.terminationStatus
  }

  /// Waits until a command is done, whatever happens to the service in the meantime.
  nonisolated func insist(_ arguments: [String], orUntil text: String? = nil) async throws -> String {
    while true {
      let answer = try await Program.run(arguments, in: folder)
      if answer.status == 0 { return answer.output }
      if let text, answer.errors.contains(text) { return answer.errors }
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}

/// A temporary folder that goes away with its last user.
final class Folder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("orders-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func appending(to name: String) throws -> FileHandle {
    let file = url.appendingPathComponent(name)
    if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
    let handle = try FileHandle(forWritingTo: file)
    try handle.seekToEnd()
    return handle
  }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
  }
}
