import LanguageSupport
import OrderedJSON
import StatesEngine
import Testing

@testable import StatesRuntime
@testable import StepFunctions

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whatever is sent, the service answers with an answer or an error of the API, and nothing is half done.
/// `MUTATED_REQUESTS` is the number of requests, `MUTATION_SEED` the first seed.
@Suite struct MutatedRequestsTests {
  private static func setting(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }

  private static let requestCount = setting("MUTATED_REQUESTS") ?? 100_000
  private static let firstSeed = setting("MUTATION_SEED") ?? 1
  private static let requestsOfASeed = 1_000

  @Test func everyRequestIsAnsweredAndNothingIsHalfDone() async throws {
    var tally = Tally()
    for seed in 0..<max(1, Self.requestCount / Self.requestsOfASeed) {
      let seed = UInt64(Self.firstSeed + seed)
      let clock = HurriedClock()
      var settings = HostSettings()
      settings.parksAfter = nil
      let service = StepFunctionsService(
        store: MemoryStore(clock: { clock.timestamp }), settings: settings, clock: clock,
        wallClock: { clock.timestamp }, seed: seed)
      let requests = try await ServiceRequests(filling: service)
      var mutation = RequestMutation(seed: seed)
      var scopes: Set<Scope> = [Scope()]
      for number in 1...Self.requestsOfASeed {
        let request = mutation.next(requests)
        scopes.insert(
          Scope(region: request.region ?? service.region, account: request.account ?? service.account))
        let response = await service.respond(
          to: request.operation, body: request.body, region: request.region, account: request.account)
        tally.add(request.operation, response.code)
        if let problem = Self.problem(response, request) {
          Issue.record(
            "seed \(seed), request \(number): \(problem)\n  \(request.operation) \(String(decoding: request.body.prefix(2_000), as: UTF8.self))\n  \(response.status) \(String(decoding: response.body.prefix(2_000), as: UTF8.self))"
          )
          return
        }
      }
      let problems = try await ServiceConsistency(service: service).problems(in: scopes)
      #expect(problems.isEmpty, "seed \(seed): \(problems.joined(separator: "\n"))")
      if !problems.isEmpty { return }
      service.host.core.alarm.stop()
    }
    guard Self.requestCount >= 100_000 else { return }
    let unanswered = Set(StepFunctionsOperation.allCases.map(\.rawValue)).subtracting(tally.answers.keys)
    #expect(unanswered.isEmpty, "never answered: \(unanswered)")
  }

  /// What is wrong with an answer; `nil` if nothing is.
  private static func problem(_ response: ServiceResponse, _ request: RequestMutation.Request) -> String? {
    guard let body = (try? JSON(parsing: response.body))?.objectValue else { return "the body is not a JSON object" }
    guard let code = response.code else {
      guard response.status == 200 else { return "status \(response.status) without a code" }
      guard let operation = StepFunctionsOperation(rawValue: request.operation) else {
        return "an operation that does not exist"
      }
      let missing = ServiceRequests.required(operation).filter { body[$0] == nil }
      return missing.isEmpty ? nil : "without \(missing)"
    }
    guard let known = StepFunctionsError.Code(rawValue: code) else { return "an unknown code" }
    // Nothing of this is the service's fault.
    guard response.status == 400, known.httpStatus == 400 else { return "status \(response.status)" }
    guard body["__type"]?.stringValue == code else { return "another __type" }
    guard let message = body["message"]?.stringValue, !message.isEmpty else { return "no message" }
    return nil
  }
}

/// A clock on which a minute passes at once; whoever sleeps longer sleeps for good.
final class HurriedClock: Clock {
  struct Instant: InstantProtocol {
    var offset: Duration

    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private let time = Locked(Instant(offset: .seconds(1_767_225_600)))

  var now: Instant { time.withLock { $0 } }
  var minimumResolution: Duration { .zero }
  var timestamp: Timestamp { Timestamp(milliseconds: now.offset.components.seconds * 1_000) }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    if now.duration(to: deadline) > .seconds(60) {
      try await Task.sleep(for: .seconds(86_400))
    } else {
      // Whoever else has something to do does it before.
      for _ in 0..<10 { await Task.yield() }
      try Task.checkCancellation()
      time.withLock { $0 = max($0, deadline) }
    }
  }
}
