package import LanguageSupport

/// What everything random in an execution comes from: task tokens, UUIDs, random numbers, jitter.
///
/// The same machine, inputs and seed give the same history. The engine draws none: who starts an execution says whether
/// it is to be repeated or not to be guessed.
public struct ExecutionSeed: Sendable, Hashable {
  package let value: RandomSeed

  package init(_ value: RandomSeed) { self.value = value }

  /// A seed that anybody may know: for tests, where every run is to give the same.
  public static func fixed(_ number: UInt64) -> ExecutionSeed { ExecutionSeed(.number(number)) }

  /// A secret seed of 256 bits.
  ///
  /// Tokens and everything else random of the execution are then as hard to guess as the generator's numbers, also for
  /// those who have seen other ones.
  ///
  /// - Parameter generator: a generator whose numbers cannot be foretold, such as `SystemRandomNumberGenerator`.
  public init(using generator: inout some RandomNumberGenerator) { value = RandomSeed(using: &generator) }
}

extension ExecutionSeed: CustomStringConvertible {
  /// The number of a fixed seed; nothing of a secret one.
  public var description: String {
    switch value {
    case .number(let number): "fixed(\(number))"
    case .key: "secret"
    }
  }
}

extension Execution {
  /// What everything random in it comes from.
  package var seed: ExecutionSeed { ExecutionSeed(random.seed) }

  /// The token of the attempt that a branch is at. No other attempt of this execution has it, and no one can compute it
  /// without the seed.
  func taskToken(_ b: Int) -> String {
    let branch = UInt32(truncatingIfNeeded: b)
    let serial = UInt32(bitPattern: branches[b].serial)
    var message = Array("token".utf8) + [0]
    for shift in [24, 16, 8, 0] as [UInt32] { message.append(UInt8(truncatingIfNeeded: branch >> shift)) }
    for shift in [24, 16, 8, 0] as [UInt32] { message.append(UInt8(truncatingIfNeeded: serial >> shift)) }
    let code = random.seed.code(of: message + Array(identity.executionARN.utf8))
    // Letters that may stand in a URL; 32 bytes end with one `=`.
    let letters = Base64.encode(code).utf8.dropLast().map { $0 == 0x2b ? 0x2d : $0 == 0x2f ? 0x5f : $0 }
    return "AQCEAAAAKgAAAAMAAAAAAAAAA" + String(decoding: letters, as: UTF8.self)
  }
}

extension RandomSeed {
  /// The unique part of the ARN of an express execution of that name.
  func expressID(of name: String) -> String {
    let code = code(of: Array("express".utf8) + [0] + Array(name.utf8))
    let words = (0..<2).map { word in code[(8 * word)..<(8 * word + 8)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
    return UUIDText.make(words[0], words[1])
  }
}
