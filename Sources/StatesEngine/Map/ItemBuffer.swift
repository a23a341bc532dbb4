/// The items of a map run that have not been given to a child; items that have been taken are released.
struct ItemBuffer: Sendable {
  private var items: [MapRunItem]
  private var head = 0
  /// How many items have been taken: the index of the next one.
  private(set) var taken: Int

  init(_ items: [MapRunItem] = [], taken: Int = 0) {
    self.items = items
    self.taken = taken
  }

  var isEmpty: Bool { head == items.count }

  /// How many items are in the buffer.
  var count: Int { items.count - head }

  /// How many items have been received so far.
  var received: Int { taken + count }

  /// The next item, without removing it.
  var next: MapRunItem? { head < items.count ? items[head] : nil }

  /// The items in the buffer.
  var remaining: ArraySlice<MapRunItem> { items[head...] }

  mutating func append(_ more: [MapRunItem]) {
    if isEmpty {
      items = more
      head = 0
    } else {
      items.append(contentsOf: more)
    }
  }

  /// Removes the next item, if there is one.
  mutating func removeNext() {
    guard head < items.count else { return }
    head += 1
    taken += 1
    if head == items.count {
      items = []
      head = 0
    } else if head >= 1_024, 2 * head >= items.count {
      items.removeFirst(head)
      head = 0
    }
  }
}
