import CProcess
import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Executions that wait, of a host over a store in files that was killed.
enum HostWaiting {
  private static let definition = """
    {"StartAt":"Prepare","States":{"Prepare":{"Type":"Pass","Next":"Which?"},
    "Which?":{"Type":"Choice","Choices":[{"Variable":"$.asks","BooleanEquals":true,"Next":"Ask"}],"Default":"Pause"},
    "Pause":{"Type":"Wait","Seconds":86400,"End":true},
    "Ask":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    "Parameters":{"QueueUrl":"https://queue","MessageBody":{"token.$":"$$.Task.Token"}},"End":true}}}
    """

  private static func identity(_ number: Int) -> ExecutionIdentity {
    ExecutionIdentity(
      stateMachineName: "Orders", name: "01234567-89ab-cdef-0123-\(100_000_000_000 + number)")
  }

  /// Which executions ask: of ten, so many.
  private static func asks(_ number: Int, _ share: Int) -> Bool { number % 10 < share }

  /// Starts executions that wait, says the token of the last one that asks, and waits to be killed.
  static func fill(_ folder: String, _ count: Int, share: Int) async throws {
    let last = Tokens()
    var resources = ResourceRouter()
    resources.on(Tokens.resource, handler: last)
    var storeSettings = FileStoreSettings()
    storeSettings.durability = .write
    var settings = HostSettings()
    settings.residentLimit = 0
    let host = ExecutionHost(
      store: try FileStore(folder: folder, settings: storeSettings), resources: resources, settings: settings)
    let machine = try StateMachine(parsing: definition)
    var token = ""
    for start in stride(from: 0, to: count, by: 1_000) {
      let range = start..<min(start + 1_000, count)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in range {
          group.addTask {
            try await host.start(
              machine, input: ["order": .integer(number), "asks": .bool(asks(number, share))],
              identity: identity(number))
          }
        }
        try await group.waitForAll()
      }
      for number in range where asks(number, share) { token = await last.next() }
    }
    while host.counts.resident > 0 { try await Task.sleep(for: .milliseconds(10)) }
    print(token.isEmpty ? "-" : token)
    fflush(nil)
    while true { try await Task.sleep(for: .seconds(3_600)) }
  }

  /// Has another process start so many executions and kills it; then measures what those take here, and how soon they are
  /// there again. Of ten, `share` wait for an answer with a token, the others for a timer.
  static func parked(_ count: Int, share: Int) async throws -> JSON.Object {
    let folder = try TemporaryFolder.make()
    defer { TemporaryFolder.remove(folder) }
    let token = try Child.run(
      ["fill", folder + "/store", "\(share)", "--count", "\(count)"])
    let tokens = Tokens()
    var resources = ResourceRouter()
    resources.on(Tokens.resource, handler: tokens)
    let time = Time()
    process_put_forward(0)

    let (allocated, resident) = (Int(process_allocated_bytes()), Process.residentBytes())
    let (began, beganCPU) = (Process.wall(), Process.cpu())
    var storeSettings = FileStoreSettings()
    storeSettings.durability = .write
    let store = try FileStore(folder: folder + "/store", settings: storeSettings)
    let opened = Process.wall()
    let (allocatedByStore, residentByStore) = (Int(process_allocated_bytes()), Process.residentBytes())
    let host = ExecutionHost(store: store, resources: resources, clock: time, wallClock: { time.wallClock })
    let recovered = try await host.recover()
    let recovering = Process.wall()
    let (allocatedByHost, residentByHost) = (Int(process_allocated_bytes()), Process.residentBytes())
    let description = try await host.describe(identity(count - 1).executionARN)
    let described = Process.wall()
    var answered = described
    if token != "-" {
      try await host.sendTaskSuccess(token: token, output: ["ok": true])
      answered = Process.wall()
    }
    let answeredCPU = Process.cpu()
    let counts = host.counts

    // All timers are due at once.
    let pausing = (0..<count).filter { !asks($0, share) }
    let start = (cpu: Process.cpu(), wall: Process.wall())
    process_put_forward(90_000)
    for number in pausing {
      guard try await host.result(of: identity(number).executionARN).status == .succeeded else {
        throw Failure("execution \(number)")
      }
    }
    let fired = (cpu: Process.cpu() - start.cpu, wall: Process.wall() - start.wall)
    await host.shutDown()
    await store.close()
    let each = { (bytes: Int) in JSON.integer(bytes / count) }
    let seconds = { (end: Double) in Process.rounded(end - began) }
    return [
      "executions": .integer(recovered), "on_tokens": .integer(count - pausing.count),
      "status": .string(description.status.rawValue), "deadlines": .integer(counts.deadlines),
      "open_tokens": .integer(counts.openTokens), "resident": .integer(counts.resident),
      "store_allocated_bytes_each": each(allocatedByStore - allocated),
      "host_allocated_bytes_each": each(allocatedByHost - allocatedByStore),
      "all_allocated_bytes_each": each(allocatedByHost - allocated),
      "store_rss_bytes_each": each(residentByStore - resident), "all_rss_bytes_each": each(residentByHost - resident),
      "open_s": seconds(opened), "recovered_s": seconds(recovering), "first_describe_s": seconds(described),
      "first_answer_s": seconds(answered), "first_answer_cpu_s": Process.rounded(answeredCPU - beganCPU),
      "fire_cpu_us_each": Process.rounded(fired.cpu * 1e6 / Double(max(pausing.count, 1))),
      "fire_wall_us_each": Process.rounded(fired.wall * 1e6 / Double(max(pausing.count, 1))),
    ]
  }

  /// The time of a host, which can be put forward: long sleeps end early, and are begun again.
  private struct Time: Clock {
    var now: ContinuousClock.Instant { .now }
    var minimumResolution: Duration { .milliseconds(10) }
    var wallClock: Timestamp { .systemTime().advanced(bySeconds: Int64(process_seconds_ahead())) }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
      let soon = ContinuousClock.now + .seconds(60)
      try await Task.sleep(until: deadline < soon ? deadline : .now + .milliseconds(10), clock: .continuous)
    }
  }
}
