import StatesEngine
import StatesLanguage

// Where documents stand in lists: the strings that they are ordered by.
extension ServiceScope {
  /// Of a state machine or an activity: by name.
  func order(ofName name: String) -> String { listPrefix + name }

  /// What the order of the versions, aliases and revisions of a state machine begins with.
  static func prefix(of machineARN: String) -> String { machineARN + ":" }

  /// Of a version: by number.
  static func order(ofVersion number: Int, of machineARN: String) -> String {
    prefix(of: machineARN) + padded(Int64(number))
  }

  /// Of an alias: by creation.
  static func order(ofAliasCreated date: Timestamp, of machineARN: String) -> String {
    prefix(of: machineARN) + padded(date.milliseconds)
  }

  /// Of a revision: by number.
  static func order(ofRevision number: Int, of machineARN: String) -> String {
    prefix(of: machineARN) + padded(Int64(number))
  }

  /// A number as a string that is ordered like it.
  private static func padded(_ number: Int64) -> String {
    let digits = String(max(number, 0))
    return String(repeating: "0", count: max(0, 20 - digits.utf8.count)) + digits
  }
}
