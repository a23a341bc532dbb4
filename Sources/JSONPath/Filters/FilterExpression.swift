import OrderedJSON

/// The content of `[?(…)]`: terms joined by `||`, each of terms joined by `&&`.
struct FilterExpression: Sendable {
  let alternatives: [[FilterTerm]]
}

/// The part between two `&&` or `||`.
enum FilterTerm: Sendable {
  /// A path alone: whether it finds something other than null, or, with `!` before it, that it does not.
  case exists(PathProgram, expected: Bool)
  case comparison(FilterOperand, FilterOperator, FilterOperand)
}

/// One side of a comparison.
enum FilterOperand: Sendable {
  /// A path from `@`, the item that is tested.
  case item(PathProgram)
  /// A path from `$`, the whole document.
  case document(PathProgram)
  /// A string, and its numeric value.
  case text(String, JSONNumber?)
  /// `/…/` or `/…/i`.
  case pattern(JavaPattern)
}

/// The comparisons, in the order in which a term is searched for them.
enum FilterOperator: Sendable, CaseIterable {
  case equal
  case greaterOrEqual
  case lessOrEqual
  case notEqual
  case less
  case greater
  case matchesPattern

  /// The operator as it is written.
  var text: StaticString {
    switch self {
    case .equal: "=="
    case .greaterOrEqual: ">="
    case .lessOrEqual: "<="
    case .notEqual: "!="
    case .less: "<"
    case .greater: ">"
    case .matchesPattern: "=~"
    }
  }
}
