extension JSON {
  /// The length of the compact text in bytes, measured without writing it.
  public var compactByteCount: Int { measured(upTo: .max, .max) ?? .max }

  /// The length of the compact text in bytes, or `nil` if it is over `limit` or nested deeper than `maximumDepth`.
  ///
  /// Stops as soon as one of the bounds is exceeded, so that a value in which parts are shared many times costs no more
  /// than the bound.
  public func compactByteCount(upTo limit: Int, maximumDepth: Int = JSON.maximumDepth) -> Int? {
    measured(upTo: limit, maximumDepth)
  }

  /// The length of the compact text in bytes, or `nil` if it is over `limit`.
  ///
  /// - Parameter parts: parts that this value may share with another one, which are not measured again.
  package func compactByteCount(upTo limit: Int, knowing parts: MeasuredParts) -> Int? {
    measured(upTo: limit, .max, parts.byteCounts)
  }

  private func measured(upTo limit: Int, _ maximumDepth: Int, _ known: [UInt: Int]? = nil) -> Int? {
    var counter = ByteCounter(limit: limit, maximumDepth: maximumDepth, known: known)
    return counter.add(self, 1) && counter.total <= limit ? counter.total : nil
  }
}

/// The written lengths of the larger arrays and objects in a value, for measuring many values that share them.
package struct MeasuredParts: Sendable {
  /// The value is retained, so that nothing else can be allocated at the addresses of its parts.
  private let value: JSON
  /// By storage address.
  fileprivate let byteCounts: [UInt: Int]

  /// Measures the parts of a value, provided it is no longer than `limit` bytes.
  package init(of value: JSON, upTo limit: Int) {
    self.value = value
    var counter = ByteCounter(limit: limit, maximumDepth: .max, known: [:], learns: true)
    _ = counter.add(value, 1)
    byteCounts = counter.known ?? [:]
  }
}

/// Adds up the bytes of a value's parts, as long as the bounds hold.
private struct ByteCounter {
  let limit: Int
  let maximumDepth: Int
  private(set) var total = 0
  /// The lengths of arrays and objects by storage address, if some are known.
  private(set) var known: [UInt: Int]?
  /// Whether the lengths of the larger ones are to be kept.
  let learns: Bool

  init(limit: Int, maximumDepth: Int, known: [UInt: Int]? = nil, learns: Bool = false) {
    self.limit = limit
    self.maximumDepth = maximumDepth
    self.known = known
    self.learns = learns
  }

  /// Shorter parts are measured again each time.
  private static var leastKnownBytes: Int { 1_024 }

  /// How many levels are counted by recursion, which is fastest; deeper ones are kept on the heap.
  private static var calledLevels: Int { 48 }

  /// - Parameter level: 1 if the value is not in a container.
  /// - Returns: whether both bounds still hold.
  @inline(__always)
  mutating func add(_ value: JSON, _ level: Int) -> Bool {
    switch value {
    case .null, .bool(true): total &+= 4
    case .bool(false): total &+= 5
    case .number(let number): total &+= number.byteCount
    case .string(let text): total &+= Self.quotedByteCount(text)
    case .array, .object: return level > Self.calledLevels ? addDeep(value, level) : addContainer(value, level)
    }
    return true
  }

  private mutating func addContainer(_ value: JSON, _ level: Int) -> Bool {
    if level > maximumDepth || total > limit { return false }
    return known == nil ? addParts(value, level) : addKnown(value, level)
  }

  /// Adds the known length of an array or object, or the lengths of its parts.
  @inline(never)
  private mutating func addKnown(_ value: JSON, _ level: Int) -> Bool {
    let address: UInt
    switch value {
    case .null, .bool, .number, .string: return addParts(value, level)
    case .array(let elements): address = elements.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    case .object(let object): address = object.storage.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    }
    if let count = known?[address] {
      let (sum, overflow) = total.addingReportingOverflow(count)
      total = overflow ? .max : sum
      return !overflow && total <= limit
    }
    let before = total
    guard addParts(value, level) else { return false }
    if learns, total &- before >= Self.leastKnownBytes { known?[address] = total &- before }
    return true
  }

  @inline(__always)
  private mutating func addParts(_ value: JSON, _ level: Int) -> Bool {
    switch value {
    case .null, .bool, .number, .string: break
    case .array(let elements):
      addBrackets(elements)
      for place in elements.indices {
        guard add(elements[place], level &+ 1) else { return false }
      }
    case .object(let object):
      addBrackets(object)
      for place in object.storage.indices {
        total &+= Self.quotedByteCount(object.storage[place].key)
        guard add(object.storage[place].value, level &+ 1) else { return false }
      }
    }
    return true
  }

  private mutating func addDeep(_ value: JSON, _ level: Int) -> Bool {
    var pending: ContiguousArray<(value: JSON, level: Int)> = [(value, level)]
    while let (value, level) = pending.popLast() {
      if level > maximumDepth || total > limit { return false }
      switch value {
      case .null, .bool, .number, .string: break
      case .array(let elements):
        addBrackets(elements)
        for element in elements { addScalar(element, level &+ 1, &pending) }
      case .object(let object):
        addBrackets(object)
        for member in object.members {
          total &+= Self.quotedByteCount(member.key)
          addScalar(member.value, level &+ 1, &pending)
        }
      }
    }
    return true
  }

  private mutating func addScalar(
    _ value: JSON, _ level: Int, _ pending: inout ContiguousArray<(value: JSON, level: Int)>
  ) {
    if value.isContainer { pending.append((value, level)) } else { _ = add(value, level) }
  }

  /// Brackets and commas.
  @inline(__always)
  private mutating func addBrackets(_ elements: [JSON]) {
    total &+= elements.isEmpty ? 2 : 1 &+ elements.count
  }

  /// Braces, colons and commas.
  @inline(__always)
  private mutating func addBrackets(_ object: JSON.Object) {
    total &+= object.isEmpty ? 2 : 1 &+ object.count &* 2
  }

  @inline(__always)
  private static func quotedByteCount(_ text: String) -> Int {
    let count = text.utf8.withContiguousStorageIfAvailable { bytes -> Int in
      guard let start = bytes.baseAddress else { return 2 }
      let end = bytes.count
      var place = 0
      var marks: UInt64 = 0
      while end &- place >= 8 {
        marks |= Words.stops(Words.load(start + place))
        place &+= 8
      }
      let rest = end &- place
      marks |= Words.stops(Words.load(start + place, count: rest)) & Words.mask(rest)
      return marks == 0 ? end &+ 2 : escapedByteCount(bytes)
    }
    if let count { return count }
    return Array(text.utf8).withUnsafeBufferPointer { escapedByteCount($0) }
  }

  @inline(never)
  private static func escapedByteCount(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var count = bytes.count + 2
    for byte in bytes where byte < 0x20 || byte == 0x22 || byte == 0x5c {
      switch byte {
      case 0x08, 0x09, 0x0a, 0x0c, 0x0d, 0x22, 0x5c: count += 1
      default: count += 5
      }
    }
    return count
  }
}

extension JSONNumber {
  /// How many bytes the written number has.
  @inline(__always)
  var byteCount: Int {
    switch self {
    case .integer(let value): return Decimal.digitCount(value.magnitude) &+ (value < 0 ? 1 : 0)
    case .decimal(let significand, let scale):
      let digits = max(Decimal.digitCount(significand.magnitude), Int(scale) &+ 1)
      return digits &+ (significand < 0 ? 1 : 0) &+ (scale > 0 ? 1 : 0)
    case .literal(let text): return text.utf8.count
    case .double: return description.utf8.count
    }
  }
}

/// Decimal digits of whole numbers.
enum Decimal {
  /// How many digits a number has; 1 for 0.
  @inline(__always)
  static func digitCount(_ value: UInt64) -> Int {
    var rest = value
    var count = 1
    while true {
      if rest < 10 { return count }
      if rest < 100 { return count &+ 1 }
      if rest < 1_000 { return count &+ 2 }
      if rest < 10_000 { return count &+ 3 }
      rest /= 10_000
      count &+= 4
    }
  }
}
