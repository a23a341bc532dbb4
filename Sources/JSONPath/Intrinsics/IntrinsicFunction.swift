import OrderedJSON

/// An intrinsic function: each is one entry of ``all``. To add a function, add an entry.
final class IntrinsicFunction: Sendable {
  /// The kinds of values that an argument may have.
  enum Kind: Sendable {
    case any, array, number, object, text
  }

  enum Body: Sendable {
    /// Depends on the arguments alone.
    case pure(@Sendable (inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON)
    /// May draw 64-bit random numbers.
    case random(@Sendable (inout IntrinsicArguments, () -> UInt64) throws(IntrinsicFailure) -> JSON)
  }

  /// The name as calls write it: `States.Array`.
  let name: String
  /// The allowed number of arguments.
  let count: ClosedRange<Int>
  /// The kind of each argument; the last applies to all that follow.
  let kinds: [Kind]
  /// The end of the message for a wrong number of arguments, after "Invalid arguments in States.Name".
  let countRefusal: String
  let body: Body

  convenience init(
    _ name: String, _ count: ClosedRange<Int>, _ kinds: [Kind], countRefusal: String = "",
    _ body: @escaping @Sendable (inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON
  ) {
    self.init(name, count, kinds, countRefusal: countRefusal, body: .pure(body))
  }

  init(
    _ name: String, _ count: ClosedRange<Int>, _ kinds: [Kind], countRefusal: String = "", body: Body
  ) {
    self.name = "States." + name
    self.count = count
    self.kinds = kinds
    self.countRefusal = countRefusal
    self.body = body
  }

  /// The functions, in the order of the States Language's list.
  static let all: [IntrinsicFunction] = [
    IntrinsicFunction("Format", 1...Int.max, [.text, .any], StringIntrinsics.format),
    IntrinsicFunction("StringToJson", 1...1, [.text], StringIntrinsics.stringToJSON),
    IntrinsicFunction(
      "JsonToString", 1...1, [.any], countRefusal: ": only a single argument is allowed.", StringIntrinsics.jsonToString
    ),
    IntrinsicFunction("Array", 0...Int.max, [.any], ArrayIntrinsics.array),
    IntrinsicFunction("ArrayPartition", 2...2, [.array, .number], ArrayIntrinsics.partition),
    IntrinsicFunction("ArrayContains", 2...2, [.array, .any], ArrayIntrinsics.contains),
    IntrinsicFunction("ArrayRange", 3...3, [.number], ArrayIntrinsics.range),
    IntrinsicFunction("ArrayGetItem", 2...2, [.array, .number], ArrayIntrinsics.item),
    IntrinsicFunction("ArrayLength", 1...1, [.array], ArrayIntrinsics.length),
    IntrinsicFunction("ArrayUnique", 1...1, [.array], ArrayIntrinsics.unique),
    IntrinsicFunction("Base64Encode", 1...1, [.text], EncodingIntrinsics.base64Encode),
    IntrinsicFunction("Base64Decode", 1...1, [.text], EncodingIntrinsics.base64Decode),
    IntrinsicFunction("Hash", 2...2, [.any, .text], EncodingIntrinsics.hash),
    IntrinsicFunction("JsonMerge", 3...3, [.object, .object, .any], StringIntrinsics.jsonMerge),
    IntrinsicFunction("MathRandom", 2...3, [.number], body: .random(MathIntrinsics.random)),
    IntrinsicFunction("MathAdd", 2...2, [.number], MathIntrinsics.add),
    IntrinsicFunction("StringSplit", 2...2, [.text], StringIntrinsics.split),
    IntrinsicFunction("UUID", 0...Int.max, [.any], body: .random(UniqueIntrinsics.uuid)),
  ]

  /// The function with the given name.
  static func named(_ name: String) -> IntrinsicFunction? { all.first { $0.name == name } }

  /// Calls the function; this checks the number and kinds of the arguments.
  ///
  /// - Parameters:
  ///   - parsed: the indexes of arguments whose values were parsed from a string by a call.
  ///   - maximumTextBytes: the maximum length in bytes of a string that is written or read.
  ///   - work: the remaining budget, from which the function's output is deducted.
  func call(
    _ values: [JSON], parsed: [Int], maximumTextBytes: Int, work: inout PathWork, random: () -> UInt64
  ) throws(IntrinsicFailure) -> JSON {
    guard count.contains(values.count) else { throw invalidArguments(countRefusal) }
    for place in values.indices where !Self.fits(values[place], kinds[min(place, kinds.count - 1)]) {
      throw invalidArguments()
    }
    var arguments = IntrinsicArguments(
      function: self, values: values, parsed: parsed, maximumTextBytes: maximumTextBytes, work: work)
    defer { work = arguments.work }
    switch body {
    case .pure(let body): return try body(&arguments)
    case .random(let body): return try body(&arguments, random)
    }
  }

  /// Whether the first argument is a template in which escapes still have a meaning.
  var readsEscapes: Bool { name == "States.Format" }

  /// Whether the value was parsed from a string: `States.Format` writes such a value as JSON.
  var readsJSON: Bool { name == "States.StringToJson" }

  func invalidArguments(_ more: String = "") -> IntrinsicFailure { .reason("Invalid arguments in \(name)\(more)") }

  private static func fits(_ value: JSON, _ kind: Kind) -> Bool {
    switch (kind, value) {
    case (.any, _), (.array, .array), (.number, .number), (.object, .object), (.text, .string): true
    case (.array, _), (.number, _), (.object, _), (.text, _): false
    }
  }
}

/// The values of a call's arguments, with their kinds checked.
struct IntrinsicArguments {
  let function: IntrinsicFunction
  let values: [JSON]
  /// The indexes of arguments whose values were parsed from a string by a call.
  let parsed: [Int]
  /// The maximum length in bytes of a string that is written or read.
  let maximumTextBytes: Int
  /// What is left to spend.
  fileprivate(set) var work: PathWork

  // MARK: Counting, before something is made or after it has been read

  mutating func spend(making bytes: Int) throws(IntrinsicFailure) {
    do throws(PathError) { try work.spend(making: bytes) } catch { throw .reason(error.message) }
  }

  mutating func spend(elements count: Int) throws(IntrinsicFailure) {
    do throws(PathError) { try work.spend(elements: count) } catch { throw .reason(error.message) }
  }

  mutating func spend(members count: Int) throws(IntrinsicFailure) {
    do throws(PathError) { try work.spend(members: count) } catch { throw .reason(error.message) }
  }

  mutating func spend(reading bytes: Int) throws(IntrinsicFailure) {
    do throws(PathError) { try work.spend(bytes: bytes) } catch { throw .reason(error.message) }
  }

  // MARK: Values

  /// Refuses a string before it is written if it would be too long.
  ///
  /// - Parameters:
  ///   - value: the value to be written.
  ///   - written: how many bytes have already been written.
  func checkRoom(for value: JSON, after written: Int = 0) throws(IntrinsicFailure) {
    let room = maximumTextBytes - min(written, maximumTextBytes)
    let fits =
      switch value {
      case .string(let text): text.utf8.count <= room
      case .null, .bool, .number: true
      case .array, .object: value.compactByteCount(upTo: room, maximumDepth: .max) != nil
      }
    guard fits else { throw .reason("The string would have more than \(maximumTextBytes) bytes.") }
  }

  var count: Int { values.count }

  func array(_ place: Int) -> [JSON] { values[place].arrayValue ?? [] }
  func object(_ place: Int) -> JSON.Object { values[place].objectValue ?? JSON.Object() }
  func text(_ place: Int) -> String { values[place].stringValue ?? "" }
  func number(_ place: Int) -> Double { values[place].doubleValue ?? 0 }

  /// Whether the number is written with a fraction or an exponent.
  func isExponential(_ place: Int) -> Bool {
    switch values[place].numberValue {
    case .literal(let text)?: text.utf8.contains { $0 == 0x2e || $0 == 0x45 || $0 == 0x65 }
    case .double?, .decimal?: true
    case .integer?, nil: false
    }
  }

  /// The number without its fraction.
  func truncated(_ place: Int) throws(IntrinsicFailure) -> Int {
    if let whole = values[place].integerValue { return Int(clamping: whole) }
    guard let whole = Int(exactly: number(place).rounded(.towardZero)) else { throw function.invalidArguments() }
    return whole
  }

  /// The number rounded to the nearest integer, halves up.
  func rounded(_ place: Int) throws(IntrinsicFailure) -> Int {
    if let whole = values[place].integerValue { return Int(clamping: whole) }
    guard let whole = Int(exactly: (number(place) + 0.5).rounded(.down)) else { throw function.invalidArguments() }
    return whole
  }

  /// The string value of an argument that may have at most 10,000 characters.
  func limitedText(_ text: String) throws(IntrinsicFailure) -> String {
    guard text.utf8.count <= 10_000 || text.unicodeScalars.count <= 10_000 else { throw function.invalidArguments() }
    return text
  }
}
