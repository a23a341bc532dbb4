import Foundation
import Testing

@Suite struct BuildCommandTests {
  private static let hello = #"{"StartAt": "Hello", "States": {"Hello": {"Type": "Succeed"}}}"#

  private static func source(_ name: String) -> String {
    """
    import StatesBuilder

    enum \(name) {
      /// The names of the states.
      enum Names: String, StateNaming {
        case hello = "Hello"
      }

      /// The state machine.
      static var workflow: Workflow {
        Workflow(startAt: Names.hello) {
          hello
        }
      }

      static var hello: Succeed {
        Succeed(Names.hello)
      }
    }

    """
  }

  @Test(arguments: [
    (["--swift", "say-hello.asl.json"], "SayHello"),
    (["say-hello.asl.json", "--swift", "--name", "one two"], "OneTwo"),
    (["--swift", "-"], "Machine"), (["--swift", "--type", "EXPRESS", "-", "--name=Task"], "TaskWorkflow"),
  ])
  func writesSwift(arguments: [String], name: String) throws {
    let folder = try Folder(["say-hello.asl.json": Self.hello])
    let result = try CommandLine.run(["build"] + arguments, input: Self.hello, in: folder)
    #expect(result.status == 0)
    #expect(result.output == Self.source(name))
    #expect(result.errors == "")
  }

  @Test func writesAFile() throws {
    let folder = try Folder(["hello.json": Self.hello])
    let result = try CommandLine.run(["build", "--swift", "hello.json", "--output", "Hello.swift"], in: folder)
    #expect(result.status == 0)
    #expect(result.output == "")
    #expect(try folder.read("Hello.swift") == Self.source("Hello"))
  }

  @Test func whatItWritesIsFormatted() throws {
    let folder = try Folder()
    let source = try CommandLine.run(
      ["build", "--swift", CommandLine.example + "/order-fulfillment.asl.json"], in: folder)
    #expect(source.status == 0)
    let lines = source.output.split(separator: "\n")
    #expect(lines.count > 100)
    #expect(lines.allSatisfy { $0.count <= 120 && !$0.hasSuffix(" ") })
  }

  @Test(arguments: [
    (#"{"StartAt": "A", "States": {"B": {"Type": "Succeed"}}}"#, "Missing 'Next' target: A"),
    ("{", "asl: build: the definition is invalid\n"), ("", "error:"),
    (
      #"{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": ${x}, "End": true}}}"#,
      "asl: build: the definition is invalid; --substitute NAME=VALUE fills in ${NAME}\n"
    ),
  ])
  func invalidDefinitionsAreReported(text: String, message: String) throws {
    let folder = try Folder(["bad.asl.json": text])
    let result = try CommandLine.run(["build", "--swift", "bad.asl.json", "--output", "Bad.swift"], in: folder)
    #expect(result.status == 1)
    #expect(result.output == "")
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("Bad.swift")))
  }

  @Test(arguments: [
    (["hello.json"], "build: no language given; say --swift"),
    (["--swift"], "build: name one definition, or - for standard input"),
    (["--swift", "a", "b"], "build: name one definition, or - for standard input"),
    (["--swift", "missing.json"], "build: missing.json: No such file or directory"),
    (["--swfit", "hello.json"], "build: unknown option '--swfit'; did you mean '--swift'?"),
    (["--swift=5", "hello.json"], "build: the option --swift takes no value"),
    (["--swift", "hello.json", "--type", "FAST"], "build: --type takes STANDARD or EXPRESS, not 'FAST'"),
    (["--swift", "hello.json", "--output", "no/such/folder"], "build: no/such/folder: No such file or directory"),
  ])
  func wrongUseIsReported(arguments: [String], message: String) throws {
    let folder = try Folder(["hello.json": Self.hello])
    let result = try CommandLine.run(["build"] + arguments, in: folder)
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("asl: \(message)\n"), "\(result.errors)")
  }

  @Test func explainsItself() throws {
    let result = try CommandLine.run(["build", "--help"], in: try Folder())
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("Usage: asl build --swift"))
  }
}
