/// About how many bytes what is kept takes in a file: by them a store decides whether writing it anew is worth it.
extension StoredBody {
  /// With its length, and what stands beside it.
  var fileBytes: Int { count + 8 }
}

extension Sequence<StoredBody> {
  var fileBytes: Int { reduce(0) { $0 + $1.fileBytes } }
}

extension StoreTables.Entry {
  var fileBytes: Int {
    let keys = arn.utf8.count + lists.reduce(0) { $0 + $1.utf8.count }
    return 80 + keys + outline.count + (snapshot?.fileBytes ?? 0) + journal.fileBytes
      + history.reduce(0) { $0 + $1.body.fileBytes }
  }
}

extension StoreTables.Document {
  static func fileBytes(_ name: String, order: String, _ body: StoredBody) -> Int {
    48 + name.utf8.count + order.utf8.count + body.fileBytes
  }
}
