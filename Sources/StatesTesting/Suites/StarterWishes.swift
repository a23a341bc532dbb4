import JSONPath
import OrderedJSON
import StatesLanguage

/// Values that a definition reads, gathered so that its paths find something: the input and the results of tasks in the
/// cases of a first suite.
struct StarterWishes {
  private(set) var document: JSON = [:]

  /// Puts a value at a path of names and indexes, such as `$.order.lines[0].id`. What is there already stays if it is not
  /// in the way, unless the value is to replace it.
  mutating func set(_ path: [PathStep], _ value: JSON, replacing: Bool) {
    // The document is an object.
    if case .index? = path.first { return }
    guard path.count <= Self.deepest else { return }
    document = Self.setting(path[...], value, in: document, replacing)
  }

  /// Deeper paths are not filled in.
  private static let deepest = 30
  /// Greater indexes are not filled in.
  private static let longest = 20

  /// A step of a path.
  enum PathStep: Hashable {
    case name(String)
    case index(Int)
  }

  /// The value at a path.
  func value(at path: [PathStep]) -> JSON? {
    var value: JSON? = document
    for step in path {
      switch step {
      case .name(let name): value = value?[name]
      case .index(let index): value = value?[index]
      }
    }
    return value
  }

  private static func setting(
    _ path: ArraySlice<PathStep>, _ value: JSON, in document: JSON?, _ replacing: Bool
  ) -> JSON {
    guard let step = path.first else {
      guard let document, !replacing || document == value else { return value }
      return document
    }
    switch step {
    case .name(let name):
      var object: JSON.Object
      if case .object(let existing)? = document { object = existing } else { object = [:] }
      object[name] = setting(path.dropFirst(), value, in: object[name], replacing)
      return .object(object)
    case .index(let index):
      var array: [JSON]
      if case .array(let existing)? = document { array = existing } else { array = [] }
      guard (0..<longest).contains(index) else { return .array(array) }
      while array.count <= index { array.append([:]) }
      array[index] = setting(path.dropFirst(), value, in: array[index], replacing)
      return .array(array)
    }
  }

  /// Adds the members of another value that are not there.
  mutating func merge(_ other: JSON?) {
    guard let members = other?.objectValue?.members else { return }
    for member in members { set([.name(member.key)], member.value, replacing: true) }
  }

  // MARK: Reading paths

  /// The steps of `$.a.b[0]['c']`, up to what is neither a name nor an index; `[*]` and `[?…]` mean the first element.
  /// `nil` for a path that does not start in the document.
  static func steps(of text: some StringProtocol) -> [PathStep]? {
    var rest = Array(text.utf8)[...]
    guard rest.popFirst() == UInt8(ascii: "$"), rest.first != UInt8(ascii: "$") else { return nil }
    if let first = rest.first, first != UInt8(ascii: "."), first != UInt8(ascii: "[") { return nil }
    return steps(&rest)
  }

  /// The steps that the rest of a path starts with.
  static func steps(_ rest: inout ArraySlice<UInt8>) -> [PathStep] {
    var steps: [PathStep] = []
    while let next = rest.first {
      if next == UInt8(ascii: ".") {
        let name = rest.dropFirst().prefix(while: isName)
        guard !name.isEmpty else { break }
        steps.append(.name(String(decoding: name, as: UTF8.self)))
        rest = rest.dropFirst(name.count + 1)
      } else if next == UInt8(ascii: "[") {
        guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { break }
        let inner = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
        rest = rest[(end + 1)...]
        if let quote = inner.first, quote == "'" || quote == "\"" {
          steps.append(.name(String(inner.dropFirst().dropLast())))
        } else {
          steps.append(.index(Int(inner) ?? 0))
        }
      } else {
        break
      }
    }
    return steps
  }

  static func isName(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte)
      || (0x61...0x7a).contains(byte)
  }

  /// The paths after a prefix such as `$states.input` anywhere in a string.
  static func paths(after prefix: String, in text: String) -> [[PathStep]] {
    let bytes = Array(text.utf8)
    let wanted = Array(prefix.utf8)
    var found: [[PathStep]] = []
    var index = 0
    while index + wanted.count <= bytes.count {
      guard bytes[index...].starts(with: wanted) else {
        index += 1
        continue
      }
      var rest = bytes[(index + wanted.count)...]
      let steps = steps(&rest)
      if !steps.isEmpty { found.append(steps) }
      index = max(index + 1, rest.startIndex)
    }
    return found
  }
}
