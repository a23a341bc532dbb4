extension JSON {
  /// How deeply a value may be nested to be used without special care: 1,000 levels, the limit of the parsers.
  ///
  /// Swift frees nested values recursively, on the stack of the thread that releases the last copy; a stack of 512 KiB
  /// is large enough for this depth. A program that nests deeper than that must end such a value with ``dismantle()``.
  /// Everything else here (printing, measuring, comparing, hashing) is safe at any depth.
  public static var maximumDepth: Int { 1_000 }

  /// How deeply arrays and objects are nested: 0 for a scalar, 1 for `[]`; never more than `limit`.
  ///
  /// - Parameter limit: where counting stops.
  public func depth(upTo limit: Int = 10_000) -> Int {
    // Most values are flat, and then nothing needs to be kept for later.
    if limit > 1, let depth = shallowDepth { return depth }
    var deepest = 0
    var visits = 0
    var known: [UnsafeRawPointer: Int] = [:]
    var pending: ContiguousArray<(value: JSON, level: Int)> = []
    if isContainer { pending.append((self, 1)) }
    while let (value, level) = pending.popLast() {
      deepest = max(deepest, level)
      if deepest >= limit { return max(0, limit) }
      visits += 1
      // A value that holds another one twice, and so on downward, has more paths than could ever be visited.
      if visits > 4_096, let address = value.storageAddress {
        if let seen = known[address], seen >= level { continue }
        known[address] = level
      }
      switch value {
      case .null, .bool, .number, .string: break
      case .array(let elements):
        for element in elements where element.isContainer { pending.append((element, level + 1)) }
      case .object(let object):
        for member in object.members where member.value.isContainer { pending.append((member.value, level + 1)) }
      }
    }
    return deepest
  }

  /// The address at which the elements or members are stored; equal for copies that share them. Valid as long as the
  /// value.
  private var storageAddress: UnsafeRawPointer? {
    switch self {
    case .null, .bool, .number, .string: return nil
    case .array(let elements): return elements.withUnsafeBufferPointer { $0.baseAddress.map { UnsafeRawPointer($0) } }
    case .object(let object):
      return object.storage.withUnsafeBufferPointer { $0.baseAddress.map { UnsafeRawPointer($0) } }
    }
  }

  /// The depth of a scalar, or of an array or object of scalars.
  private var shallowDepth: Int? {
    switch self {
    case .null, .bool, .number, .string: return 0
    case .array(let elements):
      for place in elements.indices where elements[place].isContainer { return nil }
      return 1
    case .object(let object):
      for place in object.storage.indices where object.storage[place].value.isContainer { return nil }
      return 1
    }
  }

  /// Whether arrays and objects are nested deeper than `limit`. Stops as soon as this is known.
  public func isDeeper(than limit: Int = JSON.maximumDepth) -> Bool {
    limit < 0 || (limit < Int.max && depth(upTo: limit + 1) > limit)
  }

  /// Sets this to `null` and frees the old value level by level, however deeply it was nested.
  ///
  /// Parts that other values still share stay intact, and must be dismantled with those. Only values nested deeper than
  /// ``maximumDepth`` need this.
  package mutating func dismantle() {
    var pending: ContiguousArray<JSON> = [self]
    self = .null
    while let value = pending.popLast() {
      switch consume value {
      case .null, .bool, .number, .string: break
      case .array(var elements):
        guard elements.isUniquelyHeld else { continue }
        for place in elements.indices where elements[place].isContainer {
          pending.append(elements[place])
          elements[place] = .null
        }
      case .object(var object):
        guard object.storage.isUniquelyHeld else { continue }
        for place in object.storage.indices where object.storage[place].value.isContainer {
          pending.append(object.storage[place].value)
          object.storage[place].value = .null
        }
      }
    }
  }

  @inline(__always)
  var isContainer: Bool {
    switch self {
    case .null, .bool, .number, .string: false
    case .array, .object: true
    }
  }
}

extension MutableCollection {
  /// Whether an array holds the only reference to its elements. If not, this gives it a copy of its own.
  fileprivate var isUniquelyHeld: Bool {
    mutating get {
      let before = withContiguousStorageIfAvailable { UnsafePointer($0.baseAddress) }
      let after = withContiguousMutableStorageIfAvailable { UnsafePointer($0.baseAddress) }
      return before == after
    }
  }
}
