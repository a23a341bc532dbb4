import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// The part of a state machine that an ARN names: all of it, or the item processor of a distributed Map.
struct MachinePart {
  let definition: String
  let type: StateMachineType
  /// The variables that states read; `nil` for none.
  let variableReferences: [String: [String]]?

  /// Which distributed Map.
  enum Map {
    /// By the `Label` in the definition.
    case label(String)
    /// By the name of the state.
    case state(String)
  }

  init(_ revision: LoadedRevision, _ type: StateMachineType) {
    definition = revision.record.definition
    self.type = type
    let references = revision.machine.variableReferences
    variableReferences = references.isEmpty ? nil : references
  }

  /// The item processor of a Map; `nil` if the definition has no such Map.
  init?(_ map: Map, of revision: LoadedRevision) {
    guard let whole = try? JSON(parsing: revision.record.definition), let state = Self.find(map, in: whole),
      var processor = (state["ItemProcessor"] ?? state["Iterator"])?.objectValue
    else { return nil }
    let type = processor["ProcessorConfig"]?["ExecutionType"]?.stringValue
    self.type = type.flatMap { StateMachineType(rawValue: $0) } ?? .standard
    processor["ProcessorConfig"] = nil
    definition = JSONPrinter.compact.string(.object(processor))
    let names = Self.stateNames(in: .object(processor))
    let references = revision.machine.variableReferences.filter { names.contains($0.key) }
    variableReferences = references.isEmpty ? nil : references
  }

  /// The state of a Map, at any depth.
  private static func find(_ map: Map, in machine: JSON) -> JSON? {
    var machines = [machine]
    while let machine = machines.popLast() {
      for state in machine["States"]?.objectValue?.members ?? [] {
        switch map {
        case .label(let label): if state.value["Label"]?.stringValue == label { return state.value }
        case .state(let name): if state.key == name { return state.value }
        }
        machines += inner(state.value)
      }
    }
    return nil
  }

  private static func stateNames(in machine: JSON) -> Set<String> {
    var machines = [machine]
    var names: Set<String> = []
    while let machine = machines.popLast() {
      for state in machine["States"]?.objectValue?.members ?? [] {
        names.insert(state.key)
        machines += inner(state.value)
      }
    }
    return names
  }

  /// The machines inside a state.
  private static func inner(_ state: JSON) -> [JSON] {
    [state["ItemProcessor"], state["Iterator"]].compactMap { $0 } + (state["Branches"]?.arrayValue ?? [])
  }
}

extension ServiceScope {
  /// The part of a state machine that an execution runs: of a child of a map run, the item processor.
  func part(
    of revision: LoadedRevision, _ type: StateMachineType, ofChildOf mapRunARN: String?, _ executionARN: String
  ) async throws(StepFunctionsError) -> MachinePart {
    guard let mapRunARN else { return MachinePart(revision, type) }
    let state: String
    do throws(HostError) {
      state = try await core.host.mapRun(mapRunARN).stateName
    } catch {
      throw StepFunctionsError(error)
    }
    guard let part = MachinePart(.state(state), of: revision) else { throw .executionDoesNotExist(executionARN) }
    return part
  }

  /// What is kept with an execution; with a child of a map run, what is kept with the execution at the top.
  func attributes(of execution: ExecutionDescription) async throws(StepFunctionsError) -> ExecutionAttributes {
    var top = execution
    do throws(HostError) {
      // Maps may stand in the item processors of others.
      while let mapRunARN = top.mapRunARN {
        top = try await core.host.describe(core.host.mapRun(mapRunARN).executionARN)
      }
    } catch {
      throw StepFunctionsError(error)
    }
    return ExecutionAttributes(top.attributes)
  }
}
