import StatesLanguage

/// The error of an expectation about a state that the definition does not have.
public struct UnknownState: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is not known.
  public enum Kind: Sendable, Hashable {
    /// The state.
    case state
    /// The state machine that the state should be in.
    case stateMachine
    /// The iteration: the state is not in so many Map states.
    case iteration(problem: String)
  }

  /// The name that is not known.
  public var name: String
  /// What the name should be the name of.
  public var kind: Kind
  /// The known names.
  public var known: [String]

  /// The most known names that are shown.
  private static let most = 20

  /// `there is no state 'Payy'; did you mean 'Pay'?; the states are 'Pay', 'Ship'`.
  public var description: String {
    let what: String
    switch kind {
    case .iteration(let problem): return "the state '\(name)': \(problem)"
    case .state: what = "state"
    case .stateMachine: what = "state machine"
    }
    let near = Suggestions.nearest(to: MockResources.plainName(name), among: known)
    let shown = known.prefix(Self.most).map { "'\($0)'" }.joined(separator: ", ")
    let more = known.count > Self.most ? " and \(known.count - Self.most) more" : ""
    return "there is no \(what) '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? "")
      + "; the \(what)s are \(shown)\(more)"
  }
}
