/// A queue: first in, first out.
struct Line<Element> {
  private var entries: [Element] = []
  private var head = 0

  var isEmpty: Bool { head == entries.count }

  /// The entries that have not been removed, in order.
  var remaining: ArraySlice<Element> { entries[head...] }

  var first: Element? { head < entries.count ? entries[head] : nil }

  mutating func append(_ element: Element) { entries.append(element) }

  @inline(__always)
  mutating func popFirst() -> Element? { isEmpty ? nil : removeFirst() }

  private mutating func removeFirst() -> Element {
    let entry = entries[head]
    head += 1
    if head == entries.count {
      entries.removeAll(keepingCapacity: entries.count < 1_024)
      head = 0
    } else if head >= 1_024, 2 * head >= entries.count {
      entries.removeFirst(head)
      head = 0
    }
    return entry
  }

  mutating func removeAll(where isMeant: (Element) -> Bool) {
    entries.removeFirst(head)
    head = 0
    entries.removeAll(where: isMeant)
  }
}

extension Line: Sendable where Element: Sendable {}
