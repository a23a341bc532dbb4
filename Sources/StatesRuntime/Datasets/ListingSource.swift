import OrderedJSON
import StatesEngine

/// The objects of a bucket, each described as `s3:listObjectsV2` does.
struct ListingSource: Sendable {
  private let objects: [DatasetObject]
  private let source: String
  private var at = 0

  init(_ objects: [DatasetObject], source: String) {
    self.objects = objects
    self.source = source
  }

  /// Appends the next items, as many as requested; returns whether there may be more.
  mutating func next(_ budget: inout ReadingBudget, into items: inout [MapRunItem]) -> Bool {
    while !budget.isSpent, at < objects.count {
      // The approximate length of names and punctuation of an item, its date and its storage class.
      budget.spend(objects[at].key.utf8.count + objects[at].etag.utf8.count + 100)
      items.append(MapRunItem(value: objects[at].item, source: source))
      at += 1
    }
    return at < objects.count
  }
}

extension DatasetObject {
  /// The item that represents the object when its bucket is listed.
  var item: JSON {
    [
      "Etag": .string(etag), "Key": .string(key), "LastModified": .number(Self.javaDouble(lastModified)),
      "Size": .integer(size), "StorageClass": "STANDARD",
    ]
  }

  /// Whole seconds as Java writes a `double`: `1.789180622E9`, `12.0`.
  private static func javaDouble(_ seconds: Int64) -> JSONNumber {
    let sign = seconds < 0 ? "-" : ""
    var digits = String(seconds.magnitude)
    // Java writes numbers below 10^7 without an exponent.
    guard digits.utf8.count > 7 else { return .literal(sign + digits + ".0") }
    let exponent = digits.utf8.count - 1
    while digits.utf8.last == 0x30 { digits.removeLast() }
    let first = digits.removeFirst()
    return .literal("\(sign)\(first).\(digits.isEmpty ? "0" : digits)E\(exponent)")
  }
}
