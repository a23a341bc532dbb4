/// Which segments belong to a store, in which order: the one file that is replaced, and so decides at one stroke.
///
/// `ASLMANIF`, the format's version, the number of openings, the number of the next segment, how many segments; of each
/// its number and its length, 0 for the last one, which still grows; a checksum of all.
struct StoreManifest: Sendable, Hashable {
  struct Part: Sendable, Hashable {
    var number: UInt32
    /// How many bytes belong to the store, what follows was never acknowledged; `nil` while it grows.
    var length: UInt64?
  }

  static let name = "MANIFEST"
  static let draftName = "MANIFEST.new"
  private static let magic: [UInt8] = Array("ASLMANIF".utf8)

  var opening: UInt32 = 0
  var nextSegment: UInt32 = 1
  var parts: [Part] = []

  init() {}

  /// Reads a manifest.
  init(_ bytes: [UInt8], file: String) throws(StoreError) {
    func damaged(_ reason: String) -> StoreError { .damaged(file: file, offset: 0, reason: reason) }
    guard bytes.starts(with: Self.magic) else { throw damaged("this is not the manifest of a store") }
    var reader = StoreReader(bytes, from: Self.magic.count)
    do {
      let version = try reader.fixed(UInt32.self)
      guard Segment.readableVersions.contains(version) else {
        throw StoreError.unsupportedVersion(file: file, version: version, supported: Segment.version)
      }
      opening = try reader.fixed(UInt32.self)
      nextSegment = try reader.fixed(UInt32.self)
      for _ in 0..<(try reader.fixed(UInt32.self)) {
        let number = try reader.fixed(UInt32.self)
        let length = try reader.fixed(UInt64.self)
        parts.append(Part(number: number, length: length == 0 ? nil : length))
      }
      let checksum = CRC32C.of(bytes[..<reader.offset])
      guard try reader.fixed(UInt32.self) == checksum, reader.isAtEnd else { throw StoreReader.Malformed() }
    } catch let error as StoreError {
      throw error
    } catch {
      throw damaged("the manifest is damaged; restore it from a backup of the folder")
    }
  }

  var bytes: [UInt8] {
    var writer = StoreWriter()
    writer.bytes = Self.magic
    writer.fixed(Segment.version)
    writer.fixed(opening)
    writer.fixed(nextSegment)
    writer.fixed(UInt32(clamping: parts.count))
    for part in parts {
      writer.fixed(part.number)
      writer.fixed(part.length ?? 0)
    }
    writer.fixed(CRC32C.of(writer.bytes))
    return writer.bytes
  }
}
