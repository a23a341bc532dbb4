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

/// Executions over a file store for `kill_host.py`: functions, a timer, a function that fails at first, three answers with
/// a token each, a Map.
enum Orders {
  private static let definition = """
    {"StartAt":"Reserve","States":{
    "Reserve":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:reserve","ResultPath":"$.reserved",
    "Next":"Pause"},
    "Pause":{"Type":"Wait","Seconds":1,"Next":"Ask"},
    "Ask":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","TimeoutSeconds":86400,
    "Parameters":{"QueueUrl":"https://queue","MessageBody":{"order.$":"$.order","round.$":"$.round",
    "token.$":"$$.Task.Token"}},"ResultPath":"$.answer","Next":"Count"},
    "Count":{"Type":"Pass","Parameters":{"order.$":"$.order","round.$":"States.MathAdd($.round,1)",
    "answers.$":"States.Array($.answers,$.answer)"},"Next":"Again?"},
    "Again?":{"Type":"Choice","Choices":[{"Variable":"$.round","NumericLessThan":3,"Next":"Ask"}],"Default":"Ship"},
    "Ship":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"ship",
    "Payload":{"order.$":"$.order","attempt.$":"$$.State.RetryCount"}},"ResultSelector":{"parcel.$":"$.Payload.parcel"},
    "Retry":[{"ErrorEquals":["Carrier.Busy"],"IntervalSeconds":1,"MaxAttempts":3,"BackoffRate":1}],
    "ResultPath":"$.shipped","Next":"Notify"},
    "Notify":{"Type":"Map","ItemsPath":"$.answers","MaxConcurrency":1,"ResultPath":"$.notified","ItemProcessor":{
    "StartAt":"Tell","States":{"Tell":{"Type":"Task",
    "Resource":"arn:aws:lambda:us-east-1:123456789012:function:tell","End":true}}},"End":true}}}
    """

  private static func identity(_ number: Int) -> ExecutionIdentity {
    ExecutionIdentity(stateMachineName: "Orders", name: "order-\(number)")
  }

  private static func input(_ number: Int) -> JSON { ["order": .integer(number), "round": 0, "answers": []] }

  private static let callback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"

  private static func functions() -> ResourceRouter {
    var resources = ResourceRouter()
    resources.function("reserve") { input in ["lot": input["order"] ?? .null] }
    resources.function("ship") { input in
      guard let attempt = input["attempt"]?.integerValue, attempt >= 1 else { throw TaskFailure("Carrier.Busy") }
      return ["parcel": input["order"] ?? .null]
    }
    resources.function("tell") { _ in "told" }
    return resources
  }

  /// Small, so that many are killed inside a compaction.
  private static var storeSettings: FileStoreSettings {
    var settings = FileStoreSettings()
    settings.segmentBytes = 200_000
    settings.compactionBytes = 200_000
    return settings
  }

  /// Runs so many executions, whatever of them has been done already, until all have ended or the process is killed. Prints
  /// a line for each start, answer and end when the host has acknowledged it, answers with the time.
  static func serve(_ folder: String, count: Int) async throws {
    let store = try FileStore(folder: folder + "/store", settings: storeSettings)
    let questions = try Questions(path: folder + "/questions")
    var resources = functions()
    resources.on(callback, handler: questions)
    var settings = HostSettings()
    settings.residentLimit = count / 4
    settings.parksAfter = .milliseconds(20)
    let host = ExecutionHost(store: store, resources: resources, settings: settings)
    try await host.recover()
    let machine = try StateMachine(parsing: definition)
    let answering = Task {
      await withDiscardingTaskGroup { group in
        for await question in questions.asked { group.addTask { await answer(question, host) } }
      }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<count {
        group.addTask {
          do throws(HostError) {
            try await host.start(machine, input: input(number), identity: identity(number))
            say("started \(number)")
          } catch .executionExists {
            // In an earlier process.
          }
          let ended = try await host.result(of: identity(number).executionARN)
          guard ended.status == .succeeded else { throw Failure(reason: "\(ended)") }
          say("ended \(number)")
        }
      }
      try await group.waitForAll()
    }
    answering.cancel()
    await host.shutDown()
    await store.close()
    say("done")
  }

  private static func answer(_ question: Questions.Question, _ host: ExecutionHost) async {
    let arn = identity(question.order).executionARN
    do {
      // An answer that comes before the handler has returned would leave out an event.
      while let last = try await host.history(of: arn, .descending, limit: 1).first?["type"]?.stringValue,
        last == "TaskScheduled" || last == "TaskStarted"
      {
        try await Task.sleep(for: .milliseconds(5))
      }
      try await Task.sleep(for: .milliseconds(question.order % 50))
      try await host.sendTaskSuccess(token: question.token, output: .integer(question.round))
      say("answered \(question.order) \(question.round) \(Timestamp.systemTime().milliseconds)")
    } catch HostError.token {
      // Answered in an earlier process.
    } catch HostError.executionExists {
      // It has ended in an earlier process, and another start of it is being refused.
    } catch is CancellationError {
    } catch {
      say("failed \(question.order) \(question.round): \(error)")
    }
  }

  /// Prints what a folder holds of each execution, having compared it with a run that nothing has disturbed: its number and
  /// the times of its answers.
  static func verify(_ folder: String, count: Int) async throws {
    let store = try FileStore(folder: folder + "/store", settings: storeSettings)
    guard store.opening.problemCount == 0 else { throw Failure(reason: "\(store.opening)") }
    let machine = try StateMachine(parsing: definition)
    let host = ExecutionHost(store: store)
    for number in 0..<count {
      let arn = identity(number).executionARN
      let undisturbed = await undisturbed(machine, number)
      let ended = try await host.describe(arn)
      let history = try await host.history(of: arn, limit: 10_000)
      let types = history.map { $0["type"]?.stringValue ?? "" }
      guard history.map({ $0["id"]?.integerValue }) == (1...Int64(history.count)).map({ $0 }) else {
        throw Failure(reason: "order \(number): the history's events are not each there once: \(history)")
      }
      guard types == undisturbed.history.map({ $0.json["type"]?.stringValue ?? "" }) else {
        throw Failure(reason: "order \(number): the history is \(types)")
      }
      guard ended.status == .succeeded, ended.output == undisturbed.outputText else {
        throw Failure(reason: "order \(number) has ended as \(ended)")
      }
      let answers = history.filter { $0["type"] == "TaskSucceeded" }.prefix(3).map {
        $0["timestamp"]?.stringValue ?? ""
      }
      say(([String(number)] + answers).joined(separator: " "))
    }
    await host.shutDown()
    await store.close()
  }

  private static func undisturbed(_ machine: StateMachine, _ number: Int) async -> ExecutionResult {
    var resources = functions()
    resources.on(callback, handler: Immediate())
    return await VirtualTimeDriver(resources: resources).run(machine, input: input(number), identity: identity(number))
  }

  /// Answers questions at once.
  private struct Immediate: ResourceHandler {
    func perform(_ task: TaskRequest) async -> TaskReport {
      TaskReport(.succeeded(task.input["MessageBody"]?["round"] ?? .null), submission: ["MessageId": "1"])
    }
  }

  /// One call of the system: a line is never half there.
  private static func say(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = line.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
  }
}

/// The tasks that wait for an answer: their handler writes them down, so that another process can answer them too.
struct Questions: ResourceHandler {
  struct Question: Sendable {
    var order: Int
    var round: Int
    var token: String
  }

  /// Those that were written down before, then each that comes.
  let asked: AsyncStream<Question>
  private let more: AsyncStream<Question>.Continuation
  private let descriptor: Int32

  init(path: String) throws {
    (asked, more) = AsyncStream.makeStream()
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND, 0o644)
    guard descriptor >= 0 else { throw Failure(reason: "\(path): \(errno)") }
    for line in Self.text(descriptor).split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count == 3, let order = Int(fields[0]), let round = Int(fields[1]) else { continue }
      more.yield(Question(order: order, round: round, token: String(fields[2])))
    }
  }

  private static func text(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &part, part.count)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += part[..<count]
    }
  }

  func perform(_ task: TaskRequest) async -> TaskReport {
    let body = task.input["MessageBody"]
    guard let order = body?["order"]?.integerValue, let round = body?["round"]?.integerValue, let token = task.taskToken
    else { return TaskReport(.rejected(cause: "no order")) }
    let line = Array("\(order) \(round) \(token)\n".utf8)
    _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    more.yield(Question(order: Int(order), round: Int(round), token: token))
    return TaskReport(.pending, submission: ["MessageId": "1"])
  }
}
