/// A stack of values under construction, moved out all at once when an array or object is closed.
struct BuildStack<Element>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 32) {
    base = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  subscript(index: Int) -> Element {
    @inline(__always) _read { yield base[index] }
    @inline(__always) _modify { yield &base[index] }
  }

  @inline(__always)
  mutating func push(_ element: consuming Element) {
    if count == capacity { grow() }
    (base + count).initialize(to: element)
    count &+= 1
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: base, count: count)
    base.deallocate()
    base = larger
    capacity *= 2
  }

  /// Removes and returns the last element; the stack must not be empty.
  @inline(__always)
  mutating func pop() -> Element {
    count &-= 1
    return (base + count).move()
  }

  /// Removes the last `length` elements; there must be at least that many.
  mutating func removeLast(_ length: Int) {
    count &-= length
    (base + count).deinitialize(count: length)
  }

  /// Moves all elements from `start` on into an array.
  @inline(__always)
  mutating func popArray<Result: RangeReplaceableCollection<Element>>(from start: Int) -> Result {
    let moved = Moved(base: base + start, count: count &- start)
    count = start
    // `init(unsafeUninitializedCapacity:)` would look up its storage class by name for every single array.
    return Result(moved)
  }

  /// Elements that are moved out as they are iterated.
  private struct Moved: Collection {
    let base: UnsafeMutablePointer<Element>
    let count: Int

    var startIndex: Int { 0 }
    var endIndex: Int { count }
    func index(after place: Int) -> Int { place &+ 1 }
    subscript(place: Int) -> Element { base[place] }
    func makeIterator() -> Iterator { Iterator(place: base, end: base + count) }

    struct Iterator: IteratorProtocol {
      fileprivate var place: UnsafeMutablePointer<Element>
      let end: UnsafeMutablePointer<Element>

      @inline(__always)
      mutating func next() -> Element? {
        guard place < end else { return nil }
        place += 1
        return (place - 1).move()
      }
    }
  }
}

extension BuildStack<JSON.Object.Member> {
  /// Adds a member whose value follows later.
  @inline(__always)
  mutating func push(name: consuming String) { push(JSON.Object.Member(key: name, value: .null)) }

  /// Sets the value of the last member, which has been waiting for it. The `null` it replaces needs no freeing.
  @inline(__always)
  mutating func fulfill(_ value: consuming JSON) {
    withUnsafeMutablePointer(to: &(base + (count &- 1)).pointee.value, { $0 }).initialize(to: value)
  }
}
