internal import OrderedJSON

/// A use of a variable that the expression does not bind itself, or not before this use.
public struct JSONataVariableReference: Sendable, Hashable {
  /// The name without its `$`.
  public var name: String
  /// The field, if the use is simply `$name.field…`; `nil` for any other use.
  public var firstField: String?
  /// Whether the use is a call, which expects a function.
  public var isCalled: Bool
  /// Whether the dialect's library has a function with that name.
  public var isBuiltIn: Bool
  /// The offset, in UTF-8 bytes from the beginning of the expression.
  public var position: Int
}

/// A use of the input document, directly or by a name that is looked up in it.
public struct JSONataTopLevelReference: Sendable, Hashable {
  /// How the document is referred to.
  public enum Kind: Sendable, Hashable {
    /// A bare name: `phone`, `phone.number`, `phone[0]`.
    case name(String)
    /// `$`.
    case context
    /// `$$`, anywhere.
    case root
    /// `*`.
    case wildcard
    /// `**`.
    case descendants
  }

  /// How the document is referred to.
  public var kind: Kind
  /// The offset, in UTF-8 bytes from the beginning of the expression.
  public var position: Int
}

/// A call of a function by its name.
public struct JSONataFunctionReference: Sendable, Hashable {
  /// The name without its `$`.
  public var name: String
  /// Whether the expression binds a variable with that name around the call.
  public var isLocal: Bool
  /// Whether the dialect's library has a function with that name.
  public var isBuiltIn: Bool
  /// The offset, in UTF-8 bytes from the beginning of the expression.
  public var position: Int
}

/// What an expression refers to outside itself.
struct References: Sendable {
  private(set) var variables: [JSONataVariableReference] = []
  private(set) var topLevel: [JSONataTopLevelReference] = []
  private(set) var functions: [JSONataFunctionReference] = []
  /// The offsets of the variables: some expressions are compiled more than once.
  private var variablePositions: Set<Int> = []
  private var knownTopLevel: Set<JSONataTopLevelReference> = []

  /// Records a variable. A path and its first step both do, and so do a call and its procedure; the path, which knows the
  /// field, and the call come first.
  mutating func add(variable name: String, field: String? = nil, isCalled: Bool = false, at position: Int) {
    guard variablePositions.insert(position).inserted else { return }
    variables.append(
      JSONataVariableReference(name: name, firstField: field, isCalled: isCalled, isBuiltIn: false, position: position))
  }

  mutating func add(top kind: JSONataTopLevelReference.Kind, _ position: Int) {
    let reference = JSONataTopLevelReference(kind: kind, position: position)
    if knownTopLevel.insert(reference).inserted { topLevel.append(reference) }
  }

  mutating func add(function name: String, isLocal: Bool, at position: Int) {
    functions.append(
      JSONataFunctionReference(name: name, isLocal: isLocal, isBuiltIn: false, position: position))
  }

  /// Marks the library functions: nothing may be added after that.
  mutating func resolve(_ isBuiltIn: (String) -> Bool) {
    for index in variables.indices { variables[index].isBuiltIn = isBuiltIn(variables[index].name) }
    for index in functions.indices { functions[index].isBuiltIn = isBuiltIn(functions[index].name) }
    variablePositions = []
    knownTopLevel = []
  }
}
