import Foundation
import OrderedJSON
import StatesRuntime
import Testing

@testable import TaskEndpoints

@Suite struct TaskRoutesTests {
  private func problem(_ text: String) -> String? {
    do throws(SettingsError) {
      _ = try TaskRoutes(parsing: Array(text.utf8), source: "routes.json", folder: "/")
      return nil
    } catch {
      return error.description
    }
  }

  @Test(
    arguments: [
      (#"{"routes": []}"#, nil),
      (#"{"routes": [{"function": "f", "url": "http://localhost/x"}]}"#, nil),
      (#"{"routes": [{"activity": "a", "command": ["/bin/cat", ""], "environment": {"A": ""}}]}"#, nil),
      (#"{"routes": [{"resource": "arn:aws:states:::sqs:*", "url": "https://h:1/?q=1", "timeoutSeconds": 0.5}]}"#, nil),
      ("[]", "routes.json: is array, not an object"),
      ("{}", "routes.json: has no 'routes'"),
      (#"{"routes": {}}"#, "routes.json: /routes: is object, not an array"),
      (#"{"routes": [], "more": 1}"#, "routes.json: /more: is not known here; allowed are 'routes'"),
      (
        #"{"routes": [{"function": "f", "url": "http://h", "port": 1}]}"#,
        "routes.json: /routes/0/port: is not known here; allowed are 'resource', 'function', 'activity', 'url', "
          + "'headers', 'command', 'environment', 'workingDirectory', 'timeoutSeconds'"
      ),
      (#"{"routes": [{"function": "f"}]}"#, "routes.json: /routes/0: has neither a 'url' nor a 'command'"),
      (
        #"{"routes": [{"function": "f", "url": "http://h", "command": ["/bin/cat"]}]}"#,
        "routes.json: /routes/0: has both a 'url' and a 'command'"
      ),
      (
        #"{"routes": [{"url": "http://h"}]}"#,
        "routes.json: /routes/0: must have one of 'resource', 'function' and 'activity'"
      ),
      (
        #"{"routes": [{"url": "http://h", "function": "f", "activity": "a"}]}"#,
        "routes.json: /routes/0: must have one of 'resource', 'function' and 'activity'"
      ),
      (
        #"{"routes": [{"function": "f", "url": "ftp://h"}]}"#,
        "routes.json: /routes/0/url: is not an http or https address"
      ),
      (
        #"{"routes": [{"function": 1, "url": "http://h"}]}"#, "routes.json: /routes/0/function: is number, not a string"
      ),
      (#"{"routes": [{"function": "", "url": "http://h"}]}"#, "routes.json: /routes/0/function: is empty"),
      (
        #"{"routes": [{"resource": "arn:*:x", "url": "http://h"}]}"#,
        "routes.json: /routes/0/resource: has a '*' that is not at its end"
      ),
      (
        #"{"routes": [{"function": "f", "url": "http://h", "timeoutSeconds": 0}]}"#,
        "routes.json: /routes/0/timeoutSeconds: is not between 0 and 86400 seconds"
      ),
      (
        #"{"routes": [{"function": "f", "url": "http://h", "timeoutSeconds": "1"}]}"#,
        "routes.json: /routes/0/timeoutSeconds: is string, not a number of seconds"
      ),
      (
        #"{"routes": [{"function": "f", "url": "http://h", "headers": {"A": "x\ny"}}]}"#,
        "routes.json: /routes/0/headers/A: contains a control character"
      ),
      (
        #"{"routes": [{"function": "f", "url": "http://h", "headers": {"A b": "x"}}]}"#,
        "routes.json: /routes/0/headers/A b: is not the name of a header"
      ),
      (
        #"{"routes": [{"function": "f", "url": "http://h", "environment": {}}]}"#,
        "routes.json: /routes/0/environment: belongs to a 'command', not to a 'url'"
      ),
      (
        #"{"routes": [{"function": "f", "command": ["/bin/cat"], "headers": {}}]}"#,
        "routes.json: /routes/0/headers: belongs to a 'url', not to a 'command'"
      ),
      (#"{"routes": [{"function": "f", "command": []}]}"#, "routes.json: /routes/0/command: is empty"),
      (
        #"{"routes": [{"function": "f", "command": ["cat"]}]}"#,
        "routes.json: /routes/0/command/0: '/cat' is not an executable file; programs are given by their path"
      ),
      (
        #"{"routes": [{"function": "f", "command": ["/bin/cat", "a\u0000"]}]}"#,
        "routes.json: /routes/0/command/1: contains a NUL character"
      ),
      (
        #"{"routes": [{"function": "f", "command": ["/bin/cat"], "environment": {"A=B": "x"}}]}"#,
        "routes.json: /routes/0/environment/A=B: is not the name of an environment variable"
      ),
    ] as [(String, String?)])
  func readsFilesStrictly(text: String, expected: String?) { #expect(problem(text) == expected) }

  @Test func saysWhereAFileIsNoJSON() throws {
    #expect(try #require(problem("{\"routes\": [}")).hasPrefix("routes.json: "))
    #expect(try #require(problem(#"{"routes": [], "routes": []}"#)).hasPrefix("routes.json: "))
  }

  @Test func saysThatAFileCannotBeOpened() {
    #expect(throws: SettingsError(source: "/no/such/file", problem: "cannot be opened")) {
      try TaskRoutes(contentsOf: "/no/such/file")
    }
  }

  @Test func takesRelativePathsFromTheFoldersOfFiles() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("routes-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let program = folder.appendingPathComponent("do.sh")
    try Data("#!/bin/sh\ncat\n".utf8).write(to: program)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
    let file = folder.appendingPathComponent("routes.json")
    try Data(#"{"routes": [{"function": "f", "command": ["./do.sh"], "workingDirectory": ".."}]}"#.utf8).write(to: file)
    let routes = try TaskRoutes(contentsOf: file.path)
    guard case .command(let command) = try #require(routes.routes.first).target else {
      Issue.record("is not a command")
      return
    }
    #expect(command.program == program.path)
    #expect(URL(fileURLWithPath: command.workingDirectory).standardized.path == folder.deletingLastPathComponent().path)
  }

  // MARK: Which route does a task

  private static let functionARN = "arn:aws:lambda:us-east-1:111111111111:function:price"

  @Test(
    arguments: [
      (#"{"function": "price"}"#, functionARN, nil, true),
      (#"{"function": "price"}"#, functionARN + ":PROD", nil, true),
      (#"{"function": "other"}"#, functionARN, nil, false),
      (
        #"{"function": "price:PROD"}"#, "arn:aws:states:::lambda:invoke", #"{"FunctionName": "price:PROD"}"#, true
      ),
      (
        #"{"function": "price:PROD"}"#, "arn:aws:states:::lambda:invoke", #"{"FunctionName": "price"}"#, false
      ),
      (#"{"function": "price"}"#, "arn:aws:states:::lambda:invoke", #"{"FunctionName": "price"}"#, true),
      (#"{"function": "price"}"#, "arn:aws:states:::lambda:invoke", #"{"FunctionName": "price:2"}"#, true),
      (
        #"{"function": "price"}"#, "arn:aws:states:::lambda:invoke",
        #"{"FunctionName": "111111111111:function:price"}"#,
        true
      ),
      (#"{"function": "price"}"#, "arn:aws:states:::lambda:invoke", "{\"FunctionName\": \"\(functionARN)\"}", true),
      (#"{"function": "price"}"#, "arn:aws:states:::aws-sdk:lambda:invoke", #"{"FunctionName": "price"}"#, true),
      (#"{"function": "price"}"#, "arn:aws:states:::sqs:sendMessage", #"{"QueueUrl": "q", "MessageBody": "b"}"#, false),
      (#"{"activity": "approve"}"#, "arn:aws:states:us-east-1:111111111111:activity:approve", nil, true),
      (#"{"activity": "prove"}"#, "arn:aws:states:us-east-1:111111111111:activity:approve", nil, false),
      (
        #"{"activity": "arn:aws:states:us-east-1:111111111111:activity:approve"}"#,
        "arn:aws:states:us-east-1:111111111111:activity:approve", nil, true
      ),
      (
        #"{"resource": "arn:aws:states:::sqs:sendMessage"}"#, "arn:aws:states:::sqs:sendMessage",
        #"{"QueueUrl": "q", "MessageBody": "b"}"#, true
      ),
      (
        #"{"resource": "arn:aws:states:::sqs:*"}"#, "arn:aws:states:::sqs:sendMessage",
        #"{"QueueUrl": "q", "MessageBody": "b"}"#, true
      ),
      (
        #"{"resource": "arn:aws:states:::states:*"}"#, "arn:aws:states:::states:startExecution",
        #"{"StateMachineArn": "arn:aws:states:us-east-1:111111111111:stateMachine:Child"}"#, true
      ),
    ] as [(String, String, String?, Bool)])
  func findsTheRouteOfATask(match: String, resource: String, parameters: String?, isDone: Bool) async throws {
    let entry = match.dropLast() + #", "command": ["/bin/sh", "-c", "echo '\"route\"'"]}"#
    var settings = TaskEndpointSettings()
    settings.routes = try TaskRoutes(parsing: Array("{\"routes\": [\(entry)]}".utf8), folder: "/")
    let result = try await TaskRun(settings).run(
      resource, try parameters.map { try JSON(parsing: $0) }, timeoutSeconds: isDone ? 60 : 1)
    #expect((result.output?.description.contains("route") == true) == isDone)
  }

  @Test func takesTheFirstRouteThatMatches() async throws {
    var settings = TaskEndpointSettings()
    settings.routes = try TaskRoutes(
      parsing: Array(
        #"""
        {"routes": [
          {"resource": "arn:aws:lambda:*", "command": ["/bin/echo", "1"]},
          {"function": "price", "command": ["/bin/echo", "2"]}
        ]}
        """#.utf8), folder: "/")
    #expect(settings.routes.count == 2)
    #expect(try await TaskRun(settings).run(Self.functionARN).output == 1)
  }
}
