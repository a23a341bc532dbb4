import OrderedJSON

/// Why a file of settings cannot be used.
public struct SettingsError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file, or the name of the environment variable.
  public var source: String
  /// Where in the file: a JSON pointer, empty for the whole.
  public var pointer: String
  /// What is wrong there.
  public var problem: String

  /// Creates an error.
  public init(source: String, pointer: String = "", problem: String) {
    self.source = source
    self.pointer = pointer
    self.problem = problem
  }

  /// `routes.json: /routes/0/url: is not a string`.
  public var description: String { source + (pointer.isEmpty ? "" : ": " + pointer) + ": " + problem }
}

/// A value of a file of settings, with its position there.
struct SettingsValue {
  let json: JSON
  let pointer: JSONPointer
  let source: String

  /// Reads the text of a file: JSON in which no object has a name twice.
  init(parsing bytes: [UInt8], source: String) throws(SettingsError) {
    do throws(JSONParseError) {
      json = try JSONParser(maximumDepth: 32, maximumBytes: 16_777_216, refusesRepeatedNames: true).parse(bytes)
    } catch {
      throw SettingsError(source: source, problem: error.description)
    }
    pointer = JSONPointer()
    self.source = source
  }

  private init(_ json: JSON, _ pointer: JSONPointer, _ source: String) {
    self.json = json
    self.pointer = pointer
    self.source = source
  }

  /// An error at this position.
  func error(_ problem: String) -> SettingsError {
    SettingsError(source: source, pointer: pointer.description, problem: problem)
  }

  private func mismatch(_ expected: String) -> SettingsError { error("is \(json.kindName), not \(expected)") }

  /// The string, which must not be empty and cannot contain NUL.
  func string() throws(SettingsError) -> String {
    guard let text = json.stringValue else { throw mismatch("a string") }
    guard !text.isEmpty else { throw error("is empty") }
    guard !text.utf8.contains(0) else { throw error("contains a NUL character") }
    return text
  }

  /// A number of seconds, greater than zero, at most a day.
  func seconds() throws(SettingsError) -> Duration {
    guard let number = json.doubleValue else { throw mismatch("a number of seconds") }
    guard number > 0, number <= 86_400 else { throw error("is not between 0 and 86400 seconds") }
    return .milliseconds(max(1, Int64(number * 1_000)))
  }

  /// The elements of an array.
  func elements() throws(SettingsError) -> [SettingsValue] {
    guard let elements = json.arrayValue else { throw mismatch("an array") }
    return elements.enumerated().map { SettingsValue($1, pointer.appending($0), source) }
  }

  /// All members of an object, whatever their names.
  func members() throws(SettingsError) -> [(name: String, value: SettingsValue)] {
    guard let object = json.objectValue else { throw mismatch("an object") }
    return object.members.map { ($0.key, SettingsValue($0.value, pointer.appending($0.key), source)) }
  }

  /// The members of an object that may have these members and no others.
  func members(allowed: [String]) throws(SettingsError) -> [String: SettingsValue] {
    var found: [String: SettingsValue] = [:]
    for (name, value) in try members() {
      guard allowed.contains(name) else {
        throw value.error("is not known here; allowed are " + allowed.map { "'\($0)'" }.joined(separator: ", "))
      }
      found[name] = value
    }
    return found
  }
}
