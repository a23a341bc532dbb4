/// The files that a manifest lists more than once, and how much of them has been read again.
struct RepeatedFiles: Sendable {
  /// Their lengths, by location, for those that have been read.
  private var byteCounts: [[UInt8]: Int] = [:]
  /// The one that is being read for the first time.
  private var first: [UInt8]?
  private var repeatedBytes = 0

  /// Creates the value for a manifest without repetitions.
  init() {}

  init(in files: ArraySlice<ObjectLocation>) {
    var seen: Set<[UInt8]> = []
    for file in files {
      let name = Self.name(file)
      if !seen.insert(name).inserted { byteCounts[name] = 0 }
    }
  }

  /// Objects are distinguished by the bytes of their names.
  private static func name(_ file: ObjectLocation) -> [UInt8] { Array(file.uri.utf8) }

  /// Starts reading a file: refused if more would be read again than is allowed.
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

  /// The file that was started last has been read, and had `count` bytes.
  mutating func end(_ count: Int) {
    if let first { byteCounts[first] = count }
    first = nil
  }
}
