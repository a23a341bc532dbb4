import LanguageSupport

extension [UInt8] {
  /// The next range in which these bytes stand.
  ///
  /// - Parameter pattern: what is looked for; not empty.
  func range(of pattern: [UInt8], from start: Int) -> Range<Int>? {
    guard let first = pattern.first else { return nil }
    return withUnsafeBufferPointer { bytes in
      let last = bytes.count - pattern.count
      var place = start
      while place <= last, let found = CLibrary.firstIndex(of: first, in: bytes, from: place, to: last + 1) {
        let end = found + pattern.count
        if bytes[found..<end].elementsEqual(pattern) { return found..<end }
        place = found + 1
      }
      return nil
    }
  }
}
