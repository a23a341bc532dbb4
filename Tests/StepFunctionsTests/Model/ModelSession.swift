import LanguageSupport
import OrderedJSON
import StatesEngine
import StepFunctions

@testable import StatesRuntime

/// A service and the model of it, which get the same requests and whose answers are compared.
struct ModelSession {
  /// What the service answered otherwise than the model.
  struct Difference: Error, CustomStringConvertible {
    var description: String
  }

  private let name: String
  private let seed: UInt64
  private(set) var crashCount: UInt64 = 0
  private var clock: ModelClock
  private let makeStore: @Sendable (ModelClock) throws -> any ExecutionStore
  private var store: any ExecutionStore
  private var service: StepFunctionsService
  private(set) var model: ServiceModel
  private(set) var callCount = 0
  private var polls: [Int: (call: Call, answer: Task<ServiceResponse, Never>)] = [:]
  private var recent: [String] = []

  /// - Parameters:
  ///   - name: what differences are told with.
  ///   - seed: what the service draws from.
  ///   - makeStore: makes the store, also the one after a crash.
  init(
    _ name: String, seed: UInt64, makeStore: @escaping @Sendable (ModelClock) throws -> any ExecutionStore
  ) throws {
    self.seed = seed
    self.name = name
    self.makeStore = makeStore
    // The beginning of 2026.
    let start: Int64 = 1_767_225_600_000
    clock = ModelClock(milliseconds: start)
    model = ServiceModel(now: start)
    store = try makeStore(clock)
    service = Self.service(store, clock, seed: seed)
  }

  /// Nothing sleeps on the clock but deadlines and polls.
  private static func service(
    _ store: any ExecutionStore, _ clock: ModelClock, seed: UInt64
  ) -> StepFunctionsService {
    var settings = HostSettings()
    settings.parksAfter = nil
    return StepFunctionsService(
      store: store, settings: settings, clock: clock, wallClock: { clock.timestamp }, seed: seed)
  }

  // MARK: Requests

  /// Makes a request and compares the answers.
  ///
  /// - Returns: the answers of this request and of polls that it has ended.
  mutating func perform(_ call: Call) async throws -> [(call: Call, answer: JSON)] {
    callCount += 1
    note("#\(callCount) \(call)")
    var answers = try await move(by: 1)
    if model.waits(call) {
      guard case .waits(let number) = model.expected(call, [:]) else { throw difference("the model does not wait") }
      polls[number] = (call, poll(call))
    } else {
      let response = await respond(call)
      let body = try JSON(parsing: response.body)
      let drawn = model.draws(call) ? await drawnVersion(body, call) : try await handedOut(body, call)
      try compare(model.expected(call, body, drawing: drawn), response, body, call)
      answers.append((call, body))
    }
    answers += try await endPolls()
    try await settle()
    return answers
  }

  private func respond(_ call: Call) async -> ServiceResponse {
    await service.respond(
      to: call.operation, body: JSONPrinter.compact.bytes(.object(call.members)), region: call.scope.region,
      account: call.scope.account)
  }

  private func poll(_ call: Call) -> Task<ServiceResponse, Never> {
    let service = service
    return Task {
      await service.respond(
        to: call.operation, body: JSONPrinter.compact.bytes(.object(call.members)), region: call.scope.region,
        account: call.scope.account)
    }
  }

  /// The version that an alias has drawn for an execution.
  private func drawnVersion(_ answer: JSON, _ call: Call) async -> String? {
    let describe = Call(
      operation: "DescribeExecution", members: JSON.Object().with("executionArn", answer["executionArn"]),
      scope: call.scope)
    return (try? JSON(parsing: await respond(describe).body))?["stateMachineVersionArn"]?.stringValue
  }

  /// The execution whose task has been handed out, where that cannot be known: the one that says so last.
  private func handedOut(_ answer: JSON, _ call: Call) async throws -> String? {
    let candidates = model.candidates(call, answer)
    guard candidates.count > 1 else { return candidates.first?.arn }
    for execution in candidates {
      let last = Call(
        operation: "GetExecutionHistory",
        members: ["executionArn": .string(execution.arn), "maxResults": 1, "reverseOrder": true], scope: execution.scope
      )
      let event = try JSON(parsing: await respond(last).body)["events"]?[0]
      if event?["type"] == "ActivityStarted" { return execution.arn }
    }
    return nil
  }

  private mutating func compare(
    _ expected: Expected, _ response: ServiceResponse, _ body: JSON, _ call: Call
  ) throws {
    note("   -> \(response.status) \(JSONPrinter.compact.string(body).prefix(400))")
    guard !expected.matches(response.status, body) else { return }
    throw difference(
      "\(call)\n  model:   \(expected)\n  service: \(response.status) \(JSONPrinter.compact.string(body))")
  }

  // MARK: Time

  /// Moves the clock from one deadline to the next, and waits until what follows has been done.
  mutating func move(by milliseconds: Int64) async throws -> [(call: Call, answer: JSON)] {
    var answers: [(call: Call, answer: JSON)] = []
    let target = model.now + milliseconds
    let count = model.executions.count
    if milliseconds > 1 { note("   the clock moves by \(milliseconds) ms") }
    while let next = model.nextDeadline, next <= target {
      clock.move(to: next)
      model.happen(at: next)
      answers += try await endPolls()
      try await settle()
    }
    clock.move(to: target)
    model.happen(at: target)
    // A store forgets with its commits, not all at once.
    for _ in stride(from: model.executions.count, to: count, by: 200) { try await store.commit([]) }
    try await settle()
    return answers
  }

  /// Compares the answers of the polls that have ended.
  private mutating func endPolls() async throws -> [(call: Call, answer: JSON)] {
    var answers: [(call: Call, answer: JSON)] = []
    for poll in model.polls where poll.end != nil {
      guard let (call, answer) = polls.removeValue(forKey: poll.number) else { continue }
      let response = await answer.value
      let body = try JSON(parsing: response.body)
      note("   a poll ends: \(call)")
      try compare(model.end(of: poll, body), response, body, call)
      answers.append((call, body))
    }
    return answers
  }

  /// Waits until the host has as much to do as the model, and as many sleep until a time comes: one for all executions,
  /// and one for each poll.
  private mutating func settle() async throws {
    let (executions, deadlines, tokens) = model.counts
    let polled = Dictionary(grouping: model.polls.filter { $0.end == nil }, by: \.activity).mapValues(\.count)
    let sleepers = polled.values.reduce(deadlines > 0 ? 1 : 0, +)
    let (host, clock) = (service.host, clock)
    try await wait("\(executions) executions, \(deadlines) deadlines, \(tokens) tokens, \(sleepers) sleepers") {
      let counts = host.counts
      return counts.executions == executions && counts.deadlines == deadlines && counts.openTokens == tokens
        && clock.sleeperCount == sleepers
        && polled.allSatisfy { host.durable.activities.counts($0.key).workers == $0.value }
    }
    try await endDeletions()
  }

  /// Waits until machines are gone whose last execution has ended.
  private mutating func endDeletions() async throws {
    for arn in model.goneMachines {
      let parts = arn.split(separator: ":")
      let describe = Call(
        operation: "DescribeStateMachine", members: ["stateMachineArn": .string(arn)],
        scope: Scope(region: String(parts[3]), account: String(parts[4])))
      let begin = ContinuousClock.now
      while await respond(describe).code != "StateMachineDoesNotExist" {
        if ContinuousClock.now - begin > Self.patience { throw difference("\(arn) is not gone") }
      }
    }
    model.goneMachines.removeAll()
  }

  /// How long is waited for the service: it may share its cores with many other tests.
  private static let patience = Duration.seconds(900)

  private mutating func wait(_ what: String, until condition: @Sendable () -> Bool) async throws {
    let begin = ContinuousClock.now
    while !condition() {
      await Task.yield()
      if ContinuousClock.now - begin > Self.patience {
        throw difference("there are not \(what), but \(service.host.counts), \(clock.sleeperCount) sleepers")
      }
    }
  }

  // MARK: Crashes

  /// The process dies, and another one recovers what is in the store.
  ///
  /// - Parameters:
  ///   - call: a request that is under way; `nil` for none. Nothing that it draws must be needed later.
  ///   - count: how many writes it still makes.
  ///   - die: ends the writing of the store that is open: after so many writes, or at once.
  mutating func crash(during call: Call?, afterWrites count: Int, _ die: (_ afterWrites: Int?) -> Void) async throws {
    note("   crash during \(call?.description ?? "nothing")")
    // Those who waited for a task are gone.
    for poll in polls.values {
      poll.answer.cancel()
      _ = await poll.answer.value
    }
    polls = [:]
    model.forgetPolls()
    // What nobody has been told of yet may be lost: whoever asks is answered when it is not.
    for arn in model.running.sorted() {
      guard let execution = model.executions[arn] else { continue }
      _ = await respond(
        Call(operation: "DescribeExecution", members: ["executionArn": .string(arn)], scope: execution.scope))
    }
    let before = model
    var possible = [before]
    if let call {
      die(count)
      let response = await respond(call)
      let body = try JSON(parsing: response.body)
      var after = before
      let expected = after.expected(call, body)
      note("   -> \(response.status) \(JSONPrinter.compact.string(body).prefix(400))")
      if response.status >= 500 {
        possible.append(after)
      } else {
        guard expected.matches(response.status, body) else {
          throw difference("\(call)\n  model:   \(expected)\n  service: \(JSONPrinter.compact.string(body))")
        }
        possible = [after]
      }
    }
    die(nil)
    service.host.core.alarm.stop()
    clock = ModelClock(milliseconds: model.now)
    crashCount += 1
    do {
      store = try makeStore(clock)
    } catch {
      throw difference("the store cannot be opened: \(error)")
    }
    service = Self.service(store, clock, seed: seed &+ crashCount &* 1_000_003)
    try await service.recover()
    try await adopt(possible)
    try await settle()
  }

  /// Takes the model that agrees with the service in all that can be described.
  private mutating func adopt(_ models: [ServiceModel]) async throws {
    var problems: [String] = []
    for candidate in models {
      var candidate = candidate
      var problem: String?
      for call in candidate.probes {
        let response = await respond(call)
        let body = try JSON(parsing: response.body)
        let expected = candidate.expected(call, body)
        guard !expected.matches(response.status, body) else { continue }
        problem = "\(call)\n  model:   \(expected)\n  service: \(JSONPrinter.compact.string(body))"
        break
      }
      guard let problem else {
        model = candidate
        return
      }
      problems.append(problem)
    }
    throw difference("after the crash neither of \(models.count):\n\(problems.joined(separator: "\n"))")
  }

  // MARK: Telling

  private mutating func note(_ line: String) {
    if recent.count >= 80 { recent.removeFirst(20) }
    recent.append(line)
  }

  private func difference(_ what: String) -> Difference {
    Difference(
      description: "\(name), request \(callCount): \(what)\nlately:\n\(recent.suffix(60).joined(separator: "\n"))")
  }
}
