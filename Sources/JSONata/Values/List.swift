internal import OrderedJSON

/// An array that the expression created, with the properties that the language needs.
final class List {
  struct Traits: OptionSet {
    let rawValue: UInt8
    /// Unwraps at the end of an evaluation: an empty one is no value, a single item is that item.
    static let sequence = Traits(rawValue: 1)
    /// A sequence that does not unwrap a single item.
    static let keepSingleton = Traits(rawValue: 2)
    /// Created by an array constructor in a path: not flattened into it.
    static let constructed = Traits(rawValue: 4)
    /// Contains the input document, which is an array, as its only item.
    static let outerWrapper = Traits(rawValue: 8)
  }

  var elements: Elements
  var traits: Traits
  /// How deeply arrays and objects created here are nested, including this one.
  private(set) var nesting: Int

  @inline(never)
  init(_ values: ContiguousArray<Value>, _ traits: Traits = []) {
    elements = .values(values)
    self.traits = traits
    var deepest = 0
    for value in values {
      let nesting = value.nesting
      if nesting > deepest { deepest = nesting }
    }
    nesting = deepest + 1
  }

  init(elements: Elements, nesting: Int, _ traits: Traits) {
    self.elements = elements
    self.traits = traits
    self.nesting = nesting
  }

  convenience init(range first: Int, count: Int, _ traits: Traits) {
    self.init(elements: .range(first: first, count: count), nesting: 1, traits)
  }

  /// Measures the nesting again after members have been changed in place; stops at `limit`.
  func measureNesting(limit: Int, _ walk: inout Walk) throws(JSONataError) {
    guard case .values(let values) = elements else { return }
    nesting = 1
    try walk.visit(values.count)
    for value in values { nesting = max(nesting, try value.measuredNesting(limit: limit - 1, &walk) + 1) }
  }

  var isSequence: Bool { traits.contains(.sequence) }
  var count: Int { elements.count }

  /// The value of this sequence at the end of an evaluation.
  var unwrapped: Value {
    switch elements.count {
    case 0: .undefined
    case 1: traits.contains(.keepSingleton) ? .list(self) : elements[0]
    default: .list(self)
    }
  }
}

extension Value {
  /// A sequence of these values.
  static func sequence(_ values: ContiguousArray<Value>) -> Value { .list(List(values, .sequence)) }

  /// An array of these values.
  static func array(_ values: ContiguousArray<Value>) -> Value { .list(List(values)) }
}

extension Value {
  /// The nesting after members have been changed in place; stops at `limit`.
  func measuredNesting(limit: Int, _ walk: inout Walk) throws(JSONataError) -> Int {
    guard limit > 0 else { return 1 }
    switch self {
    case .list(let list): try list.measureNesting(limit: limit, &walk)
    case .record(let record): try record.measureNesting(limit: limit, &walk)
    case .undefined, .json, .function, .tuples: break
    }
    return nesting
  }
}
