import OrderedJSON
import StatesRuntime

/// What the service keeps as a document of the store: a JSON object, whose members are listed as those of requests are.
protocol StoredRecord: Structure {
  /// The kind of the documents.
  static var kind: DocumentKind { get }
}

extension StoredRecord {
  /// Writes the record.
  ///
  /// - Parameters:
  ///   - name: the name of the document.
  ///   - order: what lists are ordered by.
  ///   - condition: what must hold of the document that is there.
  func put(_ name: String, order: String, if condition: StoreCondition) -> StoreChange {
    .putDocument(DocumentKey(Self.kind, name), order: order, body: JSONPrinter.compact.bytes(json), if: condition)
  }

  /// Removes the document of a name.
  static func delete(_ name: String, if condition: StoreCondition = .always) -> StoreChange {
    .deleteDocument(DocumentKey(kind, name), if: condition)
  }
}

/// A record as it was read.
struct Stored<Record: StoredRecord>: Sendable {
  /// The name of its document.
  let name: String
  let record: Record
  /// The position in a list.
  let cursor: DocumentCursor
  /// The condition that it has not been changed since.
  let unchanged: StoreCondition

  init(_ document: StoredDocument) throws(StepFunctionsError) {
    var findings = RequestFindings()
    guard let json = try? JSONParser(maximumDepth: 100).parse(document.body),
      let record = Record(reading: json, at: "", .any, &findings), findings.error == nil
    else {
      let reason = findings.error?.message ?? "it is not a JSON object"
      throw StepFunctionsError(
        .internalFailure, "the stored \(Record.kind.rawValue) \(document.key.name) is damaged: \(reason)")
    }
    name = document.key.name
    self.record = record
    cursor = document.cursor
    unchanged = .revision(document.revision)
  }
}
