/// Whether an input or output is included: it always is.
public struct CloudWatchEventsExecutionDataDetails: Sendable, Hashable {
  /// Whether it is.
  public var included: Bool?

  /// Creates it with these members.
  public init(included: Bool? = nil) {
    self.included = included
  }
}

extension CloudWatchEventsExecutionDataDetails: Structure {
  init() { self.init(included: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("included", &included)
  }
}

/// What would be billed for an express execution.
public struct BillingDetails: Sendable, Hashable {
  /// Megabytes, in steps of 64.
  public var billedMemoryUsedInMB: Int?
  /// Milliseconds, in steps of 100.
  public var billedDurationInMilliseconds: Int?

  /// Creates it with these members.
  public init(billedMemoryUsedInMB: Int? = nil, billedDurationInMilliseconds: Int? = nil) {
    self.billedMemoryUsedInMB = billedMemoryUsedInMB
    self.billedDurationInMilliseconds = billedDurationInMilliseconds
  }
}

extension BillingDetails: Structure {
  init() { self.init(billedMemoryUsedInMB: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("billedMemoryUsedInMB", &billedMemoryUsedInMB, .atLeast(0))
    visitor.optional("billedDurationInMilliseconds", &billedDurationInMilliseconds, .atLeast(0))
  }
}
