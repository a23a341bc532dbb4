import CProcess
import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// How fast a host is, and how many commits it makes.
enum HostRates {
  /// A machine of ten Pass states.
  private static let chain: String = {
    let states = (0..<10).map { number in
      "\"Step \(number)\":{\"Type\":\"Pass\",\"Result\":{\"step\":\(number)},\"ResultPath\":\"$.last\","
        + (number == 9 ? "\"End\":true}" : "\"Next\":\"Step \(number + 1)\"}")
    }
    return "{\"StartAt\":\"Step 0\",\"States\":{\(states.joined(separator: ","))}}"
  }()

  private static func identity(_ name: String) -> ExecutionIdentity {
    ExecutionIdentity(stateMachineName: "Chain", name: name)
  }

  /// What a number of runs has taken, each.
  private struct Cost {
    var cpu = Double.infinity
    var wall = Double.infinity

    mutating func take(_ other: Cost) {
      cpu = min(cpu, other.cpu)
      wall = min(wall, other.wall)
    }
  }

  private static func cost(_ count: Int, _ body: () async throws -> Void) async rethrows -> Cost {
    let (cpu, wall) = (Process.cpu(), Process.wall())
    try await body()
    return Cost(cpu: (Process.cpu() - cpu) / Double(count), wall: (Process.wall() - wall) / Double(count))
  }

  /// Ten-Pass executions from start to end: with the bare driver and through hosts, on one processor and on two. The
  /// least of several rounds counts, as others may use the machine.
  static func chains(_ count: Int, rounds: Int) async throws -> JSON.Object {
    let machine = try StateMachine(parsing: chain)
    var (bare, one, two, files, written) = (Cost(), Cost(), Cost(), Cost(), Cost())
    var processors = 0
    for _ in 0..<rounds {
      _ = process_use_processors(1)
      bare.take(
        await cost(count) {
          for number in 0..<count {
            _ = VirtualTimeDriver().run(
              Execution(
                machine, input: ["order": .integer(number)], identity: identity("run-\(number)"), seed: .drawn()))
          }
        })
      one.take(try await hosted(machine, count, MemoryStore()))
      processors = Int(process_use_processors(2))
      two.take(try await hosted(machine, count, MemoryStore()))
      files.take(try await hosted(machine, count, durability: .fsync))
      written.take(try await hosted(machine, count, durability: .write))
    }
    return [
      "executions": .integer(count), "processors": .integer(processors),
      "bare_cpu_us": Process.rounded(bare.cpu * 1e6), "host_cpu_us": Process.rounded(one.cpu * 1e6),
      "host_over_bare_rate_one": Process.rounded(bare.wall / one.wall),
      "host_over_bare_rate_one_by_cpu": Process.rounded(bare.cpu / one.cpu),
      "two_over_one_rate": Process.rounded(one.wall / two.wall),
      "two_over_one_cpu_each": Process.rounded(two.cpu / one.cpu),
      "file_fsync_over_memory_rate": Process.rounded(two.wall / files.wall),
      "file_fsync_over_memory_rate_by_cpu": Process.rounded(two.cpu / files.cpu),
      "file_write_over_memory_rate": Process.rounded(two.wall / written.wall),
    ]
  }

  private static func hosted(
    _ machine: StateMachine, _ count: Int, durability: FileStoreSettings.Durability
  ) async throws -> Cost {
    let folder = try TemporaryFolder.make()
    defer { TemporaryFolder.remove(folder) }
    var settings = FileStoreSettings()
    settings.durability = durability
    let store = try FileStore(folder: folder, settings: settings)
    let cost = try await hosted(machine, count, store)
    await store.close()
    return cost
  }

  /// Executions through a host, 256 under way at a time.
  private static func hosted(
    _ machine: StateMachine, _ count: Int, _ store: any ExecutionStore
  ) async throws -> Cost {
    let host = ExecutionHost(store: store)
    let lines = min(256, count)
    let cost = try await cost(count) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for line in 0..<lines {
          group.addTask {
            for number in stride(from: line, to: count, by: lines) {
              let identity = identity("run-\(number)")
              try await host.start(machine, input: ["order": .integer(number)], identity: identity)
              let ended = try await host.result(of: identity.executionARN)
              guard ended.status == .succeeded else { throw Failure("\(ended)") }
            }
          }
        }
        try await group.waitForAll()
      }
    }
    await host.shutDown()
    return cost
  }

  /// Executions of twenty tasks each over a store in files whose commits take five milliseconds longer: inputs from outside
  /// (starts and handlers' results) for each commit, and the rate beside that of a lone execution.
  static func commits(_ executions: Int) async throws -> JSON.Object {
    let tasks = 20
    let states = (0..<tasks).map { number in
      "\"Step \(number)\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:123456789012:function:step\","
        + (number == tasks - 1 ? "\"End\":true}" : "\"Next\":\"Step \(number + 1)\"}")
    }
    let machine = try StateMachine(
      parsing: "{\"StartAt\":\"Step 0\",\"States\":{\(states.joined(separator: ","))}}")
    let lone = try await slow(machine, 1)
    let many = try await slow(machine, executions)
    let pass = try await slow(try StateMachine(parsing: chain), 1)
    let inputs = (tasks + 1) * executions
    let rate = { (seconds: Double, inputs: Int) in Double(inputs) / seconds }
    return [
      "executions": .integer(executions), "inputs": .integer(inputs), "commits": .integer(many.commits),
      "inputs_per_commit": Process.rounded(Double(inputs) / Double(max(many.commits, 1))),
      "lone_inputs": .integer(tasks + 1), "lone_commits": .integer(lone.commits),
      "lone_ten_pass_commits": .integer(pass.commits),
      "rate_over_lone": Process.rounded(rate(many.seconds, inputs) / rate(lone.seconds, tasks + 1)),
    ]
  }

  private static func slow(_ machine: StateMachine, _ count: Int) async throws -> (commits: Int, seconds: Double) {
    let folder = try TemporaryFolder.make()
    defer { TemporaryFolder.remove(folder) }
    let store = CountingStore(try FileStore(folder: folder), pause: .milliseconds(5))
    var resources = ResourceRouter()
    resources.function("step") { $0 }
    let host = ExecutionHost(store: store, resources: resources)
    let began = Process.wall()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<count {
        group.addTask {
          let identity = identity("run-\(number)")
          try await host.start(machine, input: ["order": .integer(number)], identity: identity)
          let ended = try await host.result(of: identity.executionARN)
          guard ended.status == .succeeded else { throw Failure("\(ended)") }
        }
      }
      try await group.waitForAll()
    }
    let seconds = Process.wall() - began
    let commits = await store.commits
    await host.shutDown()
    await store.close()
    return (commits, seconds)
  }
}
