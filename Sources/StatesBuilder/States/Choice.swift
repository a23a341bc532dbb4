public import OrderedJSON

/// A state that goes on as the first rule that applies says.
///
/// ```swift
/// enum Step: String, StateNaming { case size, small, large }
///
/// let size = Choice(Step.size) {
///   When(Variable("$.total").numericGreaterThan(100) && Variable("$.express").booleanEquals(true), next: Step.large)
///   When(!Variable("$.total").isPresent(true), next: Step.small).comment("nothing ordered")
/// }
/// .default(Step.small)
/// ```
public struct Choice: AssigningState {
  /// The state's name.
  public let name: StateName
  /// The state's fields.
  public var fields: JSON.Object

  /// Creates a state from its fields, `Type` included.
  public init(name: StateName, fields: JSON.Object) {
    self.name = name
    self.fields = fields
  }

  /// Creates a Choice state.
  ///
  /// - Parameters:
  ///   - name: the state's name.
  ///   - rules: the rules, in the order in which they are tried.
  public init(_ name: some StateNaming, @ListBuilder<When> _ rules: () -> [When]) {
    self.init(name, .choice)
    fields["Choices"] = .array(rules().map { .object($0.fields) })
  }

  /// Sets the state that goes on if no rule applies.
  public func `default`(_ state: some StateNaming) -> Self {
    setting("Default", .string(state.stateName.description))
  }
}

/// A rule of a Choice state: a condition, and the state that goes on if it holds.
public struct When: DefinitionPart {
  /// The rule's fields.
  public var fields: JSON.Object

  /// Creates a rule from its fields.
  public init(fields: JSON.Object) { self.fields = fields }

  /// Creates a rule that compares values at paths.
  public init(_ condition: Condition, next: some StateNaming) {
    fields = condition.fields
    fields["Next"] = .string(next.stateName.description)
  }

  /// Creates a rule with a JSONata expression.
  public init(expression: String, next: some StateNaming) {
    fields = ["Condition": .expression(expression), "Next": .string(next.stateName.description)]
  }

  /// Creates a JSONata rule that always or never applies.
  public init(_ condition: Bool, next: some StateNaming) {
    fields = ["Condition": .bool(condition), "Next": .string(next.stateName.description)]
  }

  /// Sets variables if the rule applies.
  public func assign(_ variables: Payload) -> Self { setting("Assign", variables.json) }

  /// Sets the output of the state if the rule applies. JSONata only.
  public func output(_ output: Payload) -> Self { setting("Output", output.json) }
}
