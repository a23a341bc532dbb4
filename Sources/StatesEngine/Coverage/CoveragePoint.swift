/// A part of a definition that executions reach or do not reach. States go by their indexes in `StateMachine.states`.
public enum CoveragePoint: Sendable, Hashable {
  /// The state was entered.
  case entry(state: Int)
  /// Control went from one state to another, by `Next`, a Choice rule, `Default` or a catcher.
  case transition(from: Int, to: Int)
  /// The rule of a Choice state was the first that applied.
  case rule(state: Int, index: Int)
  /// No rule of a Choice state applied, and its `Default` was taken.
  case defaultRule(state: Int)
  /// The retrier matched an error, and its attempts were not used up.
  case retried(state: Int, retrier: Int)
  /// The retrier matched an error, and its attempts were used up.
  case exhausted(state: Int, retrier: Int)
  /// The catcher took an error.
  case caught(state: Int, catcher: Int)
  /// The Map state had no items.
  case noItems(state: Int)
  /// A conditional of a JSONata expression was decided: `field` as in `StateExpression.field`, `position` as in
  /// `JSONataArms`.
  case arm(state: Int, field: String, position: Int, holds: Bool)
}
