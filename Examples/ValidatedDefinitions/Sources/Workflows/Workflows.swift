/// The definitions of this package by name.
public enum Workflows {
  /// The file of the greeting.
  public static let greeting = "greeting.asl.json"
}
