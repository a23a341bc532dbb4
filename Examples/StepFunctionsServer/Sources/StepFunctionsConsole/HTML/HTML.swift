import NIOCore

/// A part of a page. Text and the values of attributes are escaped by the only methods that add them, names are known when this
/// is compiled, and links are made by ``Links``: nothing that data contains becomes markup.
///
/// Libraries of templates were looked at: swift-mustache escapes by characters as people see them, so that a quote with a
/// combining character after it gets out of its attribute; Stencil escapes nothing by itself.
struct HTML: Sendable {
  private(set) var bytes: [UInt8] = []

  /// An empty part.
  init() {}

  /// A part with the content that a closure adds.
  init(_ content: (inout HTML) -> Void) { content(&self) }

  /// Adds text.
  mutating func text(_ text: some StringProtocol) { Self.append(text, to: &bytes) }

  /// Adds another part.
  mutating func append(_ part: HTML) { bytes.append(contentsOf: part.bytes) }

  /// Adds a picture that StatesGraph has drawn, which escapes what it shows.
  mutating func picture(_ svg: String) { bytes.append(contentsOf: svg.utf8) }

  /// Adds what a page begins with.
  mutating func documentType() { bytes.append(contentsOf: "<!doctype html>\n".utf8) }

  /// Adds an element with the content that a closure adds.
  mutating func tag(_ name: StaticString, _ attributes: Attribute?..., content: (inout HTML) -> Void) {
    open(name, attributes)
    content(&self)
    close(name)
  }

  /// Adds an element that contains text.
  mutating func tag(_ name: StaticString, _ attributes: Attribute?..., text: some StringProtocol) {
    open(name, attributes)
    self.text(text)
    close(name)
  }

  /// Adds an element that never has content, such as `input`.
  mutating func void(_ name: StaticString, _ attributes: Attribute?...) { open(name, attributes) }

  /// Adds the start of an element whose end is added later.
  mutating func begin(_ name: StaticString, _ attributes: Attribute?...) { open(name, attributes) }

  /// Adds the end of an element.
  mutating func end(_ name: StaticString) { close(name) }

  private mutating func open(_ name: StaticString, _ attributes: [Attribute?]) {
    bytes.append(UInt8(ascii: "<"))
    append(name)
    for case let attribute? in attributes {
      bytes.append(UInt8(ascii: " "))
      append(attribute.name)
      guard let value = attribute.value else { continue }
      bytes.append(contentsOf: "=\"".utf8)
      Self.append(value, to: &bytes)
      bytes.append(UInt8(ascii: "\""))
    }
    bytes.append(UInt8(ascii: ">"))
  }

  private mutating func close(_ name: StaticString) {
    bytes.append(contentsOf: "</".utf8)
    append(name)
    bytes.append(UInt8(ascii: ">"))
  }

  private mutating func append(_ name: StaticString) {
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// Appends a string, escaped byte by byte for text and for values in double quotes.
  private static func append(_ text: some StringProtocol, to bytes: inout [UInt8]) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
      case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
      case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
      // A page cannot contain it.
      case 0: bytes.append(contentsOf: "\u{FFFD}".utf8)
      default: bytes.append(byte)
      }
    }
  }

  /// The part as what a response is made of.
  var buffer: ByteBuffer { ByteBuffer(bytes: bytes) }
}

/// An attribute of an element.
struct Attribute: Sendable {
  let name: StaticString
  /// The value; `nil` for an attribute that is only there or not.
  let value: String?

  private init(_ name: StaticString, _ value: String?) {
    self.name = name
    self.value = value
  }

  static func id(_ value: String) -> Attribute { Attribute("id", value) }
  static func `class`(_ value: String) -> Attribute { Attribute("class", value) }
  static func title(_ value: String) -> Attribute { Attribute("title", value) }
  static func href(_ link: Link) -> Attribute { Attribute("href", link.text) }
  static func action(_ link: Link) -> Attribute { Attribute("action", link.text) }
  static func source(_ link: Link) -> Attribute { Attribute("src", link.text) }

  /// A link for the page's own script: an attribute whose name begins with `data-`.
  static func data(_ name: StaticString, _ link: Link) -> Attribute { Attribute(name, link.text) }

  /// An attribute that is safe with any value; not for links, handlers and styles, which are refused in debug builds.
  static func of(_ name: StaticString, _ value: String) -> Attribute {
    assert(!name.holdsCode, "this attribute's value would be more than text")
    return Attribute(name, value)
  }

  /// An attribute without a value, if a condition holds.
  static func flag(_ name: StaticString, if condition: Bool = true) -> Attribute? {
    condition ? Attribute(name, nil) : nil
  }
}

extension StaticString {
  fileprivate var holdsCode: Bool {
    let name = description
    return name.hasPrefix("on") || ["href", "src", "action", "style", "srcdoc", "formaction", "data"].contains(name)
  }
}
