import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage

extension DocumentKind {
  /// Definitions of executions, by the digest of their texts: what an execution began with, whatever has become of its
  /// state machine.
  static let definition = DocumentKind(rawValue: "definition")
}

/// Definitions as a store keeps them.
final class DefinitionTable: Sendable {
  private struct State: Sendable {
    /// The machines that are known to be in the store, with their keys: by their first states, which they hold.
    var keys: [ObjectIdentifier: (machine: StateMachine, key: String)] = [:]
    var machines: [String: (machine: StateMachine, original: DefinitionFingerprint)] = [:]
  }

  private let state = Locked(State())

  /// The key of a definition, and its document, if it may not be in the store yet.
  func key(of machine: StateMachine) -> (key: String, document: StoreChange?) {
    guard let first = machine.states.first else { return ("", nil) }
    if let known = state.withLock({ $0.keys[ObjectIdentifier(first)] }) { return (known.key, nil) }
    let text = Array(machine.definition.bytes)
    let key = Digest.sha256.hexadecimal(of: Array(machine.type.rawValue.utf8) + [0] + text)
    let fingerprint = machine.fingerprint()
    let outline = fingerprint.outline
    let body = JSONPrinter.compact.bytes([
      "version": 1, "type": .string(machine.type.rawValue),
      "definition": .string(String(decoding: text, as: UTF8.self)), "digest": .string(fingerprint.digest),
      "machine": .object(outline.machine), "states": .object(outline.states),
    ])
    return (key, .putDocument(DocumentKey(.definition, key), order: "", body: body))
  }

  /// How many machines are remembered to be in the store.
  private static let rememberedCount = 1_024

  /// The store has the definition: it is not written again, unless so many others come in between.
  func didStore(_ machine: StateMachine, _ key: String) {
    guard let first = machine.states.first else { return }
    state.withLock { state in
      if state.keys.count >= Self.rememberedCount { state.keys.removeAll() }
      state.keys[ObjectIdentifier(first)] = (machine, key)
    }
  }

  /// The definition of a key, and the fingerprint that it had when it was stored.
  func machine(
    _ key: String, in store: any ExecutionStore
  ) async throws(StoreError) -> Result<(machine: StateMachine, original: DefinitionFingerprint), DefinitionProblem> {
    if let known = state.withLock({ $0.machines[key] }) { return .success(known) }
    guard let document = try await store.document(DocumentKey(.definition, key)) else {
      return .failure(DefinitionProblem("its definition is not in the store"))
    }
    guard let json = try? JSONParser(maximumDepth: 2_000).parse(document.body),
      json["version"]?.integerValue == 1, let text = json["definition"]?.stringValue,
      let type = json["type"]?.stringValue.flatMap({ StateMachineType(rawValue: $0) }),
      let digest = json["digest"]?.stringValue, let outline = json["machine"]?.objectValue,
      let states = json["states"]?.objectValue
    else { return .failure(DefinitionProblem("its stored definition is damaged")) }
    let original = DefinitionFingerprint(digest: digest, machine: outline, states: states)
    do throws(InvalidDefinition) {
      let machine = try StateMachine(parsing: text, type: type)
      state.withLock { state in
        if state.machines.count >= Self.rememberedCount { state.machines.removeAll() }
        state.machines[key] = (machine, original)
      }
      didStore(machine, key)
      return .success((machine, original))
    } catch {
      return .failure(DefinitionProblem("its stored definition is not valid: \(error)"))
    }
  }
}

/// Why a stored definition cannot be used.
struct DefinitionProblem: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}
