// Runs a definition with what `asl run` has no option for: datasets in a folder, redrives, any setting at any value.
//
//     drive DEFINITION [--input FILE] [--folder ROOT] [--redrives N] [--quota NAME=VALUE]... [--unlimited]
//
// Tasks answer with their input. Prints how the execution ended as JSON. Exit status: 0 it succeeded, 1 it did not or the
// definition is invalid, 2 incorrect usage.
import Foundation
import StatesTesting

struct Wrong: Error { let message: String }

/// Every quota by its name; those that may be absent take `none`.
func set(_ setting: String, in quotas: inout ExecutionQuotas) throws {
  let parts = setting.split(separator: "=").map(String.init)
  let paths: [String: WritableKeyPath<ExecutionQuotas, Int>] = [
    "maximumInlineConcurrency": \.maximumInlineConcurrency,
    "maximumDistributedConcurrency": \.maximumDistributedConcurrency, "maximumDepth": \.maximumDepth,
    "maximumResultFileBytes": \.maximumResultFileBytes,
  ]
  let optionalPaths: [String: WritableKeyPath<ExecutionQuotas, Int?>] = [
    "maximumPayloadBytes": \.maximumPayloadBytes, "maximumHistoryEvents": \.maximumHistoryEvents,
    "maximumVariableBytes": \.maximumVariableBytes, "maximumTotalVariableBytes": \.maximumTotalVariableBytes,
    "maximumExpressSeconds": \.maximumExpressSeconds,
  ]
  guard parts.count == 2, let value = parts[1] == "none" ? .some(nil) : Int(parts[1]).map({ $0 as Int? }) else {
    throw Wrong(message: "--quota takes NAME=NUMBER or NAME=none, not '\(setting)'")
  }
  if let path = optionalPaths[parts[0]] {
    quotas[keyPath: path] = value
  } else if let path = paths[parts[0]], let value {
    quotas[keyPath: path] = value
  } else {
    throw Wrong(
      message: "no quota '\(setting)'; there are: \((Array(paths.keys) + Array(optionalPaths.keys)).sorted())")
  }
}

func read(_ path: String) throws -> [UInt8] {
  guard let data = FileManager.default.contents(atPath: path) else { throw Wrong(message: "\(path): cannot be read") }
  return [UInt8](data)
}

func drive(_ arguments: [String]) throws -> Int32 {
  var definition: String?
  var input: JSON = [:]
  var quotas = ExecutionQuotas.service
  var redrives = 0
  var resources = ResourceRouter()
  resources.otherwise { TaskReport(.succeeded($0.input)) }
  var driver = VirtualTimeDriver(resources: resources)
  var rest = arguments[...]
  func value(_ option: String) throws -> String {
    guard let value = rest.popFirst() else { throw Wrong(message: "\(option) takes a value") }
    return value
  }
  while let argument = rest.popFirst() {
    switch argument {
    case "--input": input = try JSON(parsing: try read(try value(argument)))
    case "--folder": driver.datasets = FolderDatasetStore(root: try value(argument))
    case "--redrives": redrives = Int(try value(argument)) ?? 0
    case "--quota": try set(try value(argument), in: &quotas)
    case "--unlimited": quotas = .unlimited
    default: definition = argument
    }
  }
  guard let definition else { throw Wrong(message: "no definition") }
  let machine = try StateMachine(parsing: try read(definition))
  var result = driver.run(
    Execution(
      machine, input: input, identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0),
      quotas: quotas))
  for _ in 0..<redrives where result.execution.redriveProblem == nil { result = try driver.redrive(result) }
  let report: JSON = [
    "status": .string(result.status.rawValue), "error": result.error.map { .string($0) } ?? .null,
    "cause": result.cause.map { .string(String($0.prefix(300))) } ?? .null,
  ]
  print(report)
  return result.status == .succeeded ? 0 : 1
}

do {
  exit(try drive(Array(CommandLine.arguments.dropFirst())))
} catch let error as InvalidDefinition {
  print(error)
  exit(1)
} catch {
  FileHandle.standardError.write(Data("drive: \(error)\n".utf8))
  exit(2)
}
