extension JSON {
  /// How deeply a value may be nested to be used without a second thought: 1,000 levels, what the parsers allow.
  ///
  /// Swift frees nested values recursively, on the stack of the thread that lets the last copy go; a stack of 512 KiB
  /// bears this depth. A program that nests deeper than that has to end such a value with ``dismantle()``. Everything
  /// else here (printing, measuring, comparing, hashing) is safe at any depth.
  public static var maximumDepth: Int { 1_000 }

  /// How deeply arrays and objects are nested here: 0 for a scalar, 1 for `[]`; never counts past `limit`.
  ///
  /// - Parameter limit: where counting stops.
  public func depth(upTo limit: Int = 10_000) -> Int {
    // Most values are flat, and then nothing need be kept for later.
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
      // A value that holds another one twice, and so on downwards, has more places than could ever be visited.
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

  /// Where the elements or members are kept; equal for copies that share them. Valid while the value is.
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

  /// Whether arrays and objects are nested deeper than that here. Looks no further once it knows.
  public func isDeeper(than limit: Int = JSON.maximumDepth) -> Bool {
    limit < 0 || (limit < Int.max && depth(upTo: limit + 1) > limit)
  }

  /// Makes this `null` and frees what it was level by level, however deeply it was nested.
  ///
  /// Parts that others still hold stay whole, and are theirs to dismantle. Only values nested deeper than
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
  /// Whether an array has its elements for itself. If not, this makes it a copy of its own.
  fileprivate var isUniquelyHeld: Bool {
    mutating get {
      let before = withContiguousStorageIfAvailable { UnsafePointer($0.baseAddress) }
      let after = withContiguousMutableStorageIfAvailable { UnsafePointer($0.baseAddress) }
      return before == after
    }
  }
}
