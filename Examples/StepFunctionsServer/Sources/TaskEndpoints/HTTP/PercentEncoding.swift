/// Percent-encoding as AWS's signatures define it: everything but `A–Z a–z 0–9 - . _ ~` is encoded.
enum PercentEncoding {
  private static let hexadecimal = Array("0123456789ABCDEF")

  /// The two upper-case digits of a byte.
  static func digits(_ byte: UInt8) -> String {
    String([hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]])
  }

  /// Encodes a string as UTF-8.
  ///
  /// - Parameter keepsSlashes: whether `/` stays, as between the parts of a path.
  static func encode(_ text: some StringProtocol, keepsSlashes: Bool = false) -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case 0x41...0x5a, 0x61...0x7a, 0x30...0x39, 0x2d, 0x2e, 0x5f, 0x7e:
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      case 0x2f where keepsSlashes: encoded += "/"
      default: encoded += "%" + digits(byte)
      }
    }
    return encoded
  }
}
