/// Decompresses GZIP files, the format of inventories and query results, piece by piece: only the last 32 KiB that
/// later bytes may refer to, and the requested piece, are in memory.
///
/// - SeeAlso: RFC 1952 (GZIP), RFC 1951 (DEFLATE).
package struct Gzip: Sendable {
  /// Why bytes cannot be decompressed.
  package struct Failure: Error {
    package let message: String

    static let truncated = Failure(message: "the file ends too early")
  }

  /// The next part of the input.
  private enum Stage: Sendable {
    case header
    /// The remaining bytes of the header's extra field; then the parts in these flags.
    case extra(Int, flags: Int)
    /// The file's name or a comment, each terminated by a zero; then the remaining flags.
    case text(flags: Int)
    case headerChecksum
    case block
    case stored(Int)
    case coded(HuffmanCode, HuffmanCode)
    case trailer
    /// A whole file has been decompressed; another one may follow.
    case end
  }

  /// How far back later bytes may refer.
  private static let window = 32_768
  /// The maximum number of bytes that one step reads: a code table has fewer than 600.
  static let lookAhead = 1_024
  /// The maximum number of bytes decompressed at once.
  private static let mostAtOnce = 1_048_576

  private var stage = Stage.header
  private var bits = Bits()
  private var isLastBlock = false
  /// The decompressed bytes that can be referred to.
  private var output: [UInt8] = []
  /// How many bytes of ``output`` have been returned.
  private var given = 0
  /// How many bytes of this file have been decompressed, and their checksum up to `checked` in ``output``.
  private var length = 0
  private var checksum = Checksum()
  private var checked = 0

  /// Whether bytes start like a GZIP file; no UTF-8 text starts this way.
  package static func isPacked(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }

  /// Decompresses a whole file.
  ///
  /// - Parameter limit: the maximum number of decompressed bytes.
  package static func unpack(_ bytes: [UInt8], upTo limit: Int) throws(Failure) -> [UInt8] {
    var gzip = Gzip()
    var start = 0
    var unpacked: [UInt8] = []
    while !gzip.isAtEnd {
      unpacked += try gzip.unpack(bytes, from: &start, isComplete: true, count: mostAtOnce)
      guard unpacked.count <= limit else { throw Failure(message: "it is longer than \(limit) bytes unpacked") }
    }
    return unpacked
  }

  /// Decompresses the beginning of a file.
  ///
  /// - Parameters:
  ///   - bytes: the first compressed bytes.
  ///   - isWhole: whether no more come after them.
  ///   - count: how many bytes are requested; fewer are returned if the input runs out.
  package static func unpackBeginning(_ bytes: [UInt8], isWhole: Bool, count: Int) throws(Failure) -> [UInt8] {
    var gzip = Gzip()
    var start = 0
    return try gzip.unpack(bytes, from: &start, isComplete: isWhole, count: count)
  }

  /// Whether all input so far has been decompressed, and a file ended with it.
  private(set) var isAtEnd = false

  /// Decompresses as many bytes as requested, or fewer if the input runs out.
  ///
  /// - Parameters:
  ///   - input: compressed bytes.
  ///   - start: the index of the first byte that has not been used; it is advanced.
  ///   - isComplete: whether none come after them; if some do, ``lookAhead`` of them are left over.
  ///   - count: how many bytes are requested.
  mutating func unpack(
    _ input: [UInt8], from start: inout Int, isComplete: Bool, count: Int
  ) throws(Failure) -> [UInt8] {
    if output.count > 2 * Self.window { forget() }
    let wanted = given + min(max(count, 1), Self.mostAtOnce)
    output.reserveCapacity(wanted + 258)
    var at = start
    let result = input.withUnsafeBufferPointer { bytes in
      Result { () throws(Failure) in
        var reader = BitReader(bytes, at: at, bits)
        let end = isComplete ? Int.max : bytes.count - Self.lookAhead
        isAtEnd = false
        while output.count < wanted {
          if case .end = stage, reader.isAtEnd {
            isAtEnd = isComplete
            break
          }
          guard reader.at <= end else { break }
          try step(&reader, end, wanted)
        }
        (at, bits) = (reader.at, reader.bits)
      }
    }
    try result.get()
    start = at
    check()
    defer { given = output.count }
    return Array(output[given...])
  }

  private mutating func forget() {
    check()
    let gone = output.count - Self.window
    output.removeFirst(gone)
    given -= gone
    checked = output.count
  }

  private mutating func check() {
    checksum.add(output[checked...])
    checked = output.count
  }

  private mutating func step(_ reader: inout BitReader, _ end: Int, _ wanted: Int) throws(Failure) {
    switch stage {
    case .header, .end:
      guard try reader.take(16) == 0x8b1f, try reader.take(8) == 8 else {
        throw Failure(message: "there is no GZIP header")
      }
      let flags = try reader.take(8)
      for _ in 0..<6 { _ = try reader.take(8) }
      stage = flags & 4 != 0 ? .extra(try reader.take(16), flags: flags) : Self.afterExtra(flags)
      isLastBlock = false
      length = 0
      checksum = Checksum()
      checked = output.count
    case .extra(let left, let flags):
      guard left > 0 else { return stage = Self.afterExtra(flags) }
      _ = try reader.take(8)
      stage = .extra(left - 1, flags: flags)
    case .text(let flags):
      if try reader.take(8) == 0 { stage = Self.afterExtra(flags & 8 != 0 ? flags & ~8 : flags & ~16) }
    case .headerChecksum:
      _ = try reader.take(16)
      stage = .block
    case .block:
      if isLastBlock {
        reader.alignToByte()
        stage = .trailer
      } else {
        try beginBlock(&reader)
      }
    case .stored(let left):
      guard left > 0 else { return stage = .block }
      output.append(UInt8(truncatingIfNeeded: try reader.take(8)))
      length &+= 1
      stage = .stored(left - 1)
    case .coded(let literals, let distances):
      if try decode(&reader, literals, distances, end, wanted) { stage = .block }
    case .trailer:
      check()
      let sum = UInt32(truncatingIfNeeded: try reader.take(16) | reader.take(16) << 16)
      let size = UInt32(truncatingIfNeeded: try reader.take(16) | reader.take(16) << 16)
      guard size == UInt32(truncatingIfNeeded: length), sum == checksum.value else {
        throw Failure(message: "the checksum is wrong")
      }
      stage = .end
    }
  }

  /// The parts of a header are in the order of these flags' use: name, comment, checksum.
  private static func afterExtra(_ flags: Int) -> Stage {
    if flags & 24 != 0 { return .text(flags: flags) }
    return flags & 2 != 0 ? .headerChecksum : .block
  }

  // MARK: Blocks

  private mutating func beginBlock(_ reader: inout BitReader) throws(Failure) {
    isLastBlock = try reader.take(1) == 1
    switch try reader.take(2) {
    case 0:
      reader.alignToByte()
      let length = try reader.take(16)
      guard try reader.take(16) == length ^ 0xffff else { throw Failure(message: "a block's length is wrong") }
      stage = .stored(length)
    case 1:
      let (literals, distances) = try HuffmanCode.fixed.get()
      stage = .coded(literals, distances)
    case 2:
      let (literals, distances) = try HuffmanCode.read(&reader)
      stage = .coded(literals, distances)
    default: throw Failure(message: "there is a block of unknown kind")
    }
  }

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

  /// Decompresses a block with codes as far as requested and available; returns whether the block has ended.
  private mutating func decode(
    _ reader: inout BitReader, _ literals: HuffmanCode, _ distances: HuffmanCode, _ end: Int, _ wanted: Int
  ) throws(Failure) -> Bool {
    while output.count < wanted, reader.at <= end {
      let symbol = try reader.symbol(literals)
      if symbol < 256 {
        output.append(UInt8(truncatingIfNeeded: symbol))
        length &+= 1
        continue
      }
      if symbol == 256 { return true }
      guard symbol - 257 < Self.lengthBases.count else { throw Failure(message: "a length is unknown") }
      let count = Self.lengthBases[symbol - 257] + (try reader.take(Self.lengthBits[symbol - 257]))
      let place = try reader.symbol(distances)
      guard place < Self.distanceBases.count else { throw Failure(message: "a distance is unknown") }
      let distance = Self.distanceBases[place] + (try reader.take(max(0, place / 2 - 1)))
      guard distance <= min(length, output.count) else { throw Failure(message: "a distance leads to nothing") }
      // The copied bytes may include those that have just been written.
      let from = output.count - distance
      for offset in 0..<count { output.append(output[from + offset]) }
      length &+= count
    }
    return false
  }
}

/// The checksum of RFC 1952, section 8.
private struct Checksum: Sendable {
  private var register: UInt32 = 0xffff_ffff

  var value: UInt32 { ~register }

  private static let table: [UInt32] = (0..<256).map { (byte: UInt32) in
    (0..<8).reduce(byte) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1 }
  }

  mutating func add(_ bytes: ArraySlice<UInt8>) {
    var register = register
    Self.table.withUnsafeBufferPointer { table in
      bytes.withUnsafeBufferPointer { bytes in
        for byte in bytes { register = table[Int((register ^ UInt32(byte)) & 0xff)] ^ register >> 8 }
      }
    }
    self.register = register
  }
}

/// Bits that have been read from the bytes and not been used.
private struct Bits: Sendable {
  var value: UInt64 = 0
  var count = 0
}

/// Reads bits from the low end of each byte.
private struct BitReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var at: Int
  private(set) var bits: Bits

  init(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int, _ bits: Bits) {
    self.bytes = bytes
    at = start
    self.bits = bits
  }

  var isAtEnd: Bool { at >= bytes.count && bits.count < 8 }

  private mutating func refill() {
    while bits.count <= 56, at < bytes.count {
      bits.value |= UInt64(bytes[at]) << UInt64(bits.count)
      at += 1
      bits.count += 8
    }
  }

  /// The next bits, up to 32, as a number.
  mutating func take(_ width: Int) throws(Gzip.Failure) -> Int {
    if bits.count < width {
      refill()
      guard bits.count >= width else { throw .truncated }
    }
    let value = bits.value & (1 << UInt64(width) - 1)
    bits.value >>= UInt64(width)
    bits.count -= width
    return Int(truncatingIfNeeded: value)
  }

  /// The next symbol of a code.
  mutating func symbol(_ code: HuffmanCode) throws(Gzip.Failure) -> Int {
    if bits.count < code.width { refill() }
    let entry = code.entries[Int(truncatingIfNeeded: bits.value & (1 << UInt64(code.width) - 1))]
    let length = Int(entry & 15)
    guard length > 0 else { throw Gzip.Failure(message: "there is an unassigned code") }
    guard length <= bits.count else { throw .truncated }
    bits.value >>= UInt64(length)
    bits.count -= length
    return Int(entry >> 4)
  }

  mutating func alignToByte() {
    bits.value >>= UInt64(bits.count % 8)
    bits.count -= bits.count % 8
  }
}

/// A prefix code, as a table indexed by the next `width` bits: symbol times 16 plus the code's length, 0 if there is
/// none.
private struct HuffmanCode: Sendable {
  let width: Int
  let entries: [UInt16]

  /// - Parameter lengths: the length of each symbol's code, at most 15; 0 for a symbol that has none.
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
      // Codes are written starting with their high end.
      var code = 0
      for bit in 0..<length where next[length] >> bit & 1 == 1 { code |= 1 << (length - 1 - bit) }
      next[length] += 1
      for place in stride(from: code, to: 1 << width, by: 1 << length) {
        entries[place] = UInt16(truncatingIfNeeded: symbol << 4 | length)
      }
    }
    self.entries = entries
  }

  typealias Pair = (literals: HuffmanCode, distances: HuffmanCode)

  /// The codes that need no table, created once.
  static let fixed: Result<Pair, Gzip.Failure> = Result { () throws(Gzip.Failure) in
    var lengths = [UInt8](repeating: 8, count: 288)
    for symbol in 144..<256 { lengths[symbol] = 9 }
    for symbol in 256..<280 { lengths[symbol] = 7 }
    return (try HuffmanCode(lengths: lengths[...]), try HuffmanCode(lengths: [UInt8](repeating: 5, count: 30)[...]))
  }

  /// The order of the lengths of the codes of code lengths.
  private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  /// Reads the codes of a block.
  static func read(_ reader: inout BitReader) throws(Gzip.Failure) -> Pair {
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

/// Reads a compressed object as if it were not compressed.
struct GzipReader: DatasetReader {
  /// How many compressed bytes are read at once.
  private static let blockSize = 65_536

  private let location: ObjectLocation
  private let limits: DatasetLimits
  private var source: any DatasetReader
  private var gzip = Gzip()
  private var input: [UInt8]
  private var start = 0
  private var isComplete = false
  private var packedCount: Int
  private var unpackedCount = 0

  /// - Parameter first: the bytes of `source` that have already been read.
  init(_ first: [UInt8], from source: any DatasetReader, _ location: ObjectLocation, _ limits: DatasetLimits) {
    self.location = location
    self.limits = limits
    self.source = source
    input = first
    packedCount = first.count
  }

  mutating func next(_ count: Int) throws(DatasetError) -> [UInt8] {
    while true {
      if !isComplete, input.count - start <= Gzip.lookAhead { try refill() }
      let bytes = try unpack(max(count, 1))
      unpackedCount = unpackedCount.addingReportingOverflow(bytes.count).partialValue
      let most = limits.unpackedBytes(from: packedCount)
      guard unpackedCount <= most else {
        throw failure("there are more than \(most) bytes in the \(packedCount) packed ones read so far")
      }
      if !bytes.isEmpty || gzip.isAtEnd { return bytes }
    }
  }

  private mutating func refill() throws(DatasetError) {
    input.removeFirst(start)
    start = 0
    let more = try source.next(Self.blockSize)
    isComplete = more.isEmpty
    packedCount = packedCount.addingReportingOverflow(more.count).partialValue
    input.append(contentsOf: more)
  }

  private mutating func unpack(_ count: Int) throws(DatasetError) -> [UInt8] {
    do throws(Gzip.Failure) {
      return try gzip.unpack(input, from: &start, isComplete: isComplete, count: count)
    } catch {
      throw failure(error.message)
    }
  }

  private func failure(_ message: String) -> DatasetError {
    .itemReaderFailed("\(location) cannot be unpacked: \(message).")
  }
}
