import LanguageSupport

/// The descriptions of executions that have ended lately, for those who ask right after.
final class EndedDescriptions: Sendable {
  fileprivate struct State: Sendable {
    var descriptions: [String: (description: ExecutionDescription, byteCount: Int, number: UInt64)] = [:]
    /// Those that were added again or forgotten since have another number.
    var line = Line<(arn: String, number: UInt64)>()
    var number: UInt64 = 0
    var byteCount = 0
    /// Those that a caller waits for, whatever else ends meanwhile.
    var retained: [String: Int] = [:]
  }

  /// How many bytes of inputs, outputs, causes and attributes are kept.
  private static let limit = 4 << 20

  private let state = Locked(State())

  /// How many ends are in line to be forgotten.
  var lineCount: Int { state.withLock { $0.line.remaining.count } }

  subscript(arn: String) -> ExecutionDescription? { state.withLock { $0.descriptions[arn]?.description } }

  func add(_ description: ExecutionDescription) {
    let count =
      512 + description.input.utf8.count + (description.output?.utf8.count ?? 0) + (description.cause?.utf8.count ?? 0)
      + (description.attributes?.compactByteCount ?? 0)
    state.withLock { state in
      state.remove(description.executionARN)
      state.number += 1
      state.descriptions[description.executionARN] = (description, count, state.number)
      state.line.append((description.executionARN, state.number))
      state.byteCount += count
      var passed: [(arn: String, number: UInt64)] = []
      while state.byteCount > Self.limit, let oldest = state.line.popFirst() {
        guard state.isKept(oldest) else { continue }
        if state.retained[oldest.arn] != nil { passed.append(oldest) } else { state.remove(oldest.arn) }
      }
      for entry in passed { state.line.append(entry) }
      if state.line.remaining.count > 2 * state.descriptions.count + 64 {
        let former = state
        state.line.removeAll { !former.isKept($0) }
      }
    }
  }

  /// A caller waits for the end of an execution, which is remembered until it is released.
  func retain(_ arn: String) { state.withLock { $0.retained[arn, default: 0] += 1 } }

  /// The caller has it, or waits no more.
  func release(_ arn: String) {
    state.withLock { state in
      let count = (state.retained[arn] ?? 1) - 1
      state.retained[arn] = count > 0 ? count : nil
    }
  }

  /// It goes on.
  func forget(_ arn: String) { state.withLock { $0.remove(arn) } }
}

extension EndedDescriptions.State {
  fileprivate func isKept(_ entry: (arn: String, number: UInt64)) -> Bool {
    descriptions[entry.arn]?.number == entry.number
  }

  fileprivate mutating func remove(_ arn: String) {
    if let former = descriptions.removeValue(forKey: arn) { byteCount -= former.byteCount }
  }
}
