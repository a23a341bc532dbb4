/// Which trace something belongs to, and which part of it: what W3C's `traceparent` and X-Ray's trace header say.
struct TraceIdentity: Hashable, Sendable {
  /// 32 hexadecimal digits.
  var trace: String
  /// 16 hexadecimal digits: the span, or the caller's.
  var span: String

  init(trace: String, span: String) {
    self.trace = trace
    self.span = span
  }

  /// A new trace.
  static func drawn() -> TraceIdentity { TraceIdentity(trace: digits() + digits(), span: digits()) }

  /// A new span of the same trace.
  func child() -> TraceIdentity { TraceIdentity(trace: trace, span: Self.digits()) }

  private static func digits() -> String {
    let bits = String(UInt64.random(in: 1 ... .max), radix: 16)
    return String(repeating: "0", count: 16 - bits.utf8.count) + bits
  }

  /// Reads `00-<trace>-<span>-<flags>`.
  ///
  /// - SeeAlso: W3C, "Trace Context".
  init?(traceparent: String) {
    let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[0].utf8.count == 2, parts[0] != "ff", Self.isHex(parts[1], 32),
      Self.isHex(parts[2], 16)
    else { return nil }
    self.init(trace: String(parts[1]), span: String(parts[2]))
  }

  /// Reads `Root=1-<8 digits>-<24 digits>;Parent=<16 digits>;Sampled=1`; the parent may be missing.
  ///
  /// - SeeAlso: AWS X-Ray Developer Guide, "Tracing header".
  init?(xRay header: String) {
    var root: String?
    var parent = String(repeating: "0", count: 16)
    for part in header.split(separator: ";") {
      let pair = part.filter { $0 != " " }.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { continue }
      switch pair[0] {
      case "Root":
        let numbers = pair[1].split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers[0] == "1", Self.isHex(numbers[1], 8), Self.isHex(numbers[2], 24) else {
          return nil
        }
        root = String(numbers[1] + numbers[2])
      case "Parent": if Self.isHex(pair[1], 16) { parent = String(pair[1]) }
      default: break
      }
    }
    guard let root, root.contains(where: { $0 != "0" }) else { return nil }
    self.init(trace: root, span: parent)
  }

  /// The header of the W3C.
  var traceparent: String { "00-\(trace)-\(span)-01" }

  private static func isHex(_ text: Substring, _ count: Int) -> Bool {
    text.utf8.count == count && text.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
  }

}
