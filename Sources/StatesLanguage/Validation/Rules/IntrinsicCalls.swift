import OrderedJSON

// Calls of intrinsic functions that parse but that their functions will refuse.

/// The parameters of an intrinsic function.
struct IntrinsicSignature: Sendable {
  enum Kind: Sendable {
    case any, array, number, object, text
  }

  let counts: ClosedRange<Int>
  /// The kind of each argument; the last applies to all that follow.
  let kinds: [Kind]

  init(_ counts: ClosedRange<Int>, _ kinds: [Kind]) {
    self.counts = counts
    self.kinds = kinds
  }

  /// The functions by name (developer guide, "Intrinsic functions").
  static let all: [String: IntrinsicSignature] = [
    "States.Format": .init(1...Int.max, [.text, .any]), "States.StringToJson": .init(1...1, [.text]),
    "States.JsonToString": .init(1...1, [.any]), "States.Array": .init(0...Int.max, [.any]),
    "States.ArrayPartition": .init(2...2, [.array, .number]), "States.ArrayContains": .init(2...2, [.array, .any]),
    "States.ArrayRange": .init(3...3, [.number]), "States.ArrayGetItem": .init(2...2, [.array, .number]),
    "States.ArrayLength": .init(1...1, [.array]), "States.ArrayUnique": .init(1...1, [.array]),
    "States.Base64Encode": .init(1...1, [.text]), "States.Base64Decode": .init(1...1, [.text]),
    "States.Hash": .init(2...2, [.any, .text]), "States.JsonMerge": .init(3...3, [.object, .object, .any]),
    "States.MathRandom": .init(2...3, [.number]), "States.MathAdd": .init(2...2, [.number]),
    "States.StringSplit": .init(2...2, [.text]), "States.UUID": .init(0...Int.max, [.any]),
  ]
}

/// Reads a call that is known to parse.
struct IntrinsicCallReader {
  /// Something that the function will refuse.
  enum Refusal {
    case count(String)
    case kind(String, Int)
  }

  private let bytes: [UInt8]
  private var place = 0
  private(set) var refusals: [Refusal] = []

  /// The problems of a call and of the calls in it.
  static func refusals(of text: String) -> [Refusal] {
    var reader = IntrinsicCallReader(bytes: Array(text.utf8))
    reader.readCall(depth: 0)
    return reader.refusals
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { place += 1 }
  }

  /// Reads a call from its name to its closing parenthesis.
  private mutating func readCall(depth: Int) {
    let start = place
    while let byte = next, byte != UInt8(ascii: "("), byte != 0x20 { place += 1 }
    let name = String(decoding: bytes[start..<place], as: UTF8.self)
    skipBlanks()
    guard next == UInt8(ascii: "("), depth < 32, let signature = IntrinsicSignature.all[name] else { return }
    place += 1
    skipBlanks()
    var count = 0
    while let byte = next, byte != UInt8(ascii: ")") {
      let kind = signature.kinds[min(count, signature.kinds.count - 1)]
      if !readArgument(byte, kind, depth) { refusals.append(.kind(name, count + 1)) }
      count += 1
      skipBlanks()
      if next == UInt8(ascii: ",") { place += 1 } else { break }
      skipBlanks()
    }
    place += 1
    if !signature.counts.contains(count) { refusals.append(.count(name)) }
  }

  /// Reads an argument and returns whether it may be of a kind: the result of a path or a call is not known.
  private mutating func readArgument(_ byte: UInt8, _ kind: IntrinsicSignature.Kind, _ depth: Int) -> Bool {
    switch byte {
    case UInt8(ascii: "'"):
      readText()
      return kind == .any || kind == .text
    case UInt8(ascii: "$"):
      readPath()
      return true
    case UInt8(ascii: "S"):
      readCall(depth: depth + 1)
      return true
    default:
      let start = place
      readPath()
      let isNumber = bytes[start] == UInt8(ascii: "-") || (0x30...0x39).contains(bytes[start])
      return kind == .any || (kind == .number && isNumber)
    }
  }

  private mutating func readText() {
    place += 1
    while let byte = next, byte != UInt8(ascii: "'") { place += byte == UInt8(ascii: "\\") ? 2 : 1 }
    place += 1
  }

  /// Reads everything up to the comma or parenthesis that ends an argument.
  private mutating func readPath() {
    var open = 0
    while let byte = next {
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        place += 1
        while let inner = next, inner != byte { place += inner == UInt8(ascii: "\\") ? 2 : 1 }
      case UInt8(ascii: "("), UInt8(ascii: "["): open += 1
      case UInt8(ascii: ")") where open == 0, UInt8(ascii: ",") where open == 0: return
      case UInt8(ascii: ")"), UInt8(ascii: "]"): open -= 1
      default: break
      }
      place += 1
    }
  }
}
