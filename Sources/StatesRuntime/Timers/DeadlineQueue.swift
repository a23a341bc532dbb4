import StatesEngine

/// Deadlines in the order of their times; those with the same time in the order in which they were set.
struct DeadlineQueue<Element> {
  fileprivate struct Entry {
    let time: Timestamp
    let sequence: UInt64
    let element: Element

    func isBefore(_ other: Entry) -> Bool {
      time != other.time ? time < other.time : sequence < other.sequence
    }
  }

  private var heap: ContiguousArray<Entry> = []
  private var sequence: UInt64 = 0

  var isEmpty: Bool { heap.isEmpty }

  /// The earliest deadline.
  var first: (time: Timestamp, element: Element)? { heap.first.map { ($0.time, $0.element) } }

  /// All deadlines in order.
  var inOrder: [(time: Timestamp, element: Element)] {
    heap.sorted { $0.isBefore($1) }.map { ($0.time, $0.element) }
  }

  /// Adds a deadline and gives the number by which it is known.
  ///
  /// - Parameter rank: at most 32 bits that decide before the order in which deadlines were set.
  @discardableResult
  mutating func insert(_ element: (UInt64) -> Element, at time: Timestamp, rank: UInt64? = nil) -> UInt64 {
    sequence += 1
    let number = (rank ?? 0) << 32 | sequence
    heap.append(Entry(time: time, sequence: number, element: element(number)))
    siftUp(heap.count - 1)
    return number
  }

  mutating func popFirst() -> (time: Timestamp, element: Element)? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      siftDown(0)
    }
    return (first.time, first.element)
  }

  private mutating func siftUp(_ start: Int) {
    var place = start
    while place > 0 {
      let parent = (place - 1) / 2
      guard heap[place].isBefore(heap[parent]) else { return }
      heap.swapAt(place, parent)
      place = parent
    }
  }

  private mutating func siftDown(_ start: Int) {
    var place = start
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2] where child < heap.count && heap[child].isBefore(heap[least]) {
        least = child
      }
      if least == place { return }
      heap.swapAt(place, least)
      place = least
    }
  }
}

extension DeadlineQueue: Sendable where Element: Sendable {}
extension DeadlineQueue.Entry: Sendable where Element: Sendable {}
