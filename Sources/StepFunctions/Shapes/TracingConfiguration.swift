/// Whether executions are traced with AWS X-Ray: kept and given back.
public struct TracingConfiguration: Sendable, Hashable {
  /// Whether it is.
  public var enabled: Bool?

  /// Creates it with these members.
  public init(enabled: Bool? = nil) {
    self.enabled = enabled
  }
}

extension TracingConfiguration: Structure {
  init() { self.init(enabled: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("enabled", &enabled)
  }
}
