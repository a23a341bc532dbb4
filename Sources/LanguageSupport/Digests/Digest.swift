/// The message digests that the query languages offer, by the names that calls use.
package enum Digest: String, Sendable, CaseIterable {
  case md5 = "MD5"
  case sha1 = "SHA-1"
  case sha256 = "SHA-256"
  case sha384 = "SHA-384"
  case sha512 = "SHA-512"

  /// The digest of a message.
  package func bytes(of message: [UInt8]) -> [UInt8] {
    switch self {
    case .md5: MD5.digest(message)
    case .sha1: SHA1.digest(message)
    case .sha256: SHA256.digest(message)
    case .sha384: SHA512.digest(message, initial: SHA512.initial384, length: 48)
    case .sha512: SHA512.digest(message, initial: SHA512.initial512, length: 64)
    }
  }

  /// The digest of a message in lower-case hexadecimal digits.
  package func hexadecimal(of message: [UInt8]) -> String { Hexadecimal.text(bytes(of: message)) }
}

/// What the algorithms of one family share: splitting the message into blocks, with a 1 bit, zeros and its length
/// appended.
enum MessagePadding {
  static func padded(_ bytes: [UInt8], block: Int, lengthBytes: Int, isBigEndian: Bool) -> [UInt8] {
    var padded = bytes
    padded.reserveCapacity(bytes.count + 2 * block)
    padded.append(0x80)
    while padded.count % block != block - lengthBytes { padded.append(0) }
    let bits = UInt64(bytes.count) << 3
    for place in 0..<lengthBytes {
      let shift = UInt64(8 * (isBigEndian ? lengthBytes - 1 - place : place))
      padded.append(shift < 64 ? UInt8(truncatingIfNeeded: bits >> shift) : 0)
    }
    return padded
  }
}
