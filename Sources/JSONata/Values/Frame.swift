/// The variables of one block, lambda call or row of a path, by slot.
///
/// A slot is `nil` until its variable has been assigned: until then the name refers to an outer variable.
final class Frame: ManagedBuffer<Frame.Header, Value?> {
  struct Header {
    let parent: Frame?
    /// The same without reference counting: variables are looked up through this.
    let way: Unmanaged<Frame>?
    let count: Int
    /// Whether a function captures this frame.
    var isCaptured = false
  }

  static func make(parent: Frame?, count: Int) -> Frame {
    let buffer = Frame.create(minimumCapacity: count) { _ in
      Header(parent: parent, way: parent.map(Unmanaged.passUnretained), count: count)
    }
    buffer.withUnsafeMutablePointerToElements { $0.initialize(repeating: nil, count: count) }
    return unsafeDowncast(buffer, to: Frame.self)
  }

  /// The empty outermost frame. Nothing is ever written to it, not even that a function captures it, as that is
  /// recorded from the start: so concurrent evaluations can use it.
  static func makeEmpty() -> Frame {
    let frame = make(parent: nil, count: 0)
    frame.header.isCaptured = true
    return frame
  }

  deinit {
    _ = withUnsafeMutablePointers { header, slots in
      slots.deinitialize(count: header.pointee.count)
    }
  }

  /// The variable in a slot; `nil` for a slot that does not exist.
  subscript(slot: Int) -> Value? {
    @inline(__always) get {
      withUnsafeMutablePointers { header, slots in slot < header.pointee.count ? slots[slot] : nil }
    }
    @inline(__always) set {
      withUnsafeMutablePointers { header, slots in if slot < header.pointee.count { slots[slot] = newValue } }
    }
  }

  /// The variable in a slot of the frame `hops` levels further out.
  @inline(__always)
  func find(_ hops: Int, _ slot: Int) -> Value? {
    if hops == 0 { return self[slot] }
    var way = withUnsafeMutablePointerToHeader { $0.pointee.way }
    var rest = hops
    while rest > 1, let frame = way {
      way = frame._withUnsafeGuaranteedRef { $0.withUnsafeMutablePointerToHeader { $0.pointee.way } }
      rest &-= 1
    }
    // Every frame is retained by the one inside it, and the innermost by the caller.
    return way?._withUnsafeGuaranteedRef { $0[slot] } ?? nil
  }

  /// The frame around this one.
  var parent: Frame? { header.parent }

  /// A frame with the same variables.
  func copy() -> Frame {
    let count = header.count
    let parent = header.parent
    let buffer = Frame.create(minimumCapacity: count) { _ in
      Header(parent: parent, way: parent.map(Unmanaged.passUnretained), count: count)
    }
    withUnsafeMutablePointerToElements { source in
      buffer.withUnsafeMutablePointerToElements { $0.initialize(from: source, count: count) }
    }
    return unsafeDowncast(buffer, to: Frame.self)
  }

  /// Removes all variables.
  func removeAll() {
    withUnsafeMutablePointerToElements { slots in
      for slot in 0..<header.count { slots[slot] = nil }
    }
  }
}

/// The rows of a path that binds variables.
final class TupleStream {
  struct Row {
    /// The context from which the next step continues.
    var context: Value
    /// The row's variables; its parent is the frame around the path.
    var frame: Frame
  }

  var rows: ContiguousArray<Row>
  /// The names of the frames' slots.
  let names: NameTable

  init(rows: ContiguousArray<Row>, names: NameTable) {
    self.rows = rows
    self.names = names
  }

  /// The rows without their variables.
  var contexts: Elements {
    @inline(never) get { .values(ContiguousArray(rows.map { $0.context })) }
  }
}
