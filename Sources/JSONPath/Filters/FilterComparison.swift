import OrderedJSON

/// The comparisons of filters.
enum FilterComparison {
  static func holds(
    _ left: FilterValue, _ comparison: FilterOperator, _ right: FilterValue, work: inout PathWork
  ) throws(PathError) -> Bool {
    switch comparison {
    case .equal: return equal(left, right)
    case .notEqual: return !equal(left, right)
    case .strictlyEqual: return strictlyEqual(left, right)
    case .notStrictlyEqual: return !strictlyEqual(left, right)
    case .less: return precedes(left, right, orEqual: false)
    case .lessOrEqual: return precedes(left, right, orEqual: true)
    case .greater: return precedes(right, left, orEqual: false)
    case .greaterOrEqual: return precedes(right, left, orEqual: true)
    case .matchesPattern: return try matchesPattern(left, right, work: &work)
    case .isIn:
      guard let list = try list(right) else { return false }
      return list.contains { equal(left, $0) }
    case .isNotIn:
      guard let list = try list(right) else { return true }
      return !list.contains { equal(left, $0) }
    case .contains: return try contains(left, right)
    case .size: return size(left, right)
    case .empty: return try empty(left, right)
    case .subsetOf:
      return try compareLists(left, right) { left, right in left.allSatisfy { a in right.contains { equal(a, $0) } } }
    case .anyOf:
      return try compareLists(left, right) { left, right in left.contains { a in right.contains { equal(a, $0) } } }
    case .noneOf:
      return try compareLists(left, right) { left, right in !left.contains { a in right.contains { equal(a, $0) } } }
    case .exists:
      guard case .bool(let a) = left, case .bool(let b) = right else { throw invalid("a Boolean") }
      return a == b
    // These work in the library's programming interface only; written in a path they never hold.
    case .all, .type, .matches: return false
    }
  }

  private static func invalid(_ wanted: String) -> PathError { PathError(.invalidComparison, "Expected \(wanted)") }

  // MARK: Equality and order

  static func equal(_ left: FilterValue, _ right: FilterValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): a.hasSameUTF8(as: b)
    // A text on the left makes it a comparison of texts, a number on the left one of numbers.
    case (.string(let a), .number(let b)): a.hasSameUTF8(as: b.description)
    case (.number(let a), .string(let b)): number(b).map { a == $0 } ?? false
    case (.structure(let a), .structure(let b)): identical(a, b)
    case (.missing, _), (.null, _), (.bool, _), (.number, _), (.string, _), (.structure, _), (.pattern, _): false
    }
  }

  private static func strictlyEqual(_ left: FilterValue, _ right: FilterValue) -> Bool {
    switch (left, right) {
    case (.string, .number), (.number, .string): false
    default: equal(left, right)
    }
  }

  private static func number(_ text: String) -> JSONNumber? { (try? JSON(parsing: text))?.numberValue }

  /// Equality of structures takes `1` and `1.0` for different.
  private static func identical(_ left: JSON, _ right: JSON) -> Bool {
    switch (left, right) {
    case (.number(let a), .number(let b)): isInteger(a) == isInteger(b) && a == b
    case (.array(let a), .array(let b)): a.count == b.count && zip(a, b).allSatisfy { identical($0, $1) }
    case (.object(let a), .object(let b)):
      a.count == b.count
        && a.members.allSatisfy { member in b[member.key].map { identical(member.value, $0) } ?? false }
    default: left == right
    }
  }

  private static func isInteger(_ number: JSONNumber) -> Bool {
    switch number {
    case .integer: true
    case .decimal, .double: false
    case .literal(let text): text.utf8.allSatisfy { $0 == 0x2d || ($0 >= 0x30 && $0 <= 0x39) }
    }
  }

  private static func precedes(_ left: FilterValue, _ right: FilterValue, orEqual: Bool) -> Bool {
    switch (left, right) {
    case (.number(let a), .number(let b)): a < b || (orEqual && a == b)
    case (.string(let a), .string(let b)): a.precedesByUTF16(b) || (orEqual && a.hasSameUTF8(as: b))
    default: false
    }
  }

  // MARK: Lists

  /// The elements of a list; `nil` of an object.
  private static func list(_ value: FilterValue) throws(PathError) -> [FilterValue]? {
    guard case .structure(let json) = value else { throw invalid("a list") }
    guard case .array(let elements) = json else { return nil }
    var values: [FilterValue] = []
    values.reserveCapacity(elements.count)
    for element in elements {
      switch element {
      case .array, .object: throw PathError(.functionFailed, "Could not determine value type")
      case .null, .bool, .number, .string: values.append(FilterValue(element))
      }
    }
    return values
  }

  private static func compareLists(
    _ left: FilterValue, _ right: FilterValue, _ body: ([FilterValue], [FilterValue]) -> Bool
  ) throws(PathError) -> Bool {
    guard let b = try list(right), let a = try list(left) else { return false }
    return body(a, b)
  }

  private static func contains(_ left: FilterValue, _ right: FilterValue) throws(PathError) -> Bool {
    switch (left, right) {
    case (.string(let text), .string(let part)): return holdsText(text, part)
    case (.structure, _): return try list(left)?.contains { equal(right, $0) } ?? false
    default: return false
    }
  }

  private static func holdsText(_ text: String, _ part: String) -> Bool {
    let text = Array(text.utf8)
    let part = Array(part.utf8)
    guard part.count <= text.count else { return false }
    return (0...(text.count - part.count)).contains { text[$0..<($0 + part.count)].elementsEqual(part) }
  }

  private static func size(_ left: FilterValue, _ right: FilterValue) -> Bool {
    guard case .number(let wanted) = right, let count = Int(exactly: wanted.doubleValue.rounded(.towardZero)) else {
      return false
    }
    switch left {
    case .string(let text): return text.utf16.count == count
    case .structure(.array(let elements)): return elements.count == count
    case .structure: return count == -1
    case .missing, .null, .bool, .number, .pattern: return false
    }
  }

  private static func empty(_ left: FilterValue, _ right: FilterValue) throws(PathError) -> Bool {
    let isEmpty: Bool
    switch left {
    case .string(let text): isEmpty = text.isEmpty
    case .structure(.array(let elements)): isEmpty = elements.isEmpty
    case .structure(.object(let object)): isEmpty = object.isEmpty
    case .structure, .missing, .null, .bool, .number, .pattern: return false
    }
    guard case .bool(let wanted) = right else { throw invalid("a Boolean") }
    return isEmpty == wanted
  }

  // MARK: Regular expressions

  private static func matchesPattern(
    _ left: FilterValue, _ right: FilterValue, work: inout PathWork
  ) throws(PathError) -> Bool {
    switch (left, right) {
    case (.pattern, .pattern): return false
    case (.pattern(let pattern), let other), (let other, .pattern(let pattern)):
      guard case .structure(.array(let elements)) = other else { return try pattern.matches(text(other), work: &work) }
      for element in elements where try pattern.matches(text(FilterValue(element)), work: &work) { return true }
      return false
    default: return false
    }
  }

  private static func text(_ value: FilterValue) -> String {
    switch value {
    case .string(let text): text
    case .number(let number): number.description
    case .bool(let value): value ? "true" : "false"
    case .missing, .null, .structure, .pattern: ""
    }
  }
}
