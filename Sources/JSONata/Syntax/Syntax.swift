/// A node of the parsed expression.
///
/// A class, because resolving a `%` marks nodes that have been visited before. Nodes live only while an expression is
/// being parsed; ``Expression`` is what is evaluated.
final class SyntaxNode {
  enum Kind {
    case end
    case name(String)
    case variable(String)
    case string(String)
    case number(Double)
    case boolean(Bool)
    case null
    case regex(String, flags: String)
    case wildcard
    case descendants
    case parent(ParentSlot)
    /// A `?` among the arguments of a partial application.
    case placeholder
    /// `and`, `or`, `in` where an operand was expected: a name.
    case word(Symbol)
    case binary(Symbol)
    case negation
    case array
    case object
    case call
    case partial
    case lambda
    case condition
    case block
    case bind
    case apply
    case path
    case sort
    case transform
  }

  var kind: Kind
  /// The offset after the token, in UTF-16 code units.
  let position: Int
  /// The offset of the token, in UTF-8.
  let start: Int
  /// How many levels of nodes are below.
  var height = 1

  /// Operands, items, arguments, steps or expressions, by kind.
  var children: [SyntaxNode] = []
  /// The parts of an object constructor or a grouping.
  var pairs: [(key: SyntaxNode, value: SyntaxNode)] = []
  /// For each child of a sort step: whether it is descending.
  var descending: [Bool] = []
  /// What is called or partially applied.
  var procedure: SyntaxNode?
  /// The names of a lambda's parameters, in order.
  var parameters: [String] = []
  var signature: Signature?

  // What follows a node: predicates, groupings, bindings.

  struct Stage {
    enum Kind { case filter(SyntaxNode), index(String) }
    var kind: Kind
    var position: Int
  }

  struct Group {
    var pairs: [(key: SyntaxNode, value: SyntaxNode)]
    var position: Int
  }

  var predicates: [Stage] = []
  var stages: [Stage] = []
  var group: Group?
  var keepsArray = false
  var keepsSingleton = false
  var focus: String?
  var index: String?
  var ancestor: ParentSlot?
  var isTuple = false
  /// An array constructor at the end of a path: not flattened into it.
  var isConstructed = false
  /// A call in tail position of a lambda.
  var isTailCall = false
  var seekingParent: [ParentSlot]?
  /// Whether the node appears in the tree twice.
  var isShared = false
  /// The result of rewriting a shared node.
  var rewritten: SyntaxNode?

  init(_ kind: Kind, position: Int, start: Int) {
    self.kind = kind
    self.position = position
    self.start = start
  }

  convenience init(_ kind: Kind, like node: SyntaxNode) {
    self.init(kind, position: node.position, start: node.start)
  }

  /// Whether this is an array constructor.
  var isArray: Bool { if case .array = kind { true } else { false } }

  /// Whether this is a path.
  var isPath: Bool { if case .path = kind { true } else { false } }
}

/// What a `%` refers to: the context of a step that is searched for to the left.
final class ParentSlot {
  var label: String
  var level = 1
  let index: Int

  init(label: String, index: Int) {
    self.label = label
    self.index = index
  }
}
