import Foundation
import Logging
import OrderedJSON
import StatesRuntime
import StepFunctions
import Synchronization
import Testing

@testable import ExecutionLogs

/// Keeps lines.
private final class Lines: ExecutionLogSink {
  private let lines = Mutex<[ExecutionLogLine]>([])
  var all: [ExecutionLogLine] { lines.withLock { $0 } }
  func write(_ line: ExecutionLogLine) { lines.withLock { $0.append(line) } }
}

@Suite struct ExecutionLogTests {
  private static let fails = #"""
    {"StartAt": "Try", "States": {
      "Try": {"Type": "Parallel", "Branches": [{"StartAt": "Bad", "States": {"Bad": {"Type": "Fail", "Error": "E", "Cause": "c"}}}],
              "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "End"}], "Next": "End"},
      "End": {"Type": "Fail", "Error": "F"}}}
    """#

  /// A service that logs, and a state machine in it.
  private func service(
    _ lines: Lines, _ definition: String, _ level: LogLevel?, includesData: Bool? = nil
  ) async throws -> (StepFunctionsService, machine: String) {
    let service = StepFunctionsService(observer: ExecutionLog(to: lines))
    let group = CloudWatchLogsLogGroup(logGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:g:*")
    let machine = try await service.createStateMachine(
      name: "Machine", definition: definition, roleArn: "arn:aws:iam::123456789012:role/r",
      loggingConfiguration: level.map {
        LoggingConfiguration(
          level: $0, includeExecutionData: includesData, destinations: [LogDestination(cloudWatchLogsLogGroup: group)])
      })
    return (service, machine.stateMachineArn)
  }

  /// What is logged while an execution runs.
  private func log(
    _ definition: String, input: String = "{}", _ level: LogLevel?, includesData: Bool? = nil
  ) async throws -> [ExecutionLogLine] {
    let lines = Lines()
    let (service, machine) = try await service(lines, definition, level, includesData: includesData)
    let started = try await service.startExecution(stateMachineArn: machine, name: "run", input: input)
    _ = try await service.result(of: started.executionArn)
    await service.shutDown()
    return lines.all
  }

  @Test func writesEventsAsTheServiceDoes() async throws {
    let pass = #"{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}"#
    let lines = try await log(pass, input: #"{"a": 1}"#, .all, includesData: true)
    let arn = "arn:aws:states:us-east-1:123456789012:execution:Machine:run"
    let shown = try lines.map { line in
      var object = try #require(try JSON(parsing: line.text).objectValue)
      let time = try #require(object["event_timestamp"]?.stringValue.flatMap { Int64($0) })
      #expect(time > 1_700_000_000_000)
      object["event_timestamp"] = "TIME"
      return JSONPrinter.compact.string(.object(object))
    }
    func line(_ details: String, _ id: Int, _ type: String, _ previous: Int) -> String {
      #"{"details":\#(details),"redrive_count":"0","id":"\#(id)","type":"\#(type)","previous_event_id":"\#(previous)","#
        + #""event_timestamp":"TIME","execution_arn":"\#(arn)"}"#
    }
    let data = #"{\"a\": 1}"#
    #expect(
      shown == [
        line(
          #"{"input":"\#(data)","inputDetails":{"truncated":false},"roleArn":"arn:aws:iam::123456789012:role/r"}"#, 1,
          "ExecutionStarted", 0),
        line(#"{"input":"\#(data)","inputDetails":{"truncated":false},"name":"P"}"#, 2, "PassStateEntered", 0),
        line(#"{"name":"P","output":"\#(data)","outputDetails":{"truncated":false}}"#, 3, "PassStateExited", 2),
        line(#"{"output":"\#(data)","outputDetails":{"truncated":false}}"#, 4, "ExecutionSucceeded", 3),
      ])
  }

  @Test func leavesOutDataThatIsNotToBeLogged() async throws {
    for included in [false, nil] {
      let lines = try await log(Self.fails, .all, includesData: included)
      let details = try lines.map { try JSON(parsing: $0.text)["details"] ?? .null }
      #expect(details.allSatisfy { $0["input"] == nil && $0["output"] == nil && $0["inputDetails"] == nil })
      #expect(details.first == ["roleArn": "arn:aws:iam::123456789012:role/r"])
    }
  }

  @Test(arguments: [
    (
      LogLevel.all,
      [
        "ExecutionStarted", "ParallelStateEntered", "ParallelStateStarted", "FailStateEntered", "ParallelStateFailed",
        "ParallelStateExited", "FailStateEntered", "ExecutionFailed",
      ]
    ),
    (.error, ["FailStateEntered", "ParallelStateFailed", "FailStateEntered", "ExecutionFailed"]),
    (.fatal, ["ExecutionFailed"]),
    (.off, []),
  ])
  func logsWhatTheLevelSays(level: LogLevel, types: [String]) async throws {
    let lines = try await log(Self.fails, level)
    #expect(lines.map(\.type.rawValue) == types)
    #expect(lines.filter(\.isError).map(\.type.rawValue) == types.filter { $0.contains("Fail") })
  }

  @Test func logsNothingWithoutAConfiguration() async throws {
    #expect(try await log(Self.fails, nil).isEmpty)
  }

  @Test func givesEventsWithoutDetailsEmptyOnes() async throws {
    let lines = try await log(Self.fails, .all)
    let line = try #require(lines.first { $0.type == .parallelStateStarted })
    #expect(try JSON(parsing: line.text)["details"] == [:])
  }

  @Test func countsRedrives() async throws {
    let lines = Lines()
    let (service, machine) = try await service(lines, Self.fails, .all)
    let started = try await service.startExecution(stateMachineArn: machine, name: "run")
    _ = try await service.result(of: started.executionArn)
    _ = try await service.redriveExecution(executionArn: started.executionArn)
    _ = try await service.result(of: started.executionArn)
    await service.shutDown()
    let counts = try lines.all.map { try JSON(parsing: $0.text)["redrive_count"]?.stringValue ?? "" }
    let redrive = try #require(lines.all.firstIndex { $0.type == .executionRedriven })
    #expect(counts[..<redrive].allSatisfy { $0 == "0" })
    #expect(counts[redrive...].allSatisfy { $0 == "1" })
  }
}

@Suite struct FileSinkTests {
  private func with<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("log-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.appendingPathComponent("executions.log").path)
  }

  private func lines(_ count: Int) throws -> [ExecutionLogLine] {
    let execution = Execution(
      try StateMachine(parsing: #"{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}"#), input: [:],
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
    let result = VirtualTimeDriver().run(execution)
    return (0..<count).map {
      ExecutionLogLine(result.history[0], of: "\($0)", redriveCount: 0, includesData: false)
    }
  }

  private var logger: Logger {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
  }

  private func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

  @Test func appendsLines() throws {
    try with { path in
      let lines = try lines(3)
      for line in lines {
        let sink = FileSink(path: path, logger: logger)
        sink.write(line)
        sink.flush()
        #expect(sink.droppedLines == 0)
      }
      #expect(text(path) == lines.map { $0.text + "\n" }.joined())
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test func beginsAnotherFileAndKeepsAFew() throws {
    try with { path in
      let lines = try lines(10)
      let length = lines[0].text.utf8.count + 1
      let sink = FileSink(path: path, maximumBytes: 2 * length, maximumFiles: 3, logger: logger)
      for line in lines { sink.write(line) }
      sink.flush()
      #expect(text(path) == lines[8...].map { $0.text + "\n" }.joined())
      #expect(text(path + ".1") == lines[6..<8].map { $0.text + "\n" }.joined())
      #expect(text(path + ".2") == lines[4..<6].map { $0.text + "\n" }.joined())
      #expect(text(path + ".3") == nil)
    }
  }

  @Test func dropsWhatIsTooMuch() throws {
    try with { path in
      let sink = FileSink(path: path, maximumWaitingBytes: 10, logger: logger)
      for line in try lines(4) { sink.write(line) }
      sink.flush()
      #expect(sink.droppedLines == 4)
      #expect(text(path) == nil)
    }
  }

  @Test func countsWhatCannotBeWritten() throws {
    let sink = FileSink(path: "/no/such/folder/log", logger: logger)
    for line in try lines(2) { sink.write(line) }
    sink.flush()
    #expect(sink.droppedLines == 2)
  }
}
