import LanguageSupport
import OrderedJSON
import StepFunctions

/// Makes requests wrong, from a seed.
struct RequestMutation {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(max(bound, 1))) }

  private mutating func one<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// A request as it is sent.
  struct Request: Sendable {
    var operation: String
    var body: [UInt8]
    var region: String?
    var account: String?
  }

  /// A request that something has happened to.
  mutating func next(_ requests: ServiceRequests) -> Request {
    var (operation, members) = one(requests.bodies)
    var name = operation.rawValue
    var body: [UInt8]?
    switch below(20) {
    case 0: break
    case 1: name = one(["", "Nothing", name.lowercased(), "AWSStepFunctions.\(name)", name + "\u{0}", "\u{1F9E9}"])
    case 2: members = one(requests.bodies).members
    case 3: body = one([[], Array("null".utf8), Array("[]".utf8), Array("{".utf8), [0xff, 0xfe], Array("7".utf8)])
    case 4..<7: body = flipped(JSONPrinter.compact.bytes(.object(members)))
    case 7: body = Array(JSONPrinter.compact.bytes(.object(members)).dropLast(1 + below(30)))
    case 8: body = withInvalidBytes(JSONPrinter.compact.bytes(.object(members)))
    case 9: body = doubled(members)
    default:
      for _ in 0...below(2) { change(&members, requests) }
    }
    operation = one(requests.bodies).operation
    if below(60) == 0 { name = operation.rawValue }
    var request = Request(operation: name, body: body ?? JSONPrinter.compact.bytes(.object(members)))
    if below(25) == 0 { request.region = one(["eu-west-1", "", "a:b", "cn-north-1", "\u{e9}"]) }
    if below(50) == 0 { request.account = one(["", "1", "111111111111", "a/b:c"]) }
    return request
  }

  // MARK: Bytes

  private mutating func flipped(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...below(3) { bytes[below(bytes.count)] ^= UInt8(truncatingIfNeeded: 1 << below(8)) }
    return bytes
  }

  private mutating func withInvalidBytes(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let invalid: [[UInt8]] = [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf8, 0x88], Array(#"\ud800"#.utf8), [0]]
    bytes.insert(contentsOf: one(invalid), at: below(bytes.count))
    return bytes
  }

  /// A member twice, with another value.
  private mutating func doubled(_ members: JSON.Object) -> [UInt8] {
    guard let member = members.members.first else { return Array("{}".utf8) }
    let more = "\(JSONPrinter.compact.string(.string(member.key))):\(JSONPrinter.compact.string(value()))"
    let text = JSONPrinter.compact.string(.object(members))
    return Array((below(2) == 0 ? "{\(more),\(text.dropFirst())" : "\(text.dropLast()),\(more)}").utf8)
  }

  // MARK: Members

  private mutating func change(_ members: inout JSON.Object, _ requests: ServiceRequests) {
    guard !members.isEmpty else { return members["extra"] = value() }
    let name = one(members.keys)
    switch below(8) {
    case 0: members[name] = nil
    case 1: members[name] = value()
    case 2: members[name] = .array([members[name] ?? .null, value()])
    case 3: members[name] = ["inner": members[name] ?? .null]
    case 4:
      // The value of another member: mostly an ARN of another kind.
      let other = one(requests.bodies).members
      if !other.isEmpty { members[name] = other[one(other.keys)] }
    case 5: members[name] = inside(members[name] ?? .null)
    case 6: members[name] = size(members[name] ?? .null)
    default: members[one(["nextToken", "maxResults", "name", "input", "tags", "extra"])] = value()
    }
  }

  /// A value with something changed inside it.
  private mutating func inside(_ value: JSON) -> JSON {
    switch value {
    case .string(let text):
      let bytes = Array(text.utf8)
      return bytes.isEmpty ? "x" : .string(String(decoding: flipped(bytes), as: UTF8.self))
    case .array(var elements):
      guard !elements.isEmpty else { return [self.value()] }
      let index = below(elements.count)
      elements[index] = inside(elements[index])
      return .array(elements)
    case .object(var object):
      guard !object.isEmpty else { return ["x": self.value()] }
      let name = one(object.keys)
      object[name] = below(3) == 0 ? nil : inside(object[name] ?? .null)
      return .object(object)
    case .null, .bool, .number: return self.value()
    }
  }

  private mutating func value() -> JSON {
    one([
      nil, true, 0, 1, -1, 1_001, 3.5, .number(.literal("1e400")), .integer(Int64.max), .integer(Int64.min), "", " ",
      "x", "arn:aws:states:us-east-1:123456789012:stateMachine:machine:live", "arn:aws:states:::", "arn:aws:a:b:c:d:e",
      "\u{0}", "\u{1F9E9}", "{}", [], [[]], [:], ["key": 1], ["type": "CUSTOMER_MANAGED_KMS_KEY"], "EXPRESS", "RUNNING",
    ])
  }

  /// A value that is too long, too deep, or too many.
  private mutating func size(_ value: JSON) -> JSON {
    switch below(40) {
    case 0: return .string(String(repeating: "x", count: one([32_769, 262_145, 1_048_577])))
    case 1: return .array(Array(repeating: value, count: one([51, 1_001, 5_000])))
    case 2..<14: return .string(String(repeating: "\u{e9}", count: one([65, 81, 129, 257, 1_025])))
    case 14..<20: return .array(Array(repeating: value, count: one([3, 51])))
    case 20..<30:
      let depth = one([20, 99, 101, 400])
      return .string(String(repeating: "[", count: depth) + String(repeating: "]", count: depth))
    default:
      var nested = value
      for _ in 0..<one([10, 90, 105]) { nested = [nested] }
      return nested
    }
  }
}
