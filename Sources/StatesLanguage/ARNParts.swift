/// The six parts of any service's ARN: `arn:<partition>:<service>:<region>:<account>:<resource>`.
///
/// The last part may hold further colons; region and account may be empty.
///
/// - SeeAlso: IAM User Guide, "Identify AWS resources with Amazon Resource Names (ARNs)".
package struct ARNParts: Sendable {
  /// The whole ARN.
  package let text: String
  /// The offsets of the five colons between the parts.
  private let colons: SIMD8<Int32>

  /// Takes an ARN apart; `nil` if the string has fewer than six parts, or does not begin with `arn:aws:` or `arn:aws-`.
  package init?(_ text: String) {
    let found =
      text.utf8.withContiguousStorageIfAvailable(Self.colons)
      ?? Array(text.utf8).withUnsafeBufferPointer(Self.colons)
    guard let found else { return nil }
    self.text = text
    colons = found
  }

  private static func colons(_ bytes: UnsafeBufferPointer<UInt8>) -> SIMD8<Int32>? {
    let prefix: StaticString = "arn:aws"
    guard bytes.count > 7 else { return nil }
    for index in 0..<7 where bytes[index] != prefix.utf8Start[index] { return nil }
    guard bytes[7] == UInt8(ascii: ":") || bytes[7] == UInt8(ascii: "-") else { return nil }
    var colons = SIMD8<Int32>(repeating: 0)
    var count = 0
    for index in bytes.indices where bytes[index] == UInt8(ascii: ":") {
      colons[count] = Int32(truncatingIfNeeded: index)
      count += 1
      if count == 5 { return colons }
    }
    return nil
  }

  private func part(from start: Int32, to end: Int?) -> Substring {
    let bytes = text.utf8
    let first = bytes.index(bytes.startIndex, offsetBy: Int(start))
    let last = end.map { bytes.index(bytes.startIndex, offsetBy: $0) } ?? bytes.endIndex
    return Substring(bytes[first..<last])
  }

  private func part(after colon: Int) -> Substring { part(from: colons[colon] + 1, to: Int(colons[colon + 1])) }

  /// `aws`, `aws-cn`, `aws-us-gov` …
  package var partition: Substring { part(after: 0) }
  /// `states`, `lambda`, `s3` …
  package var service: Substring { part(after: 1) }
  /// The region, empty where the resource belongs to none.
  package var region: Substring { part(after: 2) }
  /// The account's number, empty where the resource belongs to none.
  package var account: Substring { part(after: 3) }
  /// What it names: everything after the fifth colon.
  package var resource: Substring { part(from: colons[4] + 1, to: nil) }
  /// Everything up to and including the fifth colon.
  package var head: Substring { part(from: 0, to: Int(colons[4]) + 1) }
}
