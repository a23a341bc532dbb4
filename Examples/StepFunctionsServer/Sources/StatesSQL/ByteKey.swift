package import StatesRuntime

/// A key of a store: strings are equal if their UTF-8 bytes are, unlike `String`, for which equivalent characters are.
package struct ByteKey: Sendable, Hashable, Comparable {
  /// The key.
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (left: ByteKey, right: ByteKey) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }

  package static func < (left: ByteKey, right: ByteKey) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

/// The kind and the name of a document, compared by their bytes.
package struct DocumentName: Sendable, Hashable, Comparable {
  package let kind: ByteKey
  package let name: ByteKey

  package init(_ key: DocumentKey) {
    kind = ByteKey(key.kind.rawValue)
    name = ByteKey(key.name)
  }

  package static func < (left: DocumentName, right: DocumentName) -> Bool {
    left.kind != right.kind ? left.kind < right.kind : left.name < right.name
  }
}
