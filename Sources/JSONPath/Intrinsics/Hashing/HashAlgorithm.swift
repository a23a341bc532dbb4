/// The algorithms of `States.Hash`, by the names that calls use.
enum HashAlgorithm: String, Sendable, CaseIterable {
  case md5 = "MD5"
  case sha1 = "SHA-1"
  case sha256 = "SHA-256"
  case sha384 = "SHA-384"
  case sha512 = "SHA-512"

  func digest(_ bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .md5: MD5.digest(bytes)
    case .sha1: SHA1.digest(bytes)
    case .sha256: SHA256.digest(bytes)
    case .sha384: SHA512.digest(bytes, initial: SHA512.initial384, length: 48)
    case .sha512: SHA512.digest(bytes, initial: SHA512.initial512, length: 64)
    }
  }
}

/// Lower-case hexadecimal digits.
enum Hexadecimal {
  static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

  static func text(_ bytes: [UInt8]) -> String {
    var digits: [UInt8] = []
    digits.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      digits.append(digit(byte >> 4))
      digits.append(digit(byte & 15))
    }
    return String(decoding: digits, as: UTF8.self)
  }
}

/// What the algorithms of one family share: the message in blocks, with a 1 bit, zeros and its length behind.
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
