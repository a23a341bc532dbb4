extension JSON: Hashable {
  /// Compares by meaning: numbers by value, objects as sets of members, strings by code units. Safe at any depth.
  public static func == (left: JSON, right: JSON) -> Bool {
    var comparison = Comparison()
    guard comparison.equal(left, right, 0) else { return false }
    while let (left, right) = comparison.pending.popLast() {
      guard comparison.equal(left, right, 0) else { return false }
    }
    return true
  }

  /// Hashes consistently with `==`. Only looks a few levels deep.
  public func hash(into hasher: inout Hasher) { hash(into: &hasher, levels: Self.hashedLevels) }

  private static var hashedLevels: Int { 16 }

  private func hash(into hasher: inout Hasher, levels: Int) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .number(let value): hasher.combine(value)
    case .string(let value):
      hasher.combine(2)
      value.hashBytes(into: &hasher)
    case .array(let elements):
      hasher.combine(3)
      hasher.combine(elements.count)
      guard levels > 0 else { return }
      for element in elements { element.hash(into: &hasher, levels: levels - 1) }
    case .object(let object):
      hasher.combine(4)
      hasher.combine(object.count)
      guard levels > 0 else { return }
      // The order of the members does not matter, and a sum does not depend on it.
      var sum = 0
      for member in object.members {
        var one = Hasher()
        member.key.hashBytes(into: &one)
        member.value.hash(into: &one, levels: levels - 1)
        sum &+= one.finalize()
      }
      hasher.combine(sum)
    }
  }
}

extension JSON.Object: Hashable {
  /// Whether both have the same names with equal values, in whatever order.
  public static func == (left: Self, right: Self) -> Bool { JSON.object(left) == JSON.object(right) }

  /// Hashes without regard to order.
  public func hash(into hasher: inout Hasher) { JSON.object(self).hash(into: &hasher) }
}

/// Compares level by level.
private struct Comparison {
  /// Containers that are nested too deeply to be compared by recursion, which is fastest.
  var pending: ContiguousArray<(JSON, JSON)> = []

  private static var calledLevels: Int { 48 }

  /// Whether two values are equal, apart from what is still `pending`.
  @inline(__always)
  mutating func equal(_ left: JSON, _ right: JSON, _ level: Int) -> Bool {
    switch (left, right) {
    case (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.number(let a), .number(let b)): return a == b
    case (.string(let a), .string(let b)): return a.hasSameUTF8(as: b)
    case (.array, .array), (.object, .object):
      if level < Self.calledLevels { return equalContainers(left, right, level &+ 1) }
      pending.append((left, right))
      return true
    case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): return false
    }
  }

  private mutating func equalContainers(_ left: JSON, _ right: JSON, _ level: Int) -> Bool {
    switch (left, right) {
    case (.array(let a), .array(let b)):
      guard a.count == b.count else { return false }
      for place in a.indices {
        guard equal(a[place], b[place], level) else { return false }
      }
      return true
    case (.object(let a), .object(let b)):
      guard a.count == b.count else { return false }
      for place in a.storage.indices {
        let name = a.storage[place].key
        if name.hasSameUTF8(as: b.storage[place].key) {
          guard equal(a.storage[place].value, b.storage[place].value, level) else { return false }
        } else {
          guard let other = b.position(of: name) else { return false }
          guard equal(a.storage[place].value, b.storage[other].value, level) else { return false }
        }
      }
      return true
    case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): return false
    }
  }
}
