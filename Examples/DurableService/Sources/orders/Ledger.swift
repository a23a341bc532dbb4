import Foundation
import OrderedJSON

/// The world outside, as a file: everything that was done to it, a JSON object in a line each, in the order in which it was
/// done.
///
/// It stands for whatever a service uses that knows idempotency keys: a payment provider, a queue, a table with a unique
/// column. The key is the entry's `id`.
actor Ledger {
  struct Entry: Codable, Sendable {
    /// `TaskRequest.deduplicationID`.
    var id: String
    var order: String
    /// `reserve`, `release`, `bill`, `ship` or `receipt`.
    var effect: String
    var detail: String
    /// The token with which a bill is answered. Whoever has it can answer, so a real service would keep it to itself.
    var token: String?
  }

  private let file: FileHandle
  private var length: UInt64
  private var identifiers: Set<String> = []
  private var tokens: [String: String] = [:]

  /// Opens the file, which is made if it is not there.
  init(path: String) throws {
    do {
      if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
      file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
      let bytes = try file.readToEnd() ?? Data()
      // What follows the last line's end is of a write during which the process was killed.
      let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { bytes[...$0] } ?? Data()
      try file.truncate(atOffset: UInt64(whole.count))
      length = try file.seekToEnd()
      for line in whole.split(separator: UInt8(ascii: "\n")) {
        let entry = try JSON(parsing: [UInt8](line)).decode(Entry.self)
        identifiers.insert(entry.id)
        if let token = entry.token { tokens[entry.order] = token }
      }
    } catch {
      throw Problem("the ledger \(path) cannot be read: \(error)")
    }
  }

  /// Writes an entry unless there is one with its identifier; returns whether it was new.
  func enter(_ entry: Entry) throws -> Bool {
    if identifiers.contains(entry.id) { return false }
    let line = Data((try JSON(encoding: entry).description + "\n").utf8)
    do {
      try file.write(contentsOf: line)
      try file.synchronize()
    } catch {
      // A full disk, say. Half a line must not become part of the next one.
      try? file.truncate(atOffset: length)
      throw error
    }
    length += UInt64(line.count)
    identifiers.insert(entry.id)
    if let token = entry.token { tokens[entry.order] = token }
    return true
  }

  /// The token of an order's bill; `nil` if there is no bill yet.
  func token(of order: String) -> String? { tokens[order] }
}
