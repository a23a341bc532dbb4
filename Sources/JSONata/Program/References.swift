internal import OrderedJSON

/// A use of a variable that the expression does not bind itself.
public struct JSONataVariableReference: Sendable, Hashable {
  /// The name without its `$`.
  public var name: String
  /// The field, where the use is plainly `$name.field…`; `nil` for any other use.
  public var firstField: String?
  /// Where it stands, in UTF-8 bytes from the beginning of the expression.
  public var position: Int
}

/// A use of the input document, directly or by a name that is looked up in it.
public struct JSONataTopLevelReference: Sendable, Hashable {
  /// What refers to the document.
  public enum Kind: Sendable, Hashable {
    /// A bare name: `phone`, `phone.number`, `phone[0]`.
    case name(String)
    /// `$`.
    case context
    /// `$$`, wherever it stands.
    case root
    /// `*`.
    case wildcard
    /// `**`.
    case descendants
  }

  /// What refers to the document.
  public var kind: Kind
  /// Where it stands, in UTF-8 bytes from the beginning of the expression.
  public var position: Int
}

/// A call of a function by its name.
public struct JSONataFunctionReference: Sendable, Hashable {
  /// The name without its `$`.
  public var name: String
  /// Whether the expression binds a variable of that name around the call.
  public var isLocal: Bool
  /// Whether the dialect's library has a function of that name.
  public var isBuiltIn: Bool
  /// Where it stands, in UTF-8 bytes from the beginning of the expression.
  public var position: Int
}

/// What an expression refers to outside of itself.
struct References: Sendable {
  private(set) var variables: [JSONataVariableReference] = []
  private(set) var topLevel: [JSONataTopLevelReference] = []
  private(set) var functions: [JSONataFunctionReference] = []
  /// Where the variables stand: some expressions are compiled more than once.
  private var variablePositions: Set<Int> = []
  private var knownTopLevel: Set<JSONataTopLevelReference> = []

  /// Notes a variable; a path and its first step both do, and the path, which knows the field, comes first.
  mutating func add(variable name: String, field: String?, at position: Int) {
    guard variablePositions.insert(position).inserted else { return }
    variables.append(JSONataVariableReference(name: name, firstField: field, position: position))
  }

  mutating func add(top kind: JSONataTopLevelReference.Kind, _ position: Int) {
    let reference = JSONataTopLevelReference(kind: kind, position: position)
    if knownTopLevel.insert(reference).inserted { topLevel.append(reference) }
  }

  mutating func add(function name: String, isLocal: Bool, at position: Int) {
    functions.append(
      JSONataFunctionReference(name: name, isLocal: isLocal, isBuiltIn: false, position: position))
  }

  /// Marks the functions of the library, and takes their names out of the variables: nothing is added from then on.
  mutating func resolve(_ isBuiltIn: (String) -> Bool) {
    for index in functions.indices { functions[index].isBuiltIn = isBuiltIn(functions[index].name) }
    variables.removeAll { isBuiltIn($0.name) }
    variablePositions = []
    knownTopLevel = []
  }
}
