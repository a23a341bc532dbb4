import LanguageSupport
import StatesEngine

/// Decides by a seed what is not certain: how long tasks take whose answer has no delay of its own, and in which order
/// things happen that are due at the same time.
package struct Interleaving: Sendable {
  private var random: SplitMix64
  private let longestMilliseconds: Int64

  /// - Parameters:
  ///   - seed: what everything follows from.
  ///   - longestTask: the longest time that a task takes, in seconds.
  package init(seed: UInt64, longestTask: Double) {
    random = SplitMix64(seed: seed ^ 0x696e_7465_726c_6561)
    let milliseconds = (longestTask * 1_000).rounded()
    longestMilliseconds =
      milliseconds >= 1 && milliseconds < 3e12 ? Int64(milliseconds) : milliseconds < 1 ? 0 : .max / 2
  }

  /// The order of tasks that are begun at the same time.
  mutating func shuffle<Element>(_ elements: inout [Element]) { elements.shuffle(using: &random) }

  /// How an event stands to others of the same time.
  mutating func rank() -> UInt64 { random.next() >> 32 }

  /// The seed of the order in which the branches of an execution take turns.
  mutating func turns() -> SplitMix64 { SplitMix64(seed: random.next()) }

  /// How long a task takes: any order of magnitude is as likely as the others, up to its own deadlines.
  mutating func duration(of task: TaskRequest) -> Int64 {
    let limits = [task.timeoutSeconds, task.heartbeatSeconds].compactMap { $0 }.map { Int64($0) }
    let deadline = limits.min().map { $0 > .max / 2_000 ? .max / 2 : $0 * 1_000 - 1 }
    let most = min(longestMilliseconds, deadline ?? .max)
    guard most > 0 else { return 0 }
    let magnitude = Int.random(in: 0..<(64 - most.leadingZeroBitCount), using: &random)
    return min(most, Int64.random(in: 0...(1 << magnitude), using: &random))
  }
}
