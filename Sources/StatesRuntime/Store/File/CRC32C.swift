/// The checksum CRC-32C (Castagnoli), eight bytes at a time.
struct CRC32C {
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0x82f6_3b78 : value >> 1 }
      tables[byte] = value
    }
    for index in 256..<(8 * 256) {
      let before = tables[index - 256]
      tables[index] = (before >> 8) ^ tables[Int(before & 0xff)]
    }
    return tables
  }()

  private var state: UInt32 = 0xffff_ffff

  /// The checksum of what was added.
  var value: UInt32 { state ^ 0xffff_ffff }

  static func of(_ bytes: some Collection<UInt8>) -> UInt32 {
    var checksum = CRC32C()
    checksum.add(bytes)
    return checksum.value
  }

  mutating func add(_ bytes: some Collection<UInt8>) {
    if bytes.withContiguousStorageIfAvailable({ add(UnsafeRawBufferPointer($0)) }) == nil {
      Array(bytes).withUnsafeBytes { add($0) }
    }
  }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var crc = state
    Self.tables.withUnsafeBufferPointer { table in
      var index = 0
      while bytes.count - index >= 8 {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ UInt64(crc)
        crc =
          table[0x700 + Int(word & 0xff)] ^ table[0x600 + Int((word >> 8) & 0xff)]
          ^ table[0x500 + Int((word >> 16) & 0xff)] ^ table[0x400 + Int((word >> 24) & 0xff)]
          ^ table[0x300 + Int((word >> 32) & 0xff)] ^ table[0x200 + Int((word >> 40) & 0xff)]
          ^ table[0x100 + Int((word >> 48) & 0xff)] ^ table[Int(word >> 56)]
        index += 8
      }
      while index < bytes.count {
        crc = (crc >> 8) ^ table[Int((crc ^ UInt32(bytes[index])) & 0xff)]
        index += 1
      }
    }
    state = crc
  }
}
