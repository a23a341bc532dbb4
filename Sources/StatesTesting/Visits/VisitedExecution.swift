/// An execution that states were visited in: the one under test, a child of a distributed Map, or an execution that a task
/// started.
public struct VisitedExecution: Sendable, Hashable {
  /// The reason why an execution exists.
  public enum Role: Sendable, Hashable {
    /// It is the one under test.
    case top
    /// It is a child of a distributed Map.
    case child(index: Int)
    /// A `states:startExecution` task started it.
    case nested
  }

  /// The state that caused an execution.
  public struct Starter: Sendable, Hashable {
    /// The name of the Map or Task state.
    public var state: String
    /// The iterations that the state was in, outermost first.
    public var iteration: [Int]
    /// The ARN of the state's own execution.
    public var executionARN: String
  }

  /// The execution's ARN.
  public var arn: String
  /// Its name.
  public var name: String
  /// The name of its state machine.
  public var stateMachine: String
  /// The reason why it exists.
  public var role: Role
  /// The state that started it; `nil` for the execution under test, and if the history does not tell.
  public var starter: Starter?
}
