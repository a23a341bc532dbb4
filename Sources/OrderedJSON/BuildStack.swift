/// A stack of values under construction, moved out in one go when an array or object is closed.
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

  /// Takes the last element off; there has to be one.
  @inline(__always)
  mutating func pop() -> Element {
    count &-= 1
    return (base + count).move()
  }

  /// Forgets the last so many elements, which there have to be.
  mutating func removeLast(_ length: Int) {
    count &-= length
    (base + count).deinitialize(count: length)
  }

  /// Moves everything from `start` on into an array.
  @inline(__always)
  mutating func popArray<Result: RangeReplaceableCollection<Element>>(from start: Int) -> Result {
    var array = Result()
    array.reserveCapacity(count &- start)
    // `init(unsafeUninitializedCapacity:)` would look up its storage class by name for every single array.
    for place in start..<count { array.append((base + place).move()) }
    count = start
    return array
  }
}

extension BuildStack<JSON> {
  /// Puts a value on the stack and leaves `null` in its place: nothing is retained or released.
  @inline(__always)
  mutating func push(moving value: inout JSON) {
    push(.null)
    swap(&self[count &- 1], &value)
  }
}
