import OrderedJSON

/// What stands in `[?(…)]`.
indirect enum FilterExpression: Sendable {
  case any([FilterExpression])
  case all([FilterExpression])
  case not(FilterExpression)
  /// A path alone: whether it finds anything, or with `!` in front that it does not.
  case exists(FilterPath, expected: Bool)
  case comparison(FilterOperand, FilterOperator, FilterOperand)
}

/// One side of a comparison.
enum FilterOperand: Sendable {
  case path(FilterPath)
  case literal(FilterValue)
}

/// A path within a filter.
struct FilterPath: Sendable {
  /// Whether it starts with `$`, the whole document, and not with `@`, what is tested.
  let isFromDocument: Bool
  let program: PathProgram
}

/// A value as comparisons see it.
enum FilterValue: Sendable {
  /// What a path gives that finds nothing.
  case missing
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  /// An array or an object.
  case structure(JSON)
  /// A regular expression.
  case pattern(Pattern)

  init(_ json: JSON) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .number(let value): self = .number(value)
    case .string(let value): self = .string(value)
    case .array, .object: self = .structure(json)
    }
  }
}

/// The comparisons; words in any case.
enum FilterOperator: String, Sendable, CaseIterable {
  case equal = "=="
  case notEqual = "!="
  case strictlyEqual = "==="
  case notStrictlyEqual = "!=="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case matchesPattern = "=~"
  case isIn = "in"
  case isNotIn = "nin"
  case contains
  case size
  case empty
  case subsetOf = "subsetof"
  case anyOf = "anyof"
  case noneOf = "noneof"
  case all
  case type
  case exists
  case matches
}
