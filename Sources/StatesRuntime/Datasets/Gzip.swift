/// Unpacks GZIP files, in which inventories and query results come.
///
/// - SeeAlso: RFC 1952 (GZIP), RFC 1951 (DEFLATE).
enum Gzip {
  /// Why bytes cannot be unpacked.
  struct Failure: Error {
    let message: String

    static let truncated = Failure(message: "the file ends too early")
  }

  /// Whether bytes begin as a GZIP file does; no text in UTF-8 begins so.
  static func isPacked(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }

  /// What the file holds; files that were simply put one behind the other are unpacked one after the other.
  ///
  /// - Parameter limit: how many bytes there may be.
  static func unpack(_ bytes: [UInt8], limit: Int = .max) throws(Failure) -> [UInt8] {
    let result = bytes.withUnsafeBufferPointer { buffer in
      Result { () throws(Failure) in
        var output: [UInt8] = []
        var reader = BitReader(buffer)
        repeat { try unpackMember(&reader, &output, limit) } while !reader.isAtEnd
        return output
      }
    }
    return try result.get()
  }

  private static func unpackMember(_ reader: inout BitReader, _ output: inout [UInt8], _ limit: Int) throws(Failure) {
    try passHeader(&reader)
    let start = output.count
    var inflater = Inflater(start: start, limit: limit)
    try inflater.run(&reader, &output)
    reader.alignToByte()
    let checksum = UInt32(truncatingIfNeeded: try reader.take(16) | reader.take(16) << 16)
    let size = UInt32(truncatingIfNeeded: try reader.take(16) | reader.take(16) << 16)
    guard size == UInt32(truncatingIfNeeded: output.count - start), checksum == crc32(output[start...]) else {
      throw Failure(message: "the checksum is wrong")
    }
  }

  private static func passHeader(_ reader: inout BitReader) throws(Failure) {
    guard try reader.take(16) == 0x8b1f, try reader.take(8) == 8 else {
      throw Failure(message: "there is no GZIP header")
    }
    let flags = try reader.take(8)
    for _ in 0..<6 { _ = try reader.take(8) }
    if flags & 4 != 0 {
      for _ in 0..<(try reader.take(16)) { _ = try reader.take(8) }
    }
    // The file's name and a comment, each with a zero at its end.
    for flag in [8, 16] where flags & flag != 0 {
      while try reader.take(8) != 0 {}
    }
    if flags & 2 != 0 { _ = try reader.take(16) }
  }

  private static let crcTable: [UInt32] = (0..<256).map { (byte: UInt32) in
    (0..<8).reduce(byte) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1 }
  }

  private static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    let table = crcTable
    var value: UInt32 = 0xffff_ffff
    for byte in bytes { value = table[Int((value ^ UInt32(byte)) & 0xff)] ^ value >> 8 }
    return ~value
  }
}

/// Bits from the low end of each byte.
private struct BitReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0
  private var bits: UInt64 = 0
  private var count = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { at >= bytes.count && count < 8 }

  private mutating func refill() {
    while count <= 56, at < bytes.count {
      bits |= UInt64(bytes[at]) << UInt64(count)
      at += 1
      count += 8
    }
  }

  /// The next bits, up to 32, as a number.
  mutating func take(_ width: Int) throws(Gzip.Failure) -> Int {
    if count < width {
      refill()
      guard count >= width else { throw .truncated }
    }
    let value = bits & (1 << UInt64(width) - 1)
    bits >>= UInt64(width)
    count -= width
    return Int(truncatingIfNeeded: value)
  }

  /// The next symbol of a code.
  mutating func symbol(_ code: HuffmanCode) throws(Gzip.Failure) -> Int {
    if count < code.width { refill() }
    let entry = code.entries[Int(truncatingIfNeeded: bits & (1 << UInt64(code.width) - 1))]
    let length = Int(entry & 15)
    guard length > 0 else { throw Gzip.Failure(message: "there is a code that stands for nothing") }
    guard length <= count else { throw .truncated }
    bits >>= UInt64(length)
    count -= length
    return Int(entry >> 4)
  }

  mutating func alignToByte() {
    bits >>= UInt64(count % 8)
    count -= count % 8
  }
}

/// A prefix code, as a table by the next `width` bits: symbol times 16 plus the code's length, 0 where there is none.
private struct HuffmanCode {
  let width: Int
  let entries: [UInt16]

  /// - Parameter lengths: of each symbol's code, at most 15; 0 for a symbol that has none.
  init(lengths: ArraySlice<UInt8>) throws(Gzip.Failure) {
    var counts = [Int](repeating: 0, count: 16)
    for length in lengths { counts[Int(length & 15)] += 1 }
    counts[0] = 0
    width = max(counts.lastIndex { $0 > 0 } ?? 0, 1)
    var next = [Int](repeating: 0, count: 17)
    for length in 1...15 {
      next[length + 1] = (next[length] + counts[length]) << 1
      guard next[length] + counts[length] <= 1 << length else {
        throw Gzip.Failure(message: "a table of codes contradicts itself")
      }
    }
    var entries = [UInt16](repeating: 0, count: 1 << width)
    for (symbol, length) in lengths.enumerated() where length > 0 {
      let length = Int(length & 15)
      // Codes are written from their high end.
      var code = 0
      for bit in 0..<length where next[length] >> bit & 1 == 1 { code |= 1 << (length - 1 - bit) }
      next[length] += 1
      for place in stride(from: code, to: 1 << width, by: 1 << length) {
        entries[place] = UInt16(truncatingIfNeeded: symbol << 4 | length)
      }
    }
    self.entries = entries
  }
}

/// Unpacks one DEFLATE stream.
private struct Inflater {
  /// Where this stream's output begins; nothing before it may be referred to.
  let start: Int
  let limit: Int

  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
  ]
  private static let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
    8193, 12289, 16385, 24577,
  ]
  /// In which order the lengths of the codes of code lengths come.
  private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  mutating func run(_ reader: inout BitReader, _ output: inout [UInt8]) throws(Gzip.Failure) {
    var isLast = false
    while !isLast {
      isLast = try reader.take(1) == 1
      switch try reader.take(2) {
      case 0: try stored(&reader, &output)
      case 1: try block(&reader, &output, try Self.fixedCodes())
      case 2: try block(&reader, &output, try Self.readCodes(&reader))
      default: throw Gzip.Failure(message: "there is a block of unknown kind")
      }
    }
  }

  private func stored(_ reader: inout BitReader, _ output: inout [UInt8]) throws(Gzip.Failure) {
    reader.alignToByte()
    let length = try reader.take(16)
    guard try reader.take(16) == length ^ 0xffff else { throw Gzip.Failure(message: "a block's length is wrong") }
    try checkRoom(for: length, output)
    for _ in 0..<length { output.append(UInt8(truncatingIfNeeded: try reader.take(8))) }
  }

  private func checkRoom(for count: Int, _ output: [UInt8]) throws(Gzip.Failure) {
    guard output.count <= limit - count else { throw Gzip.Failure(message: "there are more than \(limit) bytes in it") }
  }

  private typealias Codes = (literals: HuffmanCode, distances: HuffmanCode)

  private func block(_ reader: inout BitReader, _ output: inout [UInt8], _ codes: Codes) throws(Gzip.Failure) {
    while true {
      let symbol = try reader.symbol(codes.literals)
      if symbol < 256 {
        try checkRoom(for: 1, output)
        output.append(UInt8(truncatingIfNeeded: symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol - 257 < Self.lengthBases.count else { throw Gzip.Failure(message: "a length is unknown") }
      let length = Self.lengthBases[symbol - 257] + (try reader.take(Self.lengthBits[symbol - 257]))
      let place = try reader.symbol(codes.distances)
      guard place < Self.distanceBases.count else { throw Gzip.Failure(message: "a distance is unknown") }
      let distance = Self.distanceBases[place] + (try reader.take(max(0, place / 2 - 1)))
      guard distance <= output.count - start else { throw Gzip.Failure(message: "a distance leads to nothing") }
      try checkRoom(for: length, output)
      // What is copied may be what has just been written.
      let from = output.count - distance
      for offset in 0..<length { output.append(output[from + offset]) }
    }
  }

  private static func fixedCodes() throws(Gzip.Failure) -> Codes {
    var lengths = [UInt8](repeating: 8, count: 288)
    for symbol in 144..<256 { lengths[symbol] = 9 }
    for symbol in 256..<280 { lengths[symbol] = 7 }
    return (try HuffmanCode(lengths: lengths[...]), try HuffmanCode(lengths: [UInt8](repeating: 5, count: 30)[...]))
  }

  private static func readCodes(_ reader: inout BitReader) throws(Gzip.Failure) -> Codes {
    let literals = try reader.take(5) + 257
    let distances = try reader.take(5) + 1
    let count = try reader.take(4) + 4
    var own = [UInt8](repeating: 0, count: 19)
    for place in lengthOrder.prefix(count) { own[place] = UInt8(truncatingIfNeeded: try reader.take(3)) }
    let code = try HuffmanCode(lengths: own[...])
    var lengths: [UInt8] = []
    while lengths.count < literals + distances {
      let symbol = try reader.symbol(code)
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw Gzip.Failure(message: "there is nothing to repeat") }
        lengths.append(contentsOf: repeatElement(last, count: try reader.take(2) + 3))
      case 17: lengths.append(contentsOf: repeatElement(0, count: try reader.take(3) + 3))
      case 18: lengths.append(contentsOf: repeatElement(0, count: try reader.take(7) + 11))
      default: lengths.append(UInt8(truncatingIfNeeded: symbol))
      }
    }
    guard lengths.count == literals + distances else {
      throw Gzip.Failure(message: "a table of codes is too long")
    }
    return (try HuffmanCode(lengths: lengths[..<literals]), try HuffmanCode(lengths: lengths[literals...]))
  }
}
