/// The characters that names of state machines, executions and activities, and labels of Maps, may not have.
///
/// - SeeAlso: Step Functions API, "CreateStateMachine", `name`.
package enum NameRule {
  /// Whether a name has none of the forbidden characters: white space, brackets, wildcards, special and control
  /// characters.
  package static func allows(_ name: String) -> Bool { !name.unicodeScalars.contains(where: isForbidden) }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: false
    case 0...0x20, 0x7f...0x9f, 0xfffe, 0xffff: true
    default: "?*<>{}[]:;,\\|^~$#%&`\"/".unicodeScalars.contains(scalar) || scalar.properties.isWhitespace
    }
  }
}
