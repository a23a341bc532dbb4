import Foundation
import OrderedJSON
import StatesRuntime
import Testing

@testable import TaskEndpoints

@Suite struct CommandRouteTests {
  private static let function = "arn:aws:lambda:us-east-1:111111111111:function:price"

  private static func settings(_ script: String, _ more: String = "") throws -> TaskEndpointSettings {
    var settings = TaskEndpointSettings()
    let command = JSON.array(["/bin/sh", "-c", .string(script)]).description
    settings.routes = try TaskRoutes(
      parsing: Array(#"{"routes": [{"function": "price", "command": \#(command)\#(more)}]}"#.utf8), folder: "/tmp")
    return settings
  }

  @Test(arguments: [
    ("cat", #"{"n":1}"#),
    ("cat >/dev/null; echo '[1, 2]'", "[1,2]"),
    ("exit 0", "null"),
    ("echo; echo", "null"),
    ("echo oops", "States.TaskFailed: /bin/sh: the output is not JSON: "),
    ("printf '\"\\377\"'", "States.TaskFailed: /bin/sh: the output is not JSON: "),
    ("echo 'no money' >&2; exit 3", "States.TaskFailed: /bin/sh ended with status 3: no money"),
    ("exit 4", "States.TaskFailed: /bin/sh ended with status 4"),
    (
      #"echo '{"errorType": "Declined", "errorMessage": "no money"}' >&2; exit 1"#,
      #"Declined: {"errorType":"Declined","errorMessage":"no money"}"#
    ),
    ("kill -9 $$", "States.TaskFailed: /bin/sh was ended by signal 9"),
    ("echo warning >&2; echo 1", "1"),
    ("pwd | sed 's/.*/\"&\"/'", #""/tmp""#),
  ])
  func turnsEndsOfProgramsIntoOutcomes(script: String, expected: String) async throws {
    let result = try await TaskRun(try Self.settings(script)).run(Self.function, input: ["n": 1])
    #expect(result.shown.hasPrefix(expected))
  }

  @Test func givesNothingOfItsEnvironmentButWhatIsConfigured() async throws {
    // What shells add themselves is taken away, and the context of the tracer of other tests.
    let script =
      #"env | grep -v -E '^(PWD|SHLVL|_|OLDPWD|IN_MEMORY_[A-Z_]*)=' | sort | sed 's/\(.*\)/"\1",/' | tr -d '\n' | sed 's/^/[/;s/,$/]/'"#
    var run = TaskRun(try Self.settings(script, #", "environment": {"LEVEL": "2", "ATTEMPT": "mine"}"#))
    run.traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793"
    let lines = try #require(try await run.run(Self.function).output?.arrayValue?.compactMap(\.stringValue))
    #expect(
      lines.map { $0.prefix { $0 != "=" } } == [
        "ATTEMPT", "DEDUPLICATION_ID", "EXECUTION_ARN", "LEVEL", "STATE_NAME", "_X_AMZN_TRACE_ID",
      ])
    #expect(lines.contains("LEVEL=2"))
    #expect(lines.contains("ATTEMPT=mine"))
    #expect(lines.contains("STATE_NAME=Do it"))
    #expect(lines.contains("EXECUTION_ARN=arn:aws:states:us-east-1:111111111111:execution:Machine:run"))
  }

  @Test func takesAProgramThatDoesNotReadItsInput() async throws {
    let long = JSON.string(String(repeating: "x", count: 250_000))
    // As processes have it that were not started by those who ignore it.
    signal(SIGPIPE, SIG_DFL)
    #expect(try await TaskRun(try Self.settings("echo 1")).run(Self.function, input: long).output == 1)
    #expect(try await TaskRun(try Self.settings("wc -c")).run(Self.function, input: long).output == 250_002)
  }

  @Test func doesNotWaitForWhatAProgramLeavesBehind() async throws {
    let result = try await TaskRun(try Self.settings("sleep 5 & echo 1", #", "timeoutSeconds": 4"#)).run(Self.function)
    #expect(result.output == 1)
  }

  @Test func boundsErrorsAndCauses() async throws {
    let script =
      #"n=$(head -c 20000 /dev/zero | tr '\0' x); printf '{"errorType":"%s","errorMessage":"%s"}' $n $n >&2; exit 1"#
    let result = try await TaskRun(try Self.settings(script)).run(Self.function)
    #expect(result.error?.count == 256)
    #expect(result.cause?.count == 32_768)
  }

  @Test func killsAProgramThatWritesWithoutEnd() async throws {
    let result = try await TaskRun(try Self.settings("exec cat /dev/zero", #", "timeoutSeconds": 20"#)).run(
      Self.function)
    #expect(result.shown == "States.DataLimitExceeded: /bin/sh writes more than 1048576 bytes")
  }

  @Test func keepsOnlyTheEndOfWhatAProgramReports() async throws {
    var settings = try Self.settings("head -c 3000000 /dev/zero | tr '\\0' x >&2; echo end >&2; exit 1")
    settings.maximumErrorBytes = 10
    let result = try await TaskRun(settings).run(Self.function)
    #expect(result.shown == "States.TaskFailed: /bin/sh ended with status 1: xxxxxxend")
  }

  /// A script that starts a child, which would live for long, and writes both process identifiers to a file.
  private func family(_ file: String) -> String { "sleep 300 & echo $$ $! > \(file); wait" }

  private func isGone(_ file: String) async throws -> Bool {
    let pids = try String(contentsOfFile: file, encoding: .utf8).split(whereSeparator: \.isWhitespace).compactMap {
      Int32($0)
    }
    #expect(pids.count == 2)
    for _ in 0..<200 {
      // A process that was killed and that nobody has asked about is as good as gone.
      let alive = pids.filter { pid in
        let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        return status.map { !$0.contains(") Z") } ?? (kill(pid, 0) == 0)
      }
      if alive.isEmpty { return true }
      try await Task.sleep(for: .milliseconds(20))
    }
    return false
  }

  @Test func killsAProgramAndItsChildrenWhenTheTimeIsUp() async throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("pids-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    let result = try await TaskRun(try Self.settings(family(file), #", "timeoutSeconds": 0.5"#)).run(Self.function)
    #expect(result.shown == "States.Timeout: /bin/sh was killed: no complete answer within 0.5 seconds")
    #expect(try await isGone(file))
  }

  @Test func killsAProgramAndItsChildrenWhenNobodyWaits() async throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("pids-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    let result = try await TaskRun(try Self.settings(family(file))).run(Self.function, timeoutSeconds: 1)
    #expect(result.error == "States.Timeout")
    #expect(try await isGone(file))
  }
}
