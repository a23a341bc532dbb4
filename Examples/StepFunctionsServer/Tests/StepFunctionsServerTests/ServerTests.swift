import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import OrderedJSON
import StepFunctions
import StepFunctionsServer
import TaskEndpoints
import Testing

/// The whole server, with real connections.
@Suite struct ServerTests {
  private static let pass = #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#
  private static let wait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":600,"End":true}}}"#
  private static let arn = "arn:aws:states:us-east-1:123456789012"

  private static var quiet: Logger {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
  }

  private static func settings(_ store: StoreLocation = .memory) -> ServerSettings {
    var settings = ServerSettings()
    settings.store = store
    settings.port = 0
    return settings
  }

  private static func call(
    _ client: any TestClientProtocol, _ operation: String, _ body: JSON
  ) async throws -> JSON {
    let answer = try await client.execute(
      uri: "/", method: .post,
      headers: [
        .named("X-Amz-Target"): "AWSStepFunctions.\(operation)", .contentType: "application/x-amz-json-1.0",
      ], body: ByteBuffer(bytes: JSONPrinter.compact.bytes(body)))
    return try JSON(parsing: String(buffer: answer.body))
  }

  private static func create(_ client: any TestClientProtocol, _ definition: String) async throws {
    let made = try await call(
      client, "CreateStateMachine",
      ["name": "M", "definition": .string(definition), "roleArn": "arn:aws:iam::123456789012:role/r"])
    #expect(made["stateMachineArn"] == .string("\(arn):stateMachine:M"))
  }

  private static func folder() throws -> String {
    let path = NSTemporaryDirectory() + "/server-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  // MARK: Beside the service

  @Test func itTellsAboutItself() async throws {
    let metrics = PrometheusMetrics()
    let server = try await Server(Self.settings(), logger: Self.quiet, metrics: metrics)
    try await server.application().test(.live) { client in
      let health = try await client.execute(uri: "/health", method: .get)
      #expect(health.status == .ok)
      #expect(try JSON(parsing: String(buffer: health.body))["status"] == "ok")
      let page = try await client.execute(uri: "/", method: .get)
      #expect(String(buffer: page.body).contains("aws stepfunctions --endpoint-url http://"))
      #expect(String(buffer: page.body).contains("There are no state machines in us-east-1"))
      let text = try await client.execute(uri: "/metrics", method: .get)
      #expect(String(buffer: text.body).contains("step_functions_executions_open 0\n"))
      #expect(try await client.execute(uri: "/other", method: .get).status == .notFound)
      #expect(try await client.execute(uri: "/moto-api/reset", method: .post).status == .notFound)
    }
    await server.close()
  }

  @Test(arguments: ["memory", "sqlite", "file"])
  func aResetForgetsEverything(kind: String) async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try #require(StoreLocation(kind == "memory" ? kind : "\(kind):\(folder)/store"))
    var settings = Self.settings(store)
    settings.allowsReset = true
    let server = try await Server(settings, logger: Self.quiet)
    try await server.application().test(.live) { client in
      try await Self.create(client, Self.pass)
      #expect(try await client.execute(uri: "/moto-api/reset", method: .post).status == .ok)
      #expect(try await Self.call(client, "ListStateMachines", [:]) == ["stateMachines": []])
      try await Self.create(client, Self.wait)
    }
    await server.close()
  }

  @Test(arguments: ["sqlite", "file"])
  func aRestartRemembers(kind: String) async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let settings = Self.settings(try #require(StoreLocation("\(kind):\(folder)/sub/store")))
    let first = try await Server(settings, logger: Self.quiet)
    try await first.application().test(.live) { client in
      try await Self.create(client, Self.wait)
      _ = try await Self.call(
        client, "StartExecution", ["stateMachineArn": .string("\(Self.arn):stateMachine:M"), "name": "e"])
    }
    await first.close()
    let second = try await Server(settings, logger: Self.quiet)
    _ = try await second.service.current.recover()
    try await second.application().test(.live) { client in
      let arn = JSON.string("\(Self.arn):execution:M:e")
      #expect(try await Self.call(client, "DescribeExecution", ["executionArn": arn])["status"] == "RUNNING")
      _ = try await Self.call(client, "StopExecution", ["executionArn": arn])
      #expect(try await Self.call(client, "DescribeExecution", ["executionArn": arn])["status"] == "ABORTED")
    }
    await second.close()
  }

  @Test func aStoreThatAnotherProcessHasIsRefused() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let settings = Self.settings(.sqlite("\(folder)/store"))
    let first = try await Server(settings, logger: Self.quiet)
    await #expect(throws: (any Error).self) { try await Server(settings, logger: Self.quiet) }
    await first.close()
  }

  @Test func aMockFileThatCannotBeReadIsToldWithItsPosition() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var settings = Self.settings()
    settings.mockConfig = "\(folder)/none.json"
    await #expect(throws: ServerProblem.self) { try await Server(settings, logger: Self.quiet) }
    try "{\n  \"StateMachines\": 1\n}".write(toFile: "\(folder)/m.json", atomically: true, encoding: .utf8)
    settings.mockConfig = "\(folder)/m.json"
    let problem = await #expect(throws: ServerProblem.self) { try await Server(settings, logger: Self.quiet) }
    #expect(problem?.description.contains("m.json:2:20: ") == true)
  }

  @Test func waitsAreScaled() async throws {
    var settings = Self.settings()
    settings.waitPermille = 0
    let server = try await Server(settings, logger: Self.quiet)
    try await server.application().test(.live) { client in
      try await Self.create(client, Self.wait)
      _ = try await Self.call(
        client, "StartExecution", ["stateMachineArn": .string("\(Self.arn):stateMachine:M"), "name": "e"])
      let ended = try await server.service.current.result(of: "\(Self.arn):execution:M:e")
      #expect(ended.status == .succeeded)
    }
    await server.close()
  }

  // MARK: Who does a task

  /// Mocks come before routes, routes before endpoints; what nobody does fails and says what is missing.
  @Test func tasksAreDoneInOrder() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func write(_ name: String, _ text: String) throws -> String {
      try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
      return folder + "/" + name
    }
    let program = try write(
      "answer.sh",
      "#!/bin/sh\nread input\nprintf '{\"by\": \"route\", \"input\": %s, \"trace\": \"%s\"}' \"$input\" \"$_X_AMZN_TRACE_ID\"\n"
    )
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let routes = try write("routes.json", #"{"routes": [{"function": "f", "command": ["./answer.sh"]}]}"#)
    let mocks = try write(
      "mocks.json",
      #"{"StateMachines": {"M": {"TestCases": {"mocked": {"T": "one"}}}}, "MockedResponses": {"one": {"0": {"Return": {"by": "mock"}}}}}"#
    )
    var settings = Self.settings()
    settings.mockConfig = mocks
    settings.tasks.routes = try TaskRoutes(contentsOf: routes)
    let server = try await Server(settings, logger: Self.quiet)
    let service = server.service.current
    func outcome(_ resource: String, suffix: String = "") async throws -> JSON {
      let name = suffix.isEmpty ? "M\(resource.count)" : "M"
      let made = try await service.createStateMachine(
        name: name,
        definition: #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"\#(resource)","End":true}}}"#,
        roleArn: "arn:aws:iam::123456789012:role/r")
      let started = try await service.startExecution(
        stateMachineArn: made.stateMachineArn + suffix, input: #"{"n":1}"#, traceHeader: "Root=1")
      let ended = try await service.result(of: started.executionArn)
      return try ended.output.map { try JSON(parsing: $0) } ?? .string("\(ended.error ?? ""): \(ended.cause ?? "")")
    }
    let lambda = "arn:aws:lambda:us-east-1:123456789012:function:"
    #expect(try await outcome(lambda + "f", suffix: "#mocked") == ["by": "mock"])
    #expect(try await outcome(lambda + "f") == ["by": "route", "input": ["n": 1], "trace": "Root=1"])
    #expect(
      try await outcome(lambda + "other")
        == "Lambda.ResourceNotFoundException: No endpoint is configured for '\(lambda)other'; set LAMBDA_ENDPOINT or add a route for it"
    )
    await server.close()
  }

  // MARK: Execution logs

  @Test func executionsAreLoggedAsTheirStateMachinesSay() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var settings = Self.settings()
    settings.executionLog = .file("\(folder)/executions.log")
    let server = try await Server(settings, logger: Self.quiet)
    let service = server.service.current
    let group = CloudWatchLogsLogGroup(logGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:g:*")
    for (name, level) in [("Quiet", LogLevel.off), ("Errors", .error), ("All", .all)] {
      let machine = try await service.createStateMachine(
        name: name, definition: Self.pass, roleArn: "arn:aws:iam::123456789012:role/r", type: .express,
        loggingConfiguration: LoggingConfiguration(
          level: level, destinations: level == .off ? nil : [LogDestination(cloudWatchLogsLogGroup: group)]))
      let started = try await service.startExecution(stateMachineArn: machine.stateMachineArn)
      _ = try await service.result(of: started.executionArn)
    }
    var lines: [JSON] = []
    // Nothing waits for a log.
    for _ in 0..<200 where lines.count < 4 {
      try await Task.sleep(for: .milliseconds(20))
      let text = (try? String(contentsOfFile: "\(folder)/executions.log", encoding: .utf8)) ?? ""
      lines = try text.split(separator: "\n").map { try JSON(parsing: String($0)) }
    }
    #expect(
      lines.map { $0["type"]?.stringValue } == [
        "ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded",
      ])
    #expect(lines.allSatisfy { $0["execution_arn"]?.stringValue?.contains(":express:All:") == true })
    await server.close()
  }

  // MARK: Importing

  @Test func filesOfAFolderBecomeStateMachines() async throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func write(_ name: String, _ text: String) throws {
      try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
    }
    try write("Order.asl.json", Self.pass)
    try write("Fast.express.asl.json", Self.pass)
    try write("Broken.asl.json", "{")
    try write("Notes.txt", "not a definition")
    var settings = Self.settings()
    settings.importFolder = folder
    let server = try await Server(settings, logger: Self.quiet)
    try await server.importOnce()
    let service = server.service.current
    let machines = try await service.listStateMachines().stateMachines
    #expect(machines.map(\.name).sorted() == ["Fast", "Order"])
    #expect(machines.first { $0.name == "Fast" }?.type == .express)
    // A file that has not changed is not read again.
    try await server.importOnce()
    let arn = "\(Self.arn):stateMachine:Order"
    #expect(try await service.describeStateMachine(stateMachineArn: arn).revisionId == nil)
    try write("Order.asl.json", Self.wait)
    try await server.importOnce()
    #expect(try await service.describeStateMachine(stateMachineArn: arn).definition == Self.wait)
    await server.close()
  }

  @Test func aFolderThatIsNotThereIsTold() async throws {
    var settings = Self.settings()
    settings.importFolder = "/nowhere/at/all"
    let server = try await Server(settings, logger: Self.quiet)
    await #expect(throws: ServerProblem.self) { try await server.importOnce() }
    await server.close()
  }
}

extension HTTPField.Name {
  /// A name that can be one.
  fileprivate static func named(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .expect }
}
