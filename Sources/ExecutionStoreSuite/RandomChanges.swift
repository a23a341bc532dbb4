import LanguageSupport
import StatesRuntime

extension StoreCheck {
  /// Compares a store with a simple model over random changes and reads, with reopenings, crashes and faults where the
  /// kind of store allows them.
  ///
  /// - Parameters:
  ///   - seed: equal seeds give equal changes.
  ///   - steps: how many commits are tried.
  public static func randomChanges(seed: UInt64, steps: Int) -> StoreCheck {
    StoreCheck("\(steps) random changes by seed \(seed) do what a model does") { probe in
      var run = try await RandomRun(probe: probe, seed: seed)
      for step in 0..<steps {
        try await run.step()
        if await !probe.failures.all.isEmpty {
          await probe.failures.add("stopped after step \(step)")
          return
        }
      }
      try await run.compare("at the end")
    }
  }
}

/// One run of random changes.
private struct RandomRun {
  let probe: Probe
  var random: SplitMix64
  var store: any ExecutionStore
  var model = ModelStore()
  /// What the model is if one of the commits since the last success, which failed below the store, has been made after
  /// all: a crash may bring it out.
  var alternatives: [ModelStore] = []
  var seconds: Int64 = 0

  init(probe: Probe, seed: UInt64) async throws {
    self.probe = probe
    random = SplitMix64(seed: seed)
    store = try await probe.open()
  }

  mutating func step() async throws {
    seconds += 1
    switch random.below(100) {
    case 0 where probe.kind.reopen != nil:
      await probe.fail(store, .none)
      store = try await probe.reopen(store)
      try await settle("after reopening")
    case 1 where probe.kind.crash != nil:
      store = try await probe.crash(store, seed: random.next())
      try await settle("after a crash")
    case 2 where probe.kind.crash != nil && probe.kind.fail != nil:
      await probe.fail(store, .dead(random.next()))
      for _ in 0..<3 { try await commit() }
      store = try await probe.crash(store, seed: random.next())
      try await settle("after a crash inside commits")
    case 3 where probe.kind.fail != nil:
      await probe.fail(store, .once(random.next()))
    case 4:
      await claim()
    case 5:
      try await compare("while it runs")
    case 6..<25:
      try await read()
    default:
      try await commit()
    }
  }

  // MARK: Changes

  private mutating func commit() async throws {
    let changes = (0..<random.below(6)).map { _ in change() }
    var expected = model
    let refusal = expected.commit(changes)
    do throws(StoreError) {
      try await store.commit(changes)
      if let refusal { await probe.failures.add("a commit was made that must be refused: \(refusal)") }
      model = expected
      alternatives = []
    } catch {
      switch error {
      case .unavailable where probe.kind.fail != nil, .full where probe.kind.fail != nil:
        if refusal == nil, !changes.isEmpty { alternatives.append(expected) }
      default:
        let isExpected: Bool = if case .invalid = error, case .invalid = refusal { true } else { error == refusal }
        if !isExpected {
          await probe.failures.add("refused by \(error), expected \(refusal.map { "\($0)" } ?? "no refusal")")
        }
      }
    }
  }

  /// The model takes over what the store says it has given, having checked that it could.
  private mutating func claim() async {
    do throws(StoreError) {
      let rows = try await store.claim(StoreClaim(owner: "host \(random.below(3))", lease: nil, limit: random.below(5)))
      for row in rows {
        guard let held = model.contents.executions[row.arn]?.row, held.status == .running, row.fence > held.fence else {
          await probe.failures.add("claimed \(row), which cannot be")
          continue
        }
        model.contents.executions[row.arn]?.row.owner = row.owner
        model.contents.executions[row.arn]?.row.fence = row.fence
        for index in alternatives.indices {
          alternatives[index].contents.executions[row.arn]?.row.owner = row.owner
          alternatives[index].contents.executions[row.arn]?.row.fence = row.fence
        }
      }
    } catch {
      if probe.kind.fail == nil { await probe.failures.add("\(error)") }
    }
  }

  private mutating func change() -> StoreChange {
    let number = random.below(60)
    let held = model.contents.executions[Sample.arn(number)]
    // Now and then another fence or number than the right one.
    let fence = (held?.row.fence ?? 1) + (random.below(40) == 0 ? 1 : 0)
    let slip: UInt64 = random.below(40) == 0 ? 1 : 0
    let writer = ExecutionWriter(Sample.arn(number), fence: fence)
    if held == nil, random.below(4) != 0 { return start(number) }
    switch random.below(16) {
    case 0: return start(number)
    case 1, 2, 3, 4:
      return .append(
        writer, from: (held?.row.nextRecord ?? 0) + slip, records: (0..<random.below(4)).map { _ in body() })
    case 5:
      let first = held?.journal.first ?? 0
      let records = held?.journal.records.count ?? 0
      return .snapshot(writer, before: first + UInt64(random.below(records + 1)) + slip, body: body())
    case 6, 7: return .update(writer, wake: date(), outline: random.below(2) == 0 ? nil : body())
    case 8, 9:
      return .history(
        writer, first: (held?.row.nextEvent ?? 1) + slip, count: UInt32(random.below(5) + 1), body: body())
    case 10:
      let statuses: [ExecutionRow.Status] = [.succeeded, .failed, .timedOut, .aborted, .pendingRedrive]
      return .end(
        writer, status: statuses[random.below(5)], at: Sample.at(seconds), snapshot: random.below(2) == 0 ? nil : body()
      )
    case 11: return .redrive(writer, owner: owner(), at: Sample.at(seconds))
    case 12: return random.below(3) == 0 ? .release(writer) : .forget(arn: Sample.arn(number))
    case 13: return .deleteDocument(document())
    default:
      return .putDocument(
        document(), order: "\(random.below(5))", body: body(), if: random.below(10) == 0 ? .absent : .always)
    }
  }

  private mutating func start(_ number: Int) -> StoreChange {
    .start(
      NewExecution(
        arn: Sample.arn(number), lists: (0..<3).filter { _ in random.below(2) == 0 }.map { "list \($0)" },
        started: Sample.at(seconds), owner: owner(), wake: date(), outline: body()))
  }

  private mutating func owner() -> String? { random.below(3) == 0 ? nil : "host \(random.below(3))" }

  private mutating func date() -> Timestamp? { random.below(3) == 0 ? nil : Sample.at(Int64(random.below(1_000))) }

  private mutating func document() -> DocumentKey {
    DocumentKey([.stateMachine, .version, .tags][random.below(3)], "document \(random.below(12))")
  }

  private mutating func body() -> [UInt8] {
    let count = random.below(20) == 0 ? random.below(5_000) : random.below(30)
    let byte = UInt8(random.below(256))
    return Array(repeating: byte, count: count)
  }

  // MARK: Reads

  private mutating func read() async throws {
    let arn = Sample.arn(random.below(60))
    let held = model.contents.executions[arn]
    switch random.below(4) {
    case 0:
      let found = try await store.execution(arn)
      await probe.expectEqual(found?.fence, held?.row.fence, "fence")
      await probe.expectEqual(found?.outline, held?.row.outline, "outline")
      await probe.expectEqual(found?.owner, held?.row.owner, "owner")
    case 1:
      await probe.expectEqual(try await store.journal(of: arn), held?.journal, "journal")
    case 2:
      let event = UInt64(random.below(40))
      let chunks = held?.history ?? []
      let index = chunks.lastIndex { $0.first <= event }
      let found = try await store.history(of: arn, from: event, .descending, limit: 3)
      await probe.expectEqual(
        found, index.map { Array(chunks[...$0].suffix(3).reversed()) } ?? [], "history before \(event)")
    default:
      let statuses = ExecutionRow.Status.allCases.filter { _ in random.below(3) == 0 }
      let query = ExecutionQuery(
        list: random.below(3) == 0 ? nil : "list \(random.below(3))", statuses: Set(statuses),
        random.below(2) == 0 ? .ascending : .descending,
        after: random.below(2) == 0
          ? nil : ExecutionCursor(listed: Sample.at(Int64(random.below(Int(seconds) + 1))), arn: arn),
        limit: random.below(20))
      await probe.expectEqual(try await store.executions(query).map(\.arn), model.executions(query), "\(query)")
    }
  }

  /// Finds out by the store's contents whether a commit that failed has been made, and takes over its fences.
  private mutating func settle(_ moment: String) async throws {
    let found = try await StoreContents.read(store)
    var differences = model.contents.differences(from: found)
    if !differences.isEmpty, let made = alternatives.first(where: { $0.contents.differences(from: found).isEmpty }) {
      model = made
      differences = []
    }
    alternatives = []
    for difference in differences { await probe.failures.add("\(moment): \(difference)") }
    for (arn, held) in found.executions {
      let before = model.contents.executions[arn]?.row.fence ?? 0
      await probe.expect(
        held.row.fence >= before, "\(moment): the fence of \(arn) fell from \(before) to \(held.row.fence)")
      model.contents.executions[arn]?.row.fence = held.row.fence
      model.contents.executions[arn]?.row.owner = held.row.owner
    }
  }

  func compare(_ moment: String) async throws {
    let found = try await StoreContents.read(store)
    for difference in model.contents.differences(from: found) { await probe.failures.add("\(moment): \(difference)") }
  }
}

extension SplitMix64 {
  /// A number from 0 to one less than a bound; 0 if the bound is 0.
  fileprivate mutating func below(_ bound: Int) -> Int { bound > 0 ? Int(next() % UInt64(bound)) : 0 }
}
