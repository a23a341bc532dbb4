import OrderedJSON

/// What the values cost that an execution has made or got: an estimate by size, in which parts that values share count
/// once. Values that states only pass on, or drop, do not count again, nor do they count less.
struct HeldValues: Sendable {
  /// About so many bytes of memory.
  private(set) var bytes = 0
  /// How many bytes it would take to write out each of the larger values once.
  private(set) var writtenBytes = 0
  /// How long the arrays and objects in larger values are when written out, by where they are kept. They stay there, since
  /// the history holds all values.
  private var known: [UInt: Int] = [:]

  /// Values up to this size are not looked into: their parts may count twice.
  private static let smallBytes = 4_096
  /// Values up to this size may be written as often as there may be events.
  private static let largeBytes = 1_048_576

  /// Counts a value and gives the number of bytes of its compact text.
  ///
  /// - Parameter byteCount: that number, or -1 where it is not known.
  mutating func add(_ value: JSON, byteCount: Int) -> Int {
    let count = byteCount >= 0 ? byteCount : value.compactByteCount(upTo: Self.smallBytes, maximumDepth: .max) ?? .max
    guard count > Self.smallBytes else {
      bytes = bytes.addingClamped(count)
      return count
    }
    let written = walk(value)
    if written > Self.largeBytes { writtenBytes = writtenBytes.addingClamped(written) }
    return written
  }

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

  /// Goes through a value, container by container on the heap, but not into what has been gone through before.
  private mutating func walk(_ value: JSON) -> Int {
    var open: [Frame] = []
    var last = begin(value, &open)
    while var frame = open.popLast() {
      if let written = last { frame.written = frame.written.addingClamped(written) }
      last = nil
      switch frame.parts {
      case .elements(let elements) where frame.next < elements.count:
        frame.next += 1
        open.append(frame)
        last = begin(elements[frame.next - 1], &open)
      case .members(let members) where frame.next < members.count:
        frame.next += 1
        frame.written = frame.written.addingClamped(members[frame.next - 1].key.utf8.count + 3)
        open.append(frame)
        last = begin(members[frame.next - 1].value, &open)
      case .elements, .members:
        known[frame.address] = frame.written
        last = frame.written
      }
    }
    return last ?? 0
  }

  /// The length of a value that need not be gone through; else `nil`, and it is open.
  private mutating func begin(_ value: JSON, _ open: inout [Frame]) -> Int? {
    switch value {
    case .null, .bool, .number: return value.compactByteCount
    case .string(let text):
      let count = text.utf8.count
      guard count > 1_024 else {
        bytes = bytes.addingClamped(count)
        return count + 2
      }
      let address = text.utf8.withContiguousStorageIfAvailable { UInt(bitPattern: $0.baseAddress) }
      if let address, let written = known[address] { return written }
      bytes = bytes.addingClamped(count)
      if let address { known[address] = count + 2 }
      return count + 2
    case .array(let elements):
      let address = elements.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
      guard !elements.isEmpty else { return 2 }
      if let written = known[address] { return written }
      bytes = bytes.addingClamped(elements.count.multipliedClamped(by: MemoryLayout<JSON>.stride))
      open.append(Frame(address: address, parts: .elements(elements), written: 1 + elements.count))
    case .object(let object):
      let members = object.members
      guard !members.isEmpty else { return 2 }
      let address = members.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
      if let written = known[address] { return written }
      bytes = bytes.addingClamped(members.count.multipliedClamped(by: MemoryLayout<JSON.Object.Member>.stride))
      open.append(Frame(address: address, parts: .members(members), written: 1 + members.count))
    }
    return nil
  }
}

extension Execution {
  /// The longest value, written out, that an execution may make: longer ones could not be handled within its bound.
  var maximumValueBytes: Int { quotas.maximumMemoryBytes / 16 }

  /// Counts a value that has come in or been made; says whether it can be kept.
  mutating func hold(_ value: JSON, byteCount: Int) -> Bool {
    held.add(value, byteCount: byteCount) <= maximumValueBytes
  }

  /// Whether values and events together take more memory than there is for them.
  var isTooLarge: Bool {
    let limit = quotas.maximumMemoryBytes
    return held.bytes &+ writer.events.count &* 128 > limit || held.writtenBytes > limit / 4
  }

  /// Ends the execution because it takes too much memory.
  mutating func endTooLarge() {
    guard case .running = status else { return }
    let cause = ErrorText.tooMuchMemory(quotas.maximumMemoryBytes)
    endFailed(StateError(.terminal, name: ErrorName.runtime, cause: cause), after: writer.last)
  }
}
