import OrderedJSON
import StatesEngine

/// What happened to an execution, as its journal has it: by determinism, enough to repeat what followed.
enum JournalEntry {
  /// One of its executions was told something.
  case input(ExecutionTree.NodeID, Execution.Input)
  /// The handler of a task has returned, and leaves the answer to others.
  case handedOver(ExecutionTree.Address<TaskID>)
  /// It was redriven.
  case redriven
}

/// One record of a journal: what happened and when, and how many events there were after it.
struct JournalRecord {
  /// The version of the records that is written and read.
  static let version = 1

  let time: Timestamp
  let entry: JournalEntry
  /// What a replay must come to.
  let progress: HistoryProgress

  /// The record as JSON text.
  var bytes: [UInt8] { JSONPrinter.compact.bytes(wireForm) }

  init(time: Timestamp, entry: JournalEntry, progress: HistoryProgress) {
    self.time = time
    self.entry = entry
    self.progress = progress
  }

  /// Reads what ``bytes`` gave.
  init(bytes: [UInt8]) throws(WireFormError) {
    guard let json = try? JSONParser(maximumDepth: 2_000).parse(bytes) else {
      throw WireFormError(path: "", expected: "JSON")
    }
    self = try JournalRecord(wireForm: json)
  }
}

extension JournalRecord: WireForm {
  private enum Name: String { case input, handedOver, redriven }

  /// `[version, time, [events, digest], name, part, …]`.
  var wireForm: JSON {
    var parts: [JSON] = [.integer(Int64(Self.version)), .integer(time.milliseconds), progress.wireForm]
    switch entry {
    case .input(let node, let input): parts += [.string(Name.input.rawValue), node.wireForm, input.wireForm]
    case .handedOver(let task): parts += [.string(Name.handedOver.rawValue), task.wireForm]
    case .redriven: parts.append(.string(Name.redriven.rawValue))
    }
    return .array(parts)
  }

  init(wireForm: JSON) throws(WireFormError) {
    let whole = WireReader(wireForm)
    let parts = try whole.elements()
    guard parts.count >= 4 else { throw whole.problem("a record of a journal") }
    let version: Int = try parts[0].integer()
    guard version == Self.version else { throw parts[0].problem("the version \(Self.version)") }
    time = try parts[1].time()
    progress = try parts[2].value()
    guard let name = Name(rawValue: try parts[3].string()) else { throw parts[3].problem("what happened") }
    switch name {
    case .input:
      let parts = try whole.elements(6)
      entry = .input(try parts[4].value(), try parts[5].value())
    case .handedOver: entry = .handedOver(try whole.elements(5)[4].value())
    case .redriven:
      _ = try whole.elements(4)
      entry = .redriven
    }
  }
}

/// How far histories have come: two runs with the same are taken to have done the same.
struct HistoryProgress: Hashable, Sendable {
  /// The number of events of all executions of a tree.
  var eventCount: UInt64 = 0
  /// A digest of the events' texts, those of children by their numbers alone.
  var digest: UInt64 = 0x9e37_79b9_7f4a_7c15

  /// Adds an event's text.
  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    eventCount &+= 1
    var digest = digest
    var index = 0
    while index + 8 <= bytes.count {
      var word: UInt64 = 0
      for offset in 0..<8 { word |= UInt64(bytes[index + offset]) << UInt64(8 * offset) }
      Self.mix(&digest, word)
      index += 8
    }
    var rest = UInt64(bytes.count - index)
    while index < bytes.count {
      rest = rest << 8 | UInt64(bytes[index])
      index += 1
    }
    Self.mix(&digest, rest)
    self.digest = digest
  }

  /// Adds events of a child by their number.
  mutating func add(childEvents count: Int) {
    guard count > 0 else { return }
    eventCount &+= UInt64(count)
    Self.mix(&digest, UInt64(count))
  }

  private static func mix(_ digest: inout UInt64, _ word: UInt64) {
    let (high, low) = (digest ^ word).multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
    digest = high ^ low ^ 0xe703_7ed1_a0b4_28db
  }
}

extension HistoryProgress: WireForm {
  /// `[events, "digest"]`, the digest in hexadecimal digits.
  var wireForm: JSON { [.integer(Int64(clamping: eventCount)), .string(String(digest, radix: 16))] }

  init(wireForm: JSON) throws(WireFormError) {
    let parts = try WireReader(wireForm).elements(2)
    let text = try parts[1].string()
    guard let digest = UInt64(text, radix: 16), String(digest, radix: 16) == text else {
      throw parts[1].problem("a digest")
    }
    self.init(eventCount: UInt64(try parts[0].integer(0...Int64.max)), digest: digest)
  }
}
