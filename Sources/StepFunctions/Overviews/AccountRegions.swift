import StatesRuntime

/// A region of an account: what has resources of its own.
public struct AccountRegion: Sendable, Hashable, Comparable {
  /// The account, 12 digits.
  public var account: String
  /// The region.
  public var region: String

  /// Creates it; there need not be any resources.
  public init(account: String, region: String) {
    self.account = account
    self.region = region
  }

  /// By account, then by region.
  public static func < (first: AccountRegion, second: AccountRegion) -> Bool {
    (first.account, first.region) < (second.account, second.region)
  }
}

extension StepFunctionsService {
  /// The regions of accounts in which there are state machines or activities, for a user who chooses one: see
  /// ``scoped(region:account:)``.
  ///
  /// Costs two reads of the store for each region of an account, however many resources it has.
  ///
  /// - Parameter limit: how many are given at most, up to 1,000.
  /// - Returns: each once, by account, then by region; those of this view only if it has resources.
  /// - Throws: ``StepFunctionsError/Code/serviceUnavailable`` or ``StepFunctionsError/Code/internalFailure`` when the
  ///   store cannot be read.
  public func accountRegions(limit: Int = 200) async throws(StepFunctionsError) -> [AccountRegion] {
    let limit = min(max(limit, 0), 1_000)
    var found = Set(try await scope.core.accountRegions(MachineRecord.self, limit: limit))
    found.formUnion(try await scope.core.accountRegions(ActivityRecord.self, limit: limit))
    return Array(found.sorted().prefix(limit))
  }
}

extension ServiceCore {
  /// The regions of accounts that have documents of a kind, which is ordered by them: see ``ServiceScope/listPrefix``.
  fileprivate func accountRegions<Record: StoredRecord>(
    _ type: Record.Type, limit: Int
  ) async throws(StepFunctionsError) -> [AccountRegion] {
    var found: [AccountRegion] = []
    var after: DocumentCursor?
    // Documents without a region are not the service's, and passed over one by one.
    for _ in 0..<limit {
      let documents: [StoredDocument]
      do throws(StoreError) {
        documents = try await store.documents(DocumentQuery(Record.kind, after: after, limit: 1))
      } catch {
        throw StepFunctionsError(error)
      }
      guard let document = documents.first else { break }
      after = document.cursor
      let parts = document.order.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3 else { continue }
      let next = AccountRegion(account: parts[0], region: parts[1])
      found.append(next)
      // The character after the colon: all orders of this region are smaller, and no other's are between.
      after = DocumentCursor(order: "\(next.account):\(next.region);", name: "")
    }
    return found
  }
}
