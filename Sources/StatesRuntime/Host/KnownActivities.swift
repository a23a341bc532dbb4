/// The activities that exist, as far as a host knows: all but some, or only some.
///
/// ```swift
/// let approve = "arn:aws:states:us-east-1:111111111111:activity:approve"
/// host.activities = .only([approve])
/// host.updateActivities { $0.remove(approve) }
/// ```
///
/// - SeeAlso: Step Functions API, "CreateActivity", "DeleteActivity".
public struct KnownActivities: Sendable, Hashable {
  /// The ARNs that are known by name.
  package private(set) var listed: Set<String>
  /// Whether those that are listed exist, and no others; else they are missing, and all others exist.
  private let listsExisting: Bool

  /// Every activity exists.
  public static let all = KnownActivities(listed: [], listsExisting: false)

  /// Every activity exists but those with these ARNs.
  public static func all(but missing: Set<String>) -> KnownActivities {
    KnownActivities(listed: missing, listsExisting: false)
  }

  /// The activities with these ARNs exist, and no others.
  public static func only(_ existing: Set<String>) -> KnownActivities {
    KnownActivities(listed: existing, listsExisting: true)
  }

  private init(listed: Set<String>, listsExisting: Bool) {
    self.listed = listed
    self.listsExisting = listsExisting
  }

  /// Whether the activity with an ARN exists.
  public func contains(_ arn: String) -> Bool { listed.contains(arn) == listsExisting }

  /// From now on the activity with an ARN exists.
  public mutating func insert(_ arn: String) {
    if listsExisting { listed.insert(arn) } else { listed.remove(arn) }
  }

  /// From now on the activity with an ARN does not exist.
  public mutating func remove(_ arn: String) {
    if listsExisting { listed.remove(arn) } else { listed.insert(arn) }
  }

  /// Activities that come and go, one after the other.
  public struct Changes: Sendable {
    /// What happens to them, in order.
    private(set) var all: [(arn: String, exists: Bool)] = []

    /// From now on the activity with an ARN exists.
    public mutating func insert(_ arn: String) { all.append((arn, true)) }

    /// From now on the activity with an ARN does not exist.
    public mutating func remove(_ arn: String) { all.append((arn, false)) }
  }

  mutating func apply(_ changes: Changes) {
    for (arn, exists) in changes.all { if exists { insert(arn) } else { remove(arn) } }
  }
}
