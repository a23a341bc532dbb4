/// Percent-encoding as AWS's signatures define it: everything but `A–Z a–z 0–9 - . _ ~` is encoded.
package enum PercentEncoding {
  private static let hexadecimal = Array("0123456789ABCDEF")

  /// The two upper-case digits of a byte.
  package static func digits(_ byte: UInt8) -> String {
    String([hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]])
  }

  /// Encodes a string as UTF-8.
  ///
  /// - Parameter keepsSlashes: whether `/` stays, as between the parts of a path.
  package static func encode(_ text: some StringProtocol, keepsSlashes: Bool = false) -> String {
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

  /// Decodes a string; `nil` if it is not encoded correctly, or not UTF-8.
  ///
  /// - Parameter plusIsBlank: whether `+` stands for a blank, as in forms.
  package static func decode(_ text: String, plusIsBlank: Bool = true) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+") where plusIsBlank: bytes.append(0x20)
      case UInt8(ascii: "%"):
        guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
          return nil
        }
        bytes.append(value)
        rest = rest.dropFirst(2)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
