/// A version that an alias points to, and the percentage of executions that it gets.
public struct RoutingConfigurationListItem: Sendable, Hashable {
  /// The ARN of the version.
  public var stateMachineVersionArn: String
  /// The percentage of executions.
  public var weight: Int

  /// Creates it with these members.
  public init(stateMachineVersionArn: String, weight: Int) {
    self.stateMachineVersionArn = stateMachineVersionArn
    self.weight = weight
  }
}

extension RoutingConfigurationListItem: Structure {
  init() { self.init(stateMachineVersionArn: "", weight: 0) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineVersionArn", &stateMachineVersionArn, .length(1...256))
    visitor.required("weight", &weight, .value(0...100))
  }
}
