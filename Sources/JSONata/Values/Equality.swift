internal import LanguageSupport
internal import OrderedJSON

/// Deep equality, and a hash that is the same for equal values; what is visited is counted.
extension Value {
  /// Whether both have the same parts; the order of members does not matter.
  func isDeeplyEqual(to other: Value, _ walk: inout Walk) throws(JSONataError) -> Bool {
    if isIdentical(to: other) { return true }
    if case .json(let a) = self, case .json(let b) = other { return try Self.isEqual(a, b, &walk) }
    try walk.enter()
    // Converting both to the same form takes longer than a visit.
    try walk.visit(3)
    if let a = elements, let b = other.elements {
      guard a.count == b.count else { return false }
      for index in 0..<a.count where try !a[index].isDeeplyEqual(to: b[index], &walk) { return false }
      return true
    }
    guard let a = ObjectView(self), let b = ObjectView(other), a.count == b.count else { return false }
    for place in 0..<a.count {
      guard let value = b[a.key(place)], try a.value(place).isDeeplyEqual(to: value, &walk) else { return false }
    }
    return true
  }

  private static func isEqual(_ a: JSON, _ b: JSON, _ walk: inout Walk) throws(JSONataError) -> Bool {
    switch (a, b) {
    case (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.number(let a), .number(let b)): return a == b
    case (.string(let a), .string(let b)):
      try walk.visit(1 &+ a.utf8.count >> 6)
      return a.hasSameUTF8(as: b)
    case (.array(let a), .array(let b)):
      guard a.count == b.count else { return false }
      try walk.enter()
      try walk.visit(a.count)
      for index in a.indices where try !isEqual(a[index], b[index], &walk) { return false }
      return true
    case (.object(let a), .object(let b)):
      guard a.count == b.count else { return false }
      try walk.enter()
      try walk.visit(a.count)
      let (members, others) = (a.members, b.members)
      for place in 0..<a.count {
        let key = members[place].key
        if key.hasSameUTF8(as: others[place].key) {
          guard try isEqual(members[place].value, others[place].value, &walk) else { return false }
        } else {
          guard let value = b[key], try isEqual(members[place].value, value, &walk) else { return false }
        }
      }
      return true
    case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): return false
    }
  }

  /// A hash that is the same for deeply equal values. It differs from one process to the next.
  func deepHash(_ walk: inout Walk) throws(JSONataError) -> UInt64 {
    switch self {
    case .undefined, .function: return 1
    case .json(.null): return 2
    case .json(.bool(let value)): return value ? 3 : 4
    case .json(.number(let number)):
      let value = number.doubleValue
      // 0 and -0 are equal.
      return SeededHash.mixed(value == 0 ? 5 : value.bitPattern)
    case .json(.string(let text)):
      try walk.visit(1 &+ text.utf8.count >> 6)
      return UInt64(KeyIndex.hash(text))
    case .json(.array), .list, .tuples:
      try walk.enter()
      guard let elements else { return 6 }
      try walk.visit(elements.count)
      var hash = UInt64(truncatingIfNeeded: elements.count)
      for index in 0..<elements.count { hash = SeededHash.mixed(hash &+ (try elements[index].deepHash(&walk))) }
      return hash
    case .json(.object), .record:
      try walk.enter()
      guard let view = ObjectView(self) else { return 7 }
      try walk.visit(view.count)
      // The order of members does not matter.
      var sum = UInt64(truncatingIfNeeded: view.count)
      for place in 0..<view.count {
        let key = UInt64(KeyIndex.hash(view.key(place)))
        sum &+= SeededHash.mixed(key << 32 ^ (try view.value(place).deepHash(&walk)))
      }
      return SeededHash.mixed(sum)
    }
  }
}
