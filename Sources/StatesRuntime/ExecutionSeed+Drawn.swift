public import StatesEngine

extension ExecutionSeed {
  /// A secret seed from the system's generator: another one at every call.
  public static func drawn() -> ExecutionSeed {
    var generator = SystemRandomNumberGenerator()
    return ExecutionSeed(using: &generator)
  }
}
