import StatesRuntime

/// One promise of ``ExecutionStore``, as a check that any test framework can run.
public struct StoreCheck: Sendable {
  enum Need: Sendable {
    case reopening
    case crashing
    case failing
  }

  /// What is promised.
  public let name: String
  let needs: [Need]
  private let body: @Sendable (Probe) async throws -> Void

  init(_ name: String, needs: [Need] = [], _ body: @escaping @Sendable (Probe) async throws -> Void) {
    self.name = name
    self.needs = needs
    self.body = body
  }

  /// Whether a kind of store can be checked for this.
  public func applies(to kind: StoreUnderTest) -> Bool {
    needs.allSatisfy { need in
      switch need {
      case .reopening: kind.reopen != nil
      case .crashing: kind.crash != nil
      case .failing: kind.fail != nil
      }
    }
  }

  /// Checks stores of a kind.
  ///
  /// - Returns: what was not as promised; nothing if the promise is kept, or does not apply.
  public func run(on kind: StoreUnderTest) async -> [String] {
    guard applies(to: kind) else { return [] }
    let probe = Probe(kind: kind)
    do {
      try await body(probe)
    } catch {
      await probe.failures.add("\(error)")
    }
    return await probe.failures.all.map { "\(name): \($0)" }
  }

  /// All checks.
  public static var all: [StoreCheck] {
    documents + executions + histories + ownership + pages + retention + durability + [
      randomChanges(seed: 1, steps: 2_000)
    ]
  }
}

/// What a check has found.
actor Failures {
  private(set) var all: [String] = []

  func add(_ failure: String) { all.append(failure) }
}

/// What a check works with.
struct Probe: Sendable {
  let kind: StoreUnderTest
  let failures = Failures()

  func open(_ retention: StoreRetention = StoreRetention(age: nil)) async throws -> any ExecutionStore {
    try await kind.open(retention)
  }

  func reopen(_ store: any ExecutionStore) async throws -> any ExecutionStore {
    guard let reopen = kind.reopen else { throw NotPossible() }
    return try await reopen(store)
  }

  func crash(_ store: any ExecutionStore, seed: UInt64) async throws -> any ExecutionStore {
    guard let crash = kind.crash else { throw NotPossible() }
    return try await crash(store, seed)
  }

  func fail(_ store: any ExecutionStore, _ fault: StoreFault) async { await kind.fail?(store, fault) }

  func expect(_ condition: Bool, _ failure: @autoclosure () -> String, line: Int = #line) async {
    if !condition { await failures.add("\(failure()) (line \(line))") }
  }

  func expectEqual<Value: Equatable & Sendable>(
    _ found: Value, _ expected: Value, _ what: String, line: Int = #line
  ) async {
    if found != expected {
      await failures.add("\(what): found \(Self.short(found)), expected \(Self.short(expected)) (line \(line))")
    }
  }

  /// Expects that a commit is refused, by just this error.
  func expectRefusal(
    _ expected: StoreError, _ store: any ExecutionStore, _ changes: [StoreChange], line: Int = #line
  ) async {
    do throws(StoreError) {
      try await store.commit(changes)
      await failures.add("a commit was made that must be refused: \(expected) (line \(line))")
    } catch {
      // What is invalid, stores may say in their own words.
      if case .invalid = error, case .invalid = expected { return }
      if error != expected { await failures.add("refused by \(error), expected \(expected) (line \(line))") }
    }
  }

  private static func short(_ value: some Any) -> String {
    let text = "\(value)"
    return text.count > 300 ? "\(text.prefix(300))…" : text
  }
}

/// A kind of store cannot do what a check needs: ``StoreCheck/applies(to:)`` leaves such checks out.
struct NotPossible: Error {}

/// Short names for what checks write again and again.
enum Sample {
  static let started = Timestamp(milliseconds: 1_700_000_000_000)

  static func arn(_ number: Int) -> String { "arn:aws:states:us-east-1:123456789012:execution:orders:\(number)" }

  static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  static func new(
    _ number: Int, lists: [String] = ["orders"], at seconds: Int64? = nil, owner: String? = "host", wake: Int64? = nil
  ) -> NewExecution {
    NewExecution(
      arn: arn(number), lists: lists, started: started.advanced(bySeconds: seconds ?? Int64(number)), owner: owner,
      wake: wake.map { started.advanced(bySeconds: $0) }, outline: bytes("outline \(number)"))
  }

  static func writer(_ number: Int, fence: UInt64 = 1) -> ExecutionWriter { ExecutionWriter(arn(number), fence: fence) }

  static func at(_ seconds: Int64) -> Timestamp { started.advanced(bySeconds: seconds) }
}

extension ExecutionStore {
  func start(
    _ number: Int, lists: [String] = ["orders"], at seconds: Int64? = nil, owner: String? = "host", wake: Int64? = nil
  )
    async throws
  {
    try await commit([.start(Sample.new(number, lists: lists, at: seconds, owner: owner, wake: wake))])
  }

  func end(_ number: Int, at seconds: Int64, _ status: ExecutionRow.Status = .succeeded, fence: UInt64 = 1) async throws
  {
    try await commit([.end(Sample.writer(number, fence: fence), status: status, at: Sample.at(seconds))])
  }
}
