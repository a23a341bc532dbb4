/// The files that a manifest lists more than once, and how much has been read of them again.
struct RepeatedFiles: Sendable {
  /// How long they are, by their locations, as far as they have been read.
  private var byteCounts: [[UInt8]: Int] = [:]
  /// The one that is being read for the first time.
  private var first: [UInt8]?
  private var repeatedBytes = 0

  /// Nothing is listed twice.
  init() {}

  init(in files: ArraySlice<ObjectLocation>) {
    var seen: Set<[UInt8]> = []
    for file in files {
      let name = Self.name(file)
      if !seen.insert(name).inserted { byteCounts[name] = 0 }
    }
  }

  /// Objects are told apart by the bytes of their names.
  private static func name(_ file: ObjectLocation) -> [UInt8] { Array(file.uri.utf8) }

  /// A file is to be read: refused if more would be read again than may be.
  mutating func begin(_ file: ObjectLocation, _ limits: DatasetLimits) throws(DatasetError) {
    first = nil
    guard !byteCounts.isEmpty else { return }
    let name = Self.name(file)
    guard let count = byteCounts[name] else { return }
    first = count == 0 ? name : nil
    let (sum, overflow) = repeatedBytes.addingReportingOverflow(count)
    repeatedBytes = overflow ? .max : sum
    let limit = max(limits.maximumRepeatedBytes, 0)
    guard repeatedBytes <= limit else {
      throw .itemReaderFailed(
        "\(file) cannot be read again: of objects that the manifest lists more than once, more than \(limit) bytes would be read again."
      )
    }
  }

  /// The file that was begun last has been read, and was so long.
  mutating func end(_ count: Int) {
    if let first { byteCounts[first] = count }
    first = nil
  }
}
