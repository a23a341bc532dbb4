/// Distinct elements in ascending order: adding, removing and finding one costs O(log n) comparisons, a page
/// O(log n + page).
///
/// The elements are in chunks, each sorted, none empty.
struct SortedList<Element: Comparable & Sendable>: Sendable {
  private static var chunkSize: Int { 256 }

  private var chunks: [[Element]] = []
  private(set) var count = 0

  init() {}

  var isEmpty: Bool { count == 0 }
  var first: Element? { chunks.first?.first }

  /// Adds an element, unless it is there.
  mutating func insert(_ element: Element) {
    guard !chunks.isEmpty else {
      chunks = [[element]]
      count = 1
      return
    }
    let chunk = min(chunkIndex(of: element), chunks.count - 1)
    let offset = Self.offset(of: element, in: chunks[chunk])
    if offset < chunks[chunk].count, chunks[chunk][offset] == element { return }
    chunks[chunk].insert(element, at: offset)
    count += 1
    guard chunks[chunk].count > Self.chunkSize else { return }
    // A list that grows at its end leaves full chunks, not half-full ones.
    let isLast = chunk == chunks.count - 1 && offset == chunks[chunk].count - 1
    let kept = isLast ? Self.chunkSize : Self.chunkSize / 2
    let rest = Array(chunks[chunk][kept...])
    chunks[chunk] = Array(chunks[chunk][..<kept])
    chunks.insert(rest, at: chunk + 1)
  }

  /// Removes an element, if it is there.
  mutating func remove(_ element: Element) {
    let chunk = chunkIndex(of: element)
    guard chunk < chunks.count else { return }
    let offset = Self.offset(of: element, in: chunks[chunk])
    guard offset < chunks[chunk].count, chunks[chunk][offset] == element else { return }
    chunks[chunk].remove(at: offset)
    count -= 1
    if chunks[chunk].isEmpty {
      chunks.remove(at: chunk)
    } else if chunk + 1 < chunks.count, chunks[chunk].count + chunks[chunk + 1].count <= Self.chunkSize / 2 {
      chunks[chunk].append(contentsOf: chunks[chunk + 1])
      chunks.remove(at: chunk + 1)
    }
  }

  /// Up to `limit` elements from a position on, while they belong to the page.
  ///
  /// - Parameters:
  ///   - isBefore: whether an element comes before the page, in ascending order; for descending pages, whether it may
  ///   be in the page or comes after it in that direction.
  ///   - belongs: the page ends before the first element of which this is false.
  func page(
    _ direction: StoreDirection, from isBefore: ((Element) -> Bool)?, limit: Int,
    while belongs: (Element) -> Bool = { _ in true }
  ) -> [Element] {
    var found: [Element] = []
    guard limit > 0, !chunks.isEmpty else { return found }
    switch direction {
    case .ascending:
      var chunk = 0
      var offset = 0
      if let isBefore {
        chunk = Self.partition(chunks) { $0.last.map(isBefore) ?? false }
        if chunk < chunks.count { offset = Self.partition(chunks[chunk], isBefore) }
      }
      while chunk < chunks.count {
        for element in chunks[chunk][offset...] {
          guard found.count < limit, belongs(element) else { return found }
          found.append(element)
        }
        chunk += 1
        offset = 0
      }
    case .descending:
      var chunk = chunks.count - 1
      var end = chunks[chunk].count
      if let isBefore {
        chunk = min(Self.partition(chunks) { $0.last.map(isBefore) ?? false }, chunks.count - 1)
        end = Self.partition(chunks[chunk], isBefore)
      }
      while chunk >= 0 {
        for element in chunks[chunk][..<end].reversed() {
          guard found.count < limit, belongs(element) else { return found }
          found.append(element)
        }
        chunk -= 1
        if chunk >= 0 { end = chunks[chunk].count }
      }
    }
    return found
  }

  /// The chunk that contains the element or would contain it; the number of chunks if it is larger than all elements.
  private func chunkIndex(of element: Element) -> Int {
    Self.partition(chunks) { $0.last.map { $0 < element } ?? false }
  }

  private static func offset(of element: Element, in chunk: [Element]) -> Int { partition(chunk) { $0 < element } }

  /// The number of elements at the beginning that satisfy a condition, which all later ones do not.
  private static func partition<Item>(_ items: [Item], _ condition: (Item) -> Bool) -> Int {
    var low = 0
    var high = items.count
    while low < high {
      let middle = low + (high - low) / 2
      if condition(items[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
