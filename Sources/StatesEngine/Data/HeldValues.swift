import OrderedJSON

/// The memory cost of the values that an execution has created or received: an estimate by size, in which parts that
/// larger values share count once. Values that states only pass on, or drop, neither count again nor reduce the count.
struct HeldValues: Sendable {
  /// The approximate memory in bytes.
  private(set) var bytes = 0
  /// How many bytes it would take to write each of the larger values once.
  private(set) var writtenBytes = 0
  /// The written lengths of the arrays and objects in larger values, by storage address. The addresses remain valid,
  /// since the history holds all values.
  private var known: [UInt: Int] = [:]

  /// Values up to this size, in memory and when written, are not searched for parts that they share with others: such
  /// parts may count twice.
  private static let smallBytes = 16_384
  /// Values up to this size may be written as often as there may be events.
  private static let largeBytes = 1_048_576

  /// Counts a value and returns the length of its compact text.
  ///
  /// - Parameter byteCount: that length, or -1 if it is not known.
  mutating func add(_ value: JSON, byteCount: Int) -> Int {
    if let flat = FlatValue(value) {
      bytes = bytes.addingClamped(flat.memoryBytes)
      return byteCount >= 0 ? byteCount : flat.writtenBytes
    }
    let limit = Self.smallBytes / 4
    let count = byteCount >= 0 ? byteCount : value.compactByteCount(upTo: limit, maximumDepth: .max) ?? .max
    if count <= limit, let cost = HeldMemory.bytes(of: value, upTo: Self.smallBytes) {
      bytes = bytes.addingClamped(cost)
      return count
    }
    let written = walk(value)
    if written > Self.largeBytes { writtenBytes = writtenBytes.addingClamped(written) }
    return written
  }

  /// An array or object that is being walked.
  private struct Frame {
    let address: UInt
    let parts: Parts
    var next = 0
    var written: Int
  }

  private enum Parts {
    case elements([JSON])
    case members(ContiguousArray<JSON.Object.Member>)
  }

  /// A value that a walk has reached.
  private enum Part {
    /// One that need not be walked, with its written length.
    case counted(Int)
    case open(Frame)
  }

  /// Walks a value, container by container on the heap, but not parts that have been walked before; returns its written
  /// length.
  private mutating func walk(_ value: JSON) -> Int {
    var frame: Frame
    switch look(at: value) {
    case .counted(let written): return written
    case .open(let first): frame = first
    }
    var around: [Frame] = []
    while true {
      let part: Part
      switch frame.parts {
      case .elements(let elements) where frame.next < elements.count:
        part = look(at: elements[frame.next])
      case .members(let members) where frame.next < members.count:
        frame.written = frame.written.addingClamped(hold(members[frame.next].key) + 1)
        part = look(at: members[frame.next].value)
      case .elements, .members:
        known[frame.address] = frame.written
        guard var outer = around.popLast() else { return frame.written }
        outer.written = outer.written.addingClamped(frame.written)
        frame = outer
        continue
      }
      frame.next += 1
      switch part {
      case .counted(let written): frame.written = frame.written.addingClamped(written)
      case .open(let inner):
        around.append(frame)
        frame = inner
      }
    }
  }

  private mutating func look(at value: JSON) -> Part {
    if let flat = FlatValue(value) {
      bytes = bytes.addingClamped(flat.memoryBytes)
      return .counted(flat.writtenBytes)
    }
    switch value {
    case .null, .bool: return .counted(value.compactByteCount)
    case .number(let number):
      if case .literal(let text) = number { _ = hold(text) }
      return .counted(value.compactByteCount)
    case .string(let text): return .counted(hold(text))
    case .array(let elements):
      let address = elements.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
      guard !elements.isEmpty else { return .counted(2) }
      if let written = known[address] { return .counted(written) }
      bytes = bytes.addingClamped(HeldMemory.bytes(ofElements: elements.count) + HeldMemory.entry)
      return .open(Frame(address: address, parts: .elements(elements), written: 1 + elements.count))
    case .object(let object):
      let members = object.members
      guard !members.isEmpty else { return .counted(2) }
      let address = members.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
      if let written = known[address] { return .counted(written) }
      bytes = bytes.addingClamped(HeldMemory.bytes(ofMembers: members.count) + HeldMemory.entry)
      return .open(Frame(address: address, parts: .members(members), written: 1 + members.count))
    }
  }

  /// Counts a string, but not a long one that has been counted before; returns its written length.
  private mutating func hold(_ text: String) -> Int {
    let count = text.utf8.count
    guard count > 1_024 else {
      bytes = bytes.addingClamped(HeldMemory.bytes(ofText: count))
      return count + 2
    }
    let address = text.utf8.withContiguousStorageIfAvailable { UInt(bitPattern: $0.baseAddress) }
    if let address, let written = known[address] { return written }
    bytes = bytes.addingClamped(HeldMemory.bytes(ofText: count) + HeldMemory.entry)
    if let address { known[address] = count + 2 }
    return count + 2
  }
}

/// The cost of a short value whose parts have no parts themselves: most values that states create, computed in one
/// pass.
private struct FlatValue {
  /// The approximate memory it takes, and its written length.
  private(set) var memoryBytes = 0
  private(set) var writtenBytes = 2

  /// `nil` for a value with many or long parts, or with nested parts.
  @inline(__always)
  init?(_ value: JSON) {
    let isFlat =
      switch value {
      case .array(let elements): addElements(elements)
      case .object(let object): addMembers(object.members)
      case .null, .bool, .number, .string: addScalar(value)
      }
    guard isFlat else { return nil }
  }

  private mutating func addElements(_ elements: [JSON]) -> Bool {
    guard elements.count <= 8 else { return false }
    memoryBytes = HeldMemory.bytes(ofElements: elements.count)
    return elements.withUnsafeBufferPointer { elements in
      for index in elements.indices where !addScalar(elements[index]) { return false }
      return true
    }
  }

  private mutating func addMembers(_ members: ContiguousArray<JSON.Object.Member>) -> Bool {
    guard members.count <= 8 else { return false }
    memoryBytes = HeldMemory.bytes(ofMembers: members.count)
    return members.withUnsafeBufferPointer { members in
      for index in members.indices {
        let key = members[index].key.utf8.count
        memoryBytes += HeldMemory.bytes(ofText: key)
        writtenBytes += key + 3
        guard key <= 256, addScalar(members[index].value) else { return false }
      }
      return true
    }
  }

  private mutating func addScalar(_ value: JSON) -> Bool {
    switch value {
    case .null, .bool: writtenBytes += 6
    case .number(.integer), .number(.decimal), .number(.double): writtenBytes += 26
    case .string(let text):
      let count = text.utf8.count
      guard count <= 256 else { return false }
      memoryBytes += HeldMemory.bytes(ofText: count)
      writtenBytes += count + 3
    case .number(.literal), .array, .object: return false
    }
    return true
  }
}

/// The approximate memory of the parts of a value, including the overhead of each allocation.
enum HeldMemory {
  /// The header of an object on the heap, and the allocator's overhead and rounding.
  private static let allocation = 48
  /// An entry of the dictionary of counted parts.
  static let entry = 32
  /// Strings up to this length are stored in the value itself.
  private static let inlineText = 15

  static func bytes(ofElements count: Int) -> Int {
    count.multipliedClamped(by: MemoryLayout<JSON>.stride).addingClamped(allocation)
  }

  static func bytes(ofMembers count: Int) -> Int {
    count.multipliedClamped(by: MemoryLayout<JSON.Object.Member>.stride).addingClamped(allocation)
  }

  static func bytes(ofText count: Int) -> Int { count > inlineText ? count.addingClamped(allocation) : 0 }

  /// The memory of a value, or `nil` if it is more than `limit`. Nested arrays and objects are kept on the heap
  /// meanwhile.
  static func bytes(of value: JSON, upTo limit: Int) -> Int? {
    var total = MemoryLayout<JSON>.stride
    var open: ContiguousArray<JSON> = []
    var next: JSON? = value
    while let part = next, total <= limit {
      switch part {
      case .null, .bool, .number, .string: add(part, &total, &open)
      case .array(let elements):
        if !elements.isEmpty { total = total.addingClamped(bytes(ofElements: elements.count)) }
        guard total <= limit else { return nil }
        for element in elements { add(element, &total, &open) }
      case .object(let object):
        if !object.isEmpty { total = total.addingClamped(bytes(ofMembers: object.count)) }
        guard total <= limit else { return nil }
        for member in object.members {
          total = total.addingClamped(bytes(ofText: member.key.utf8.count))
          add(member.value, &total, &open)
        }
      }
      next = open.popLast()
    }
    return total <= limit ? total : nil
  }

  private static func add(_ value: JSON, _ total: inout Int, _ open: inout ContiguousArray<JSON>) {
    switch value {
    case .null, .bool: break
    case .number(let number):
      if case .literal(let text) = number { total = total.addingClamped(bytes(ofText: text.utf8.count)) }
    case .string(let text): total = total.addingClamped(bytes(ofText: text.utf8.count))
    case .array, .object: open.append(value)
    }
  }
}

extension Execution {
  /// The largest written value that an execution may create: larger ones could not be handled within its memory limit.
  var maximumValueBytes: Int { quotas.maximumMemoryBytes / 16 }

  /// Counts a value that has been received or created; returns whether it can be kept.
  mutating func hold(_ value: JSON, byteCount: Int) -> Bool {
    held.add(value, byteCount: byteCount) <= maximumValueBytes
  }

  /// Whether values and events together exceed the memory limit.
  var isTooLarge: Bool {
    let limit = quotas.maximumMemoryBytes
    return held.bytes &+ writer.count &* 128 > limit || held.writtenBytes > limit / 4
  }

  /// Ends the execution because it takes too much memory.
  mutating func endTooLarge() {
    guard case .running = status else { return }
    let cause = ErrorText.tooMuchMemory(quotas.maximumMemoryBytes)
    endFailed(StateError(.terminal, name: ErrorName.runtime, cause: cause), after: writer.last)
  }
}
