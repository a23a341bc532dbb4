#if PostgreSQL
  /// A value that is bound to a statement, in PostgreSQL's binary form.
  enum PostgreSQLValue: Sendable {
    case null
    case integer(Int64)
    case bytes([UInt8])
    case integers([Int64?])
    case byteStrings([[UInt8]?])

    static func text(_ text: String) -> PostgreSQLValue { .bytes(Array(text.utf8)) }
    static func optional(_ number: Int64?) -> PostgreSQLValue { number.map { .integer($0) } ?? .null }

    /// Appends the value's bytes.
    func encode(to buffer: inout [UInt8]) {
      switch self {
      case .null: break
      case .integer(let number): buffer.append(bigEndian: number)
      case .bytes(let bytes): buffer += bytes
      case .integers(let numbers):
        Self.encodeArray(numbers, element: 20, to: &buffer) { number, buffer in
          buffer.append(bigEndian: Int32(8))
          buffer.append(bigEndian: number)
        }
      case .byteStrings(let strings):
        Self.encodeArray(strings, element: 17, to: &buffer) { bytes, buffer in
          buffer.append(bigEndian: Int32(clamping: bytes.count))
          buffer += bytes
        }
      }
    }

    /// Dimensions, whether there are NULLs, the type of the elements, length, first index; then each with its length.
    private static func encodeArray<Element>(
      _ elements: [Element?], element type: Int32, to buffer: inout [UInt8],
      _ encode: (Element, inout [UInt8]) -> Void
    ) {
      buffer.append(bigEndian: Int32(elements.isEmpty ? 0 : 1))
      buffer.append(bigEndian: Int32(elements.contains { $0 == nil } ? 1 : 0))
      buffer.append(bigEndian: type)
      if elements.isEmpty { return }
      buffer.append(bigEndian: Int32(clamping: elements.count))
      buffer.append(bigEndian: Int32(1))
      for element in elements {
        if let element { encode(element, &buffer) } else { buffer.append(bigEndian: Int32(-1)) }
      }
    }

    /// Reads an array of byte strings; `nil` if the bytes hold something else.
    static func byteStrings(from bytes: UnsafeRawBufferPointer) -> [[UInt8]]? {
      var offset = 0
      func number() -> Int? {
        guard offset + 4 <= bytes.count else { return nil }
        defer { offset += 4 }
        return Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
      }
      guard let dimensions = number(), number() != nil, number() != nil else { return nil }
      if dimensions == 0 { return [] }
      guard dimensions == 1, let count = number(), number() != nil, count >= 0 else { return nil }
      var strings: [[UInt8]] = []
      for _ in 0..<count {
        guard let length = number(), length >= 0, offset + length <= bytes.count else { return nil }
        strings.append(Array(bytes[offset..<offset + length]))
        offset += length
      }
      return strings
    }
  }

  extension [UInt8] {
    fileprivate mutating func append(bigEndian number: some FixedWidthInteger) {
      Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
  }
#endif
