import LanguageSupport
import StatesRuntime

/// How many state machines and activities there are, by account and region.
///
/// They are counted once, when the first is created here; from then on, those that this process creates and deletes.
final class ResourceCounts: Sendable {
  private let counts = Locked<[String: Int]>([:])

  /// Some have been created, or deleted if the number is negative.
  func add(_ number: Int, _ kind: DocumentKind, in service: ServiceScope) {
    counts.withLock { counts in
      let key = Self.key(kind, service)
      if let count = counts[key] { counts[key] = max(0, count + number) }
    }
  }

  /// Other processes have created or deleted some: they are counted again.
  func forget(_ kind: DocumentKind) {
    counts.withLock { counts in counts = counts.filter { !$0.key.hasPrefix("\(kind.rawValue) ") } }
  }

  fileprivate func known(_ kind: DocumentKind, in service: ServiceScope) -> Int? {
    counts.withLock { $0[Self.key(kind, service)] }
  }

  fileprivate func set(_ count: Int, _ kind: DocumentKind, in service: ServiceScope) {
    counts.withLock { $0[Self.key(kind, service)] = count }
  }

  private static func key(_ kind: DocumentKind, _ service: ServiceScope) -> String {
    "\(kind.rawValue) \(service.listPrefix)"
  }
}

extension ServiceScope {
  /// Whether there is room for one more resource.
  func hasRoom<Record: StoredRecord>(for type: Record.Type, _ limit: Int) async throws(StepFunctionsError) -> Bool {
    if let count = core.counts.known(Record.kind, in: self) { return count < limit }
    let count = try await core.allRecords(type, prefix: listPrefix).count
    core.counts.set(count, Record.kind, in: self)
    return count < limit
  }
}
