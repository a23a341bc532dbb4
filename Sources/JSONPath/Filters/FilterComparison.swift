import OrderedJSON

/// The comparisons of filters.
enum FilterComparison {
  /// The relation between two values.
  private enum Relation {
    case less, equal, greater
    /// Null and null: equal and unordered.
    case bothNull
    /// Null and something else: different and unordered.
    case oneNull
    /// No comparison holds, not even that they are different.
    case none

    init<Value: Comparable>(_ a: Value, _ b: Value) { self = a == b ? .equal : a < b ? .less : .greater }
  }

  static func holds(
    _ left: FilterValue, _ comparison: FilterOperator, _ right: FilterValue, work: inout PathWork
  ) throws(PathError) -> Bool {
    if case .matchesPattern = comparison { return try matches(left, right, work: &work) }
    let relation = try relation(left, right, work: &work)
    switch comparison {
    case .equal: return relation == .equal || relation == .bothNull
    case .notEqual: return relation == .less || relation == .greater || relation == .oneNull
    case .less: return relation == .less
    case .lessOrEqual: return relation == .less || relation == .equal
    case .greater: return relation == .greater
    case .greaterOrEqual: return relation == .greater || relation == .equal
    case .matchesPattern: return false
    }
  }

  private static func relation(
    _ left: FilterValue, _ right: FilterValue, work: inout PathWork
  ) throws(PathError) -> Relation {
    switch (left, right) {
    case (.pattern, _), (_, .pattern): return .none
    case (.json(let a), .json(let b)): return try relation(a, b, nil, work: &work)
    case (.json(let a), .text(let b, let number)): return try relation(a, .string(b), number, work: &work)
    case (.text(let a, _), .json(let b)): return try relation(.string(a), b, nil, work: &work)
    case (.text(let a, _), .text(let b, let number)):
      return try relation(.string(a), .string(b), number, work: &work)
    }
  }

  /// The relation between two values; `number` is the numeric value of the right one, a string, if known.
  private static func relation(
    _ left: JSON, _ right: JSON, _ number: JSONNumber?, work: inout PathWork
  ) throws(PathError) -> Relation {
    switch (isNull(left), isNull(right)) {
    case (true, true): return .bothNull
    case (true, false), (false, true): return .oneNull
    case (false, false): break
    }
    switch (left, right) {
    case (.string(let a), .string(let b)):
      try work.spend(bytes: min(a.utf8.count, b.utf8.count))
      if a.hasSameUTF8(as: b) { return .equal }
      return a.precedesByUTF16(b) ? .less : .greater
    case (.number(let a), .number(let b)): return Relation(a, b)
    case (.number(let a), .string(let text)):
      try work.spend(bytes: text.utf8.count)
      guard let b = number ?? JavaDecimal.number(text) else {
        throw PathError(
          .invalidComparison, "The number \(a) cannot be compared with '\(text)', which is not a number.")
      }
      return Relation(a, b)
    case (.bool(let a), .bool(let b)): return Relation(a ? 1 : 0, b ? 1 : 0)
    case (.bool(let a), .string(let b)): return Relation(a ? 1 : 0, isTrue(b) ? 1 : 0)
    default: return .none
    }
  }

  /// Whether a comparison treats a value as null: null, and the string `null`.
  private static func isNull(_ value: JSON) -> Bool {
    switch value {
    case .null: true
    case .string(let text): text.hasSameUTF8(as: "null")
    case .bool, .number, .array, .object: false
    }
  }

  /// Java's `Boolean.valueOf`, which accepts `true` in any case.
  private static func isTrue(_ text: String) -> Bool {
    text.utf8.count == 4 && text.lowercased().hasSameUTF8(as: "true")
  }

  // MARK: Regular expressions

  private static func matches(
    _ left: FilterValue, _ right: FilterValue, work: inout PathWork
  ) throws(PathError) -> Bool {
    guard case .pattern(let pattern) = right else {
      if case .json(.null) = right { return false }
      throw PathError(.invalidComparison, "'=~' needs a regular expression between slashes on its right side.")
    }
    switch left {
    case .pattern: return false
    case .text(let text, _): return try pattern.matches(text, work: &work)
    case .json(let value):
      switch value {
      case .null: return false
      case .string(let text): return try pattern.matches(text, work: &work)
      case .bool, .number: return try pattern.matches(value.description, work: &work)
      case .array, .object:
        let text = value.description
        try work.spend(bytes: text.utf8.count)
        return try pattern.matches(text, work: &work)
      }
    }
  }
}
