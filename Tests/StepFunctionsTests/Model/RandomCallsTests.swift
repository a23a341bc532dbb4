import Foundation
import LanguageSupport
import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

/// A service and a simple model of it agree in every answer to random requests. `MODEL_CALLS` is the number of requests
/// in all, `MODEL_SEED` the first seed.
@Suite struct RandomCallsTests {
  private static func setting(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }

  private static let callCount = setting("MODEL_CALLS") ?? 50_000
  private static let firstSeed = setting("MODEL_SEED") ?? 1
  private static let callsOfASeed = 2_500

  /// Two at a time.
  private static let lanes = [0, 1]

  /// The seeds of a lane for so many requests in all.
  private static func seeds(_ lane: Int, callCount: Int) -> [UInt64] {
    (0..<max(lanes.count, callCount / callsOfASeed)).filter { $0 % lanes.count == lane }.map { UInt64(firstSeed + $0) }
  }

  @Test(arguments: lanes) func theServiceAnswersAsTheModel(lane: Int) async throws {
    var tally = Tally()
    for seed in Self.seeds(lane, callCount: Self.callCount) {
      var session = try ModelSession("seed \(seed)", seed: seed) { clock in MemoryStore(clock: { clock.timestamp }) }
      var generator = CallGenerator(seed: seed)
      for _ in 0..<Self.callsOfASeed { try await Self.step(&session, &generator, &tally) }
    }
    // The requests are good for something, if there are enough of them: no definition has map runs.
    guard Self.callCount >= 50_000 else { return }
    let unanswered = Set(ServiceModel.members.keys).subtracting(tally.answers.keys)
    #expect(unanswered == ["DescribeMapRun", "UpdateMapRun"], "never answered: \(unanswered)")
    let missing = Self.codes.subtracting(tally.codes)
    #expect(missing.isEmpty, "never seen: \(missing)")
  }

  /// Errors that requests are refused with.
  private static let codes: Set<String> = [
    "AccessDeniedException", "ActivityAlreadyExists", "ActivityDoesNotExist", "ConflictException",
    "ExecutionAlreadyExists", "ExecutionDoesNotExist", "ExecutionNotRedrivable", "InvalidArn", "InvalidDefinition",
    "InvalidExecutionInput", "InvalidLoggingConfiguration", "InvalidName", "InvalidOutput", "InvalidToken",
    "MissingRequiredParameter", "ResourceNotFound", "SerializationException", "StateMachineAlreadyExists",
    "StateMachineDeleting", "StateMachineDoesNotExist", "StateMachineTypeNotSupported", "TaskTimedOut",
    "ValidationException",
  ]

  /// The same over files, with a process that dies at random places, also while it writes.
  @Test(arguments: lanes) func theServiceAnswersAsTheModelAfterCrashes(lane: Int) async throws {
    for seed in Self.seeds(lane, callCount: Self.callCount / 5) {
      try await Self.withFolder { folder in
        let system = Locked(MortalFileSystem())
        var session = try ModelSession("seed \(seed), with crashes", seed: seed) { clock in
          let next = MortalFileSystem()
          system.withLock { $0 = next }
          var settings = FileStoreSettings()
          settings.durability = .write
          settings.segmentBytes = 200_000
          settings.compactionBytes = 200_000
          return try FileStore(folder: folder, settings: settings, fileSystem: next, clock: { clock.timestamp })
        }
        var generator = CallGenerator(seed: seed)
        var tally = Tally()
        while session.callCount < Self.callsOfASeed {
          try await Self.step(&session, &generator, &tally)
          let crash = generator.crash()
          guard crash.dies else { continue }
          let call = crash.duringRequest ? generator.nextInterruptible(session.model) : nil
          try await session.crash(during: call, afterWrites: crash.writes) { count in
            system.withLock { $0.die(afterWrites: count) }
          }
        }
        #expect(session.crashCount > 20)
      }
    }
  }

  private static func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("model-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }

  /// Perhaps moves the clock, then makes a request.
  private static func step(
    _ session: inout ModelSession, _ generator: inout CallGenerator, _ tally: inout Tally
  ) async throws {
    let pause = generator.pause()
    var answers = pause > 0 ? try await session.move(by: pause) : []
    answers += try await session.perform(generator.next(session.model))
    for (call, answer) in answers {
      generator.learn(call, answer)
      tally.add(call.operation, answer["__type"]?.stringValue)
    }
  }
}
