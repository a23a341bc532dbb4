import LanguageSupport
import StatesEngine
import StatesRuntime

/// Where identifiers come from, and everything else that is drawn: from the system, or from a seed, so that a test sees
/// the same ones again.
final class Identifiers: Sendable {
  private let generator: Locked<SeededGenerator>
  private let isSeeded: Bool

  /// - Parameter seed: `nil` draws one.
  init(seed: UInt64?) {
    isSeeded = seed != nil
    if let seed {
      generator = Locked(SeededGenerator(.number(seed)))
    } else {
      var system = SystemRandomNumberGenerator()
      generator = Locked(SeededGenerator(RandomSeed(using: &system)))
    }
  }

  /// A new UUID.
  func uuid() -> String {
    guard isSeeded else {
      var system = SystemRandomNumberGenerator()
      return UUIDText.make(system.next(), system.next())
    }
    return generator.withLock { $0.uuid(version: 4) }
  }

  /// A number from 0 up to, but not including, a bound.
  func number(below bound: Int) -> Int { generator.withLock { Int.random(in: 0..<max(bound, 1), using: &$0) } }

  /// A new key for signatures.
  func signingKey() -> RandomSeed {
    guard isSeeded else {
      var system = SystemRandomNumberGenerator()
      return RandomSeed(using: &system)
    }
    return generator.withLock { $0.nextSeed() }
  }

  /// The seed of an execution.
  func executionSeed() -> ExecutionSeed {
    isSeeded ? generator.withLock { ExecutionSeed($0.nextSeed()) } : .drawn()
  }
}
