import Foundation
import OrderedJSON
import Testing

@Suite struct TestStateCommandTests {
  static let requests: [(JSON, Int32, JSON)] = [
    (
      ["definition": #"{"Type":"Succeed"}"#, "input": "[1]"], 0, ["output": "[1]", "status": "SUCCEEDED"]
    ),
    (["definition": #"{"Type":"Fail","Error":"E"}"#], 1, ["error": "E", "status": "FAILED"]),
    (
      ["definition": #"{"Type":"Succeed"}"#, "mock": ["result": "1"]], 1,
      [
        "Error": [
          "Message": "State type 'Succeed' is not supported when a mock is specified", "Code": "ValidationException",
        ], "message": "State type 'Succeed' is not supported when a mock is specified",
      ]
    ),
  ]

  @Test(arguments: requests)
  func printsTheAnswer(request: JSON, status: Int32, answer: JSON) throws {
    let folder = try Folder(["request.json": request.description])
    let result = try CommandLine.run(["test-state", "--request", "request.json"], in: folder)
    #expect(result.status == status, "\(result.errors)")
    #expect(try JSON(parsing: result.output) == answer)
  }

  @Test func readsStandardInputAndStartTime() throws {
    let definition = #"{"Type":"Pass","Parameters":{"t.$":"$$.State.EnteredTime"},"End":true}"#
    let request: JSON = ["definition": .string(definition)]
    let result = try CommandLine.run(
      ["test-state", "--request", "-", "--start-time", "2025-06-01T12:00:00Z"], input: request.description, in: Folder()
    )
    #expect(try JSON(parsing: result.output)["output"] == #"{"t":"2025-06-01T12:00:00.000Z"}"#)
  }

  /// The example of the help is pasted into a shell as it is printed.
  @Test func theExampleOfTheHelpRuns() throws {
    let folder = try Folder()
    let help = try CommandLine.run(["test-state", "--help"], in: folder).output
    let start = try #require(help.range(of: "asl test-state --request - <<'END'\n"))
    let end = try #require(help.range(of: "\nEND\n"))
    try Data(help[start.lowerBound..<end.upperBound].utf8).write(to: folder.url.appendingPathComponent("example.sh"))

    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["example.sh"]
    shell.currentDirectoryURL = folder.url
    let asl: URL = try #require(CommandLine.executable)
    shell.environment = ["PATH": asl.deletingLastPathComponent().path + ":/usr/bin:/bin"]
    let pipe = Pipe()
    shell.standardOutput = pipe
    try shell.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0)
    let answer = try JSON(parsing: Array(output))
    #expect(answer["status"] == "SUCCEEDED")
    #expect(answer["output"] == #""Hello, Ada""#)
    #expect(answer["inspectionData"]?["input"] == #"{"name":"Ada"}"#)
  }

  @Test(arguments: [
    [], ["--request", "absent.json"], ["--request"], ["request.json"], ["--request", "broken.json"],
    ["--request", "request.json", "--start-time", "noon"], ["--request", "request.json", "--seed", "x"],
  ])
  func wrongUse(arguments: [String]) throws {
    let folder = try Folder(["request.json": #"{"definition":"{}"}"#, "broken.json": "{"])
    let result = try CommandLine.run(["test-state"] + arguments, in: folder)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(!result.errors.isEmpty)
  }
}
