import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// How the cost of one execution of a host depends on the others, and on its own past.
enum HostGrowth {
  private static func identity(_ name: String) -> ExecutionIdentity {
    ExecutionIdentity(stateMachineName: "Crowd", name: name)
  }

  private static let askDefinition = """
    {"StartAt":"Ask","States":{"Ask":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    "Parameters":{"QueueUrl":"https://queue","MessageBody":{"token.$":"$$.Task.Token"}},"End":true}}}
    """

  /// Starting, describing and answering some executions while so many others wait.
  static func crowd(_ sizes: [Int], probes: Int) async throws -> [JSON.Object] {
    let machine = try StateMachine(parsing: askDefinition)
    let tokens = Tokens()
    var resources = ResourceRouter()
    resources.on(Tokens.resource, handler: tokens)
    var figures: [JSON.Object] = []
    let host = ExecutionHost(resources: resources)
    var waiting = 0
    for size in sizes {
      while waiting < size {
        try await host.start(machine, input: [:], identity: identity("crowd-\(waiting)"))
        _ = await tokens.next()
        waiting += 1
      }
      // Those are not looked at any more.
      try await Task.sleep(for: .milliseconds(200))
      var (starting, describing, answering) = (Double.infinity, Double.infinity, Double.infinity)
      for round in 0..<5 {
        var asked: [(token: String, arn: String)] = []
        var began = Process.cpu()
        for number in 0..<probes {
          let identity = identity("probe-\(size)-\(round)-\(number)")
          try await host.start(machine, input: [:], identity: identity)
          asked.append((await tokens.next(), identity.executionARN))
        }
        starting = min(starting, Process.cpu() - began)
        began = Process.cpu()
        for (_, arn) in asked { _ = try await host.describe(arn) }
        describing = min(describing, Process.cpu() - began)
        began = Process.cpu()
        for (token, arn) in asked {
          try await host.sendTaskSuccess(token: token, output: ["ok": true])
          guard try await host.result(of: arn).status == .succeeded else { throw Failure(arn) }
        }
        answering = min(answering, Process.cpu() - began)
      }
      let each = { (seconds: Double) in Process.rounded(seconds * 1e6 / Double(probes)) }
      figures.append([
        "waiting": .integer(host.counts.executions), "resident": .integer(host.counts.resident),
        "start_cpu_us": each(starting), "describe_cpu_us": each(describing), "answer_cpu_us": each(answering),
      ])
    }
    await host.shutDown()
    return figures
  }

  /// Loops of so many transitions, each second one a task, over a store in files: bytes and time must grow with their
  /// number alone.
  static func loops(_ lengths: [Int]) async throws -> [JSON.Object] {
    let machine = try StateMachine(
      parsing: """
        {"StartAt":"Count","States":{"Count":{"Type":"Task",
        "Resource":"arn:aws:lambda:us-east-1:123456789012:function:count","Next":"More?"},"More?":{"Type":"Choice",
        "Choices":[{"Variable":"$.n","NumericLessThanPath":"$.limit","Next":"Count"}],"Default":"Done"},
        "Done":{"Type":"Succeed"}}}
        """)
    var figures: [JSON.Object] = []
    for length in lengths {
      var (cpu, bytes, commits) = (Double.infinity, 0, 0)
      for round in 0..<3 {
        let folder = try TemporaryFolder.make()
        defer { TemporaryFolder.remove(folder) }
        let store = CountingStore(try FileStore(folder: folder))
        var resources = ResourceRouter()
        resources.function("count") { input in
          ["n": .integer((input["n"]?.integerValue ?? 0) + 1), "limit": input["limit"] ?? 0]
        }
        let host = ExecutionHost(store: store, resources: resources)
        let began = Process.cpu()
        let identity = identity("loop-\(length)-\(round)")
        try await host.start(
          machine, input: ["n": 0, "limit": .integer(length / 2)], identity: identity, quotas: .unlimited)
        guard try await host.result(of: identity.executionARN).status == .succeeded else { throw Failure("loop") }
        cpu = min(cpu, Process.cpu() - began)
        (bytes, commits) = (await store.bytes, await store.commits)
        await host.shutDown()
        await store.close()
      }
      figures.append([
        "transitions": .integer(length), "commits": .integer(commits), "cpu_ms": Process.rounded(cpu * 1e3),
        "cpu_us_per_transition": Process.rounded(cpu * 1e6 / Double(length)),
        "bytes_per_transition": Process.rounded(Double(bytes) / Double(length)),
      ])
    }
    return figures
  }
}

/// A handler that hands the tokens of tasks on, and leaves the answers to others.
final class Tokens: ResourceHandler {
  static let resource = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"

  private let stream: AsyncStream<String>
  private let more: AsyncStream<String>.Continuation

  init() { (stream, more) = AsyncStream.makeStream() }

  func next() async -> String {
    for await token in stream { return token }
    return ""
  }

  func perform(_ task: TaskRequest) async -> TaskReport {
    more.yield(task.taskToken ?? "")
    return TaskReport(.pending, submission: ["MessageId": "1"])
  }
}
