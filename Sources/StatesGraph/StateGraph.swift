public import StatesLanguage

/// A state machine as a graph: what its pictures show, before anything is laid out.
///
/// ```swift
/// let graph = StateGraph(machine)
/// print(graph.mermaid())
/// ```
///
/// Transitions never leave a branch or an item processor, so the graph is a tree of levels: the machine's own, and one
/// for each branch or item processor, inside its Parallel or Map state. Each level has a Start node, its states in the
/// order of the definition, and an End node if any of them ends it.
public struct StateGraph: Sendable {
  /// All nodes, those of a level next to each other.
  public let nodes: [Node]
  /// All edges, those of a level next to each other, in the order of the definition.
  public let edges: [Edge]
  /// The levels, each after the one that contains it; the first is the machine's own.
  public let levels: [Level]
  /// The comment of the definition.
  public let comment: String?

  init(nodes: [Node], edges: [Edge], levels: [Level], comment: String?) {
    self.nodes = nodes
    self.edges = edges
    self.levels = levels
    self.comment = comment
  }
}

extension StateGraph {
  /// The states of a machine, branch or item processor, with their edges.
  public struct Level: Sendable, Hashable {
    /// The indices of its nodes.
    public let nodes: Range<Int>
    /// The indices of its edges.
    public let edges: Range<Int>
    /// The node that contains it; `nil` for the machine's own level.
    public let container: Int?
    /// `Branch 2`; `nil` for levels that stand alone in their container.
    public let title: String?
  }

  /// A state, or where a level starts or ends.
  public struct Node: Sendable, Hashable {
    /// What a node represents.
    public enum Kind: Sendable, Hashable {
      /// Where a level starts.
      case start
      /// Where a level ends with success.
      case end
      /// A state of that type.
      case state(StateType)
    }

    /// What it represents.
    public let kind: Kind
    /// An identifier that is unique in the graph: `s3` for the state with index 3, `start0` and `end0` for the ends of
    /// level 0.
    public let id: String
    /// The index of the state in ``StatesLanguage/StateMachine/states``.
    public let state: Int?
    /// The state's name on one line; `Start`, `End`.
    public let name: String
    /// What the state does, in a few words: a Task's resource, the duration of a Wait, the error of a Fail.
    public let detail: String?
    /// How often the state is retried: `3 retries`.
    public let retries: String?
    /// The retriers, one by one.
    public let retriers: [String]
    /// The level that it is in.
    public let level: Int
    /// The levels that it contains: a Parallel state's branches, a Map state's item processor.
    public let levels: [Int]
  }

  /// The ways from a node to another one of its level.
  public struct Edge: Sendable, Hashable {
    /// Why control goes this way.
    public enum Reason: Sendable, Hashable {
      /// It is the level's first state.
      case start
      /// `Next`.
      case next
      /// `End`, or a Succeed state.
      case end
      /// The rule of a Choice state with that index.
      case rule(Int)
      /// `Default`.
      case otherwise
      /// The catcher with that index.
      case catcher(Int)
    }

    /// The node that it leaves.
    public let source: Int
    /// The node that it enters.
    public let target: Int
    /// Why control goes this way, in the order of the definition; all of them catchers or none.
    public let reasons: [Reason]
    /// The texts that go with the reasons, on one line each: rules' conditions, `Default`, the errors of catchers.
    /// Empty for the other reasons.
    public let labels: [String]
    /// The same texts for pictures: of long paths only the ends.
    public let shortLabels: [String]

    /// Whether errors go this way.
    public var isCatch: Bool {
      guard case .catcher = reasons.first else { return false }
      return true
    }
  }
}
