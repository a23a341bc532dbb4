import Foundation
import OrderedJSON
import Subprocess

/// A program that does tasks: it gets the input on its standard input, and what it writes to its standard output is the
/// result.
///
/// No shell is involved, and nothing of this process's environment is passed on. With the first program that is
/// configured, this process ignores the signal `SIGPIPE`; programs get it as usual.
struct CommandRoute: Sendable {
  let program: String
  let arguments: [String]
  let environment: [(name: String, value: String)]
  let workingDirectory: String

  init(
    _ command: SettingsValue, environment: SettingsValue?, workingDirectory: SettingsValue?, folder: String
  ) throws(SettingsError) {
    let words = try command.elements()
    guard let first = words.first else { throw command.error("is empty") }
    program = SettingsFile.resolve(try first.string(), in: folder)
    guard SettingsFile.isExecutable(program) else {
      throw first.error("'\(program)' is not an executable file; programs are given by their path")
    }
    var arguments: [String] = []
    for word in words.dropFirst() {
      guard let text = word.json.stringValue else { throw word.error("is \(word.json.kindName), not a string") }
      // Unlike a path, an argument may be empty.
      arguments.append(text.isEmpty ? text : try word.string())
    }
    self.arguments = arguments
    var variables: [(name: String, value: String)] = []
    if let environment {
      for (name, value) in try environment.members() {
        guard !name.isEmpty, !name.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "=") }) else {
          throw value.error("is not the name of an environment variable")
        }
        guard let text = value.json.stringValue else { throw value.error("is \(value.json.kindName), not a string") }
        variables.append((name, text.isEmpty ? text : try value.string()))
      }
    }
    self.environment = variables
    // A program may end before it has read its input, and the signal that says so would end this process.
    signal(SIGPIPE, SIG_IGN)
    self.workingDirectory = SettingsFile.resolve(try workingDirectory?.string() ?? ".", in: folder)
  }

  /// Has a task done.
  ///
  /// The program and all that it started are killed when the time is up, or when nobody waits for the task any more.
  ///
  /// - Parameters:
  ///   - outputLimit: the most bytes that are read of its standard output.
  ///   - errorLimit: how much of its standard error is kept: what comes last.
  /// - Returns: the result: what it wrote, or `null` if it wrote nothing.
  /// - Throws: ``RouteFailure``.
  func perform(
    _ input: JSON, _ context: TaskContext, timeout: Duration, outputLimit: Int, errorLimit: Int
  ) async throws -> JSON {
    let bytes = JSONPrinter.compact.bytes(input)
    let ending: Ending?
    do {
      ending = try await withTimeout(timeout) {
        try await run(bytes, context, outputLimit: outputLimit, errorLimit: errorLimit)
      }
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      if error.code == .outputLimitExceeded {
        throw RouteFailure("States.DataLimitExceeded", "\(program) writes more than \(outputLimit) bytes")
      }
      throw RouteFailure("States.TaskFailed", "\(program) cannot be run: \(error)")
    }
    try Task.checkCancellation()
    guard let ending else {
      throw RouteFailure("States.Timeout", "\(program) was killed: no complete answer within \(timeout.shownSeconds)")
    }
    return try ending.result(of: program)
  }

  private func run(
    _ input: [UInt8], _ context: TaskContext, outputLimit: Int, errorLimit: Int
  ) async throws -> Ending {
    var options = PlatformOptions()
    // A group of its own, so that everything it starts is killed with it.
    options.processGroupID = 0
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(100))
    ]
    let configuration = Configuration(
      executable: .path(.init(program)), arguments: Arguments(arguments), environment: variables(context),
      workingDirectory: .init(workingDirectory), platformOptions: options)
    let result = try await Subprocess.run(
      configuration, input: .inputWriter, output: .bytes(limit: max(outputLimit, 0)), error: .sequence
    ) { execution in
      async let writing: Void = Self.write(input, to: execution.standardInputWriter)
      var tail = Tail(limit: errorLimit)
      for try await part in execution.standardError { part.withUnsafeBytes { tail.append($0) } }
      await writing
      return tail.bytes
    }
    return Ending(status: result.terminationStatus, output: result.standardOutput, errors: result.closureResult)
  }

  /// A program need not read its input: if it ends before, that is no failure.
  private static func write(_ input: [UInt8], to writer: StandardInputWriter) async {
    _ = try? await writer.write(input)
    try? await writer.finish()
  }

  /// What is configured comes last, so that it prevails.
  private func variables(_ context: TaskContext) -> Environment {
    var all: [Environment.Key: String] = [:]
    for (name, value) in context.environment + environment { all[Environment.Key(stringLiteral: name)] = value }
    return .custom(all)
  }

  /// How a program ended.
  private struct Ending: Sendable {
    var status: TerminationStatus
    var output: [UInt8]
    var errors: [UInt8]

    func result(of program: String) throws -> JSON {
      let how: String
      switch status {
      case .exited(0):
        if output.allSatisfy({ $0 == 0x20 || (0x09...0x0d).contains($0) }) { return .null }
        do {
          return try JSON(parsing: output)
        } catch {
          throw RouteFailure("States.TaskFailed", "\(program): the output is not JSON: \(error)")
        }
      case .exited(let code): how = "ended with status \(code)"
      case .signaled(let signal): how = "was ended by signal \(signal)"
      }
      if let failure = RouteFailure(functionError: errors) { throw failure }
      let text = RouteFailure.shown(errors)
      throw RouteFailure("States.TaskFailed", "\(program) \(how)" + (text.isEmpty ? "" : ": " + text))
    }
  }
}

/// The last bytes of a stream.
private struct Tail {
  private let limit: Int
  private var kept: [UInt8] = []

  init(limit: Int) { self.limit = max(limit, 0) }

  /// Twice the limit is kept at most, so that bytes are not moved for each part.
  mutating func append(_ part: UnsafeRawBufferPointer) {
    kept.append(contentsOf: part.suffix(limit))
    if kept.count > 2 * limit { kept.removeFirst(kept.count - limit) }
  }

  var bytes: [UInt8] { Array(kept.suffix(limit)) }
}
