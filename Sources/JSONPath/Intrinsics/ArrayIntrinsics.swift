import LanguageSupport
import OrderedJSON

/// `States.Array` and the functions that take arrays.
enum ArrayIntrinsics {
  /// How many elements `States.ArrayRange` may create.
  private static let maximumRange = 1_000

  @Sendable
  static func array(_ arguments: inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON {
    try arguments.spend(elements: arguments.count)
    return .array(arguments.values)
  }

  /// The array in chunks of a size; the last may be shorter, and `[]` gives none.
  @Sendable
  static func partition(_ arguments: inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON {
    let elements = arguments.array(0)
    let size = try arguments.truncated(1)
    guard size > 0 else { throw arguments.function.invalidArguments() }
    var pieces: [JSON] = []
    var rest = elements[...]
    while !rest.isEmpty {
      let piece = rest.prefix(size)
      // The piece in the array of pieces, its header, its elements.
      try arguments.spend(elements: 3 + piece.count)
      pieces.append(.array(Array(piece)))
      rest = rest.dropFirst(size)
    }
    return .array(pieces)
  }

  /// Whether an element is written the same as the second argument: strings bare, everything else as compact JSON.
  @Sendable
  static func contains(_ arguments: inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON {
    let wanted = written(arguments.values[1])
    for element in arguments.array(0) {
      let text = written(element)
      try arguments.spend(reading: text.utf8.count)
      if text.utf8.elementsEqual(wanted.utf8) { return true }
    }
    return false
  }

  private static func written(_ value: JSON) -> String { value.stringValue ?? value.description }

  /// Numbers from the first to the second, inclusive, in steps of the third.
  @Sendable
  static func range(_ arguments: inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON {
    let first = try arguments.truncated(0)
    let last = try arguments.truncated(1)
    let step = try arguments.truncated(2)
    guard step != 0 else { throw arguments.function.invalidArguments() }
    var elements: [JSON] = []
    var value = first
    while step > 0 ? value <= last : value >= last {
      guard elements.count < maximumRange else { throw arguments.function.invalidArguments() }
      elements.append(.integer(value))
      let (next, overflow) = value.addingReportingOverflow(step)
      if overflow { break }
      value = next
    }
    try arguments.spend(elements: elements.count)
    return .array(elements)
  }

  /// The element at an index from 0. For an empty array every index gives `null`, as in the service.
  @Sendable
  static func item(_ arguments: inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON {
    let elements = arguments.array(0)
    let place = try arguments.truncated(1)
    if elements.isEmpty, place >= 0 { return .null }
    guard place >= 0, place < elements.count else { throw arguments.function.invalidArguments() }
    return elements[place]
  }

  @Sendable
  static func length(_ arguments: inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON {
    .integer(arguments.array(0).count)
  }

  /// The array without duplicates, keeping the first of equal elements, in the order of the service's hash set.
  @Sendable
  static func unique(_ arguments: inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON {
    var seen: Set<JavaNode> = []
    var kept: [JavaNode] = []
    try arguments.spend(elements: arguments.array(0).count)
    for element in arguments.array(0) {
      let node = JavaNode(element)
      if seen.insert(node).inserted { kept.append(node) }
    }
    return .array(JavaHashOrder.order(hashes: kept.map(\.hashCode)).map { kept[$0].value })
  }
}
