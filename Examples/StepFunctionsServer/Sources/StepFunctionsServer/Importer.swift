import Foundation
import Logging
import ServiceLifecycle
import StepFunctions

/// Makes a state machine of every `*.asl.json` in a folder, and changes it when its file has changed.
///
/// The name of the state machine is that of the file; `<name>.express.asl.json` makes an express one. A file that is not
/// valid is told and passed over.
struct Importer: Sendable {
  let folder: String
  let service: @Sendable () -> StepFunctionsService
  let logger: Logger

  /// What a file looked like when it was read.
  struct Stamp: Hashable {
    var modified: Date
    var size: Int
  }

  /// Looks through the folder once.
  ///
  /// - Parameter known: what has been read before; those files are passed over until they change.
  /// - Throws: ``ServerProblem`` when the folder cannot be read.
  func look(_ known: inout [String: Stamp]) async throws {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw ServerProblem("the folder '\(folder)' cannot be read: \(error.localizedDescription)")
    }
    for name in names where name.hasSuffix(".asl.json") {
      let path = folder + "/" + name
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
        let modified = attributes[.modificationDate] as? Date, let size = attributes[.size] as? Int
      else { continue }
      let stamp = Stamp(modified: modified, size: size)
      guard known[name] != stamp else { continue }
      known[name] = stamp
      guard size <= 1_048_576 else {
        logger.error("not imported: the file is larger than a definition may be", metadata: ["file": "\(path)"])
        continue
      }
      guard let bytes = FileManager.default.contents(atPath: path) else { continue }
      await put(name, String(decoding: bytes, as: UTF8.self), path)
    }
  }

  private func put(_ file: String, _ definition: String, _ path: String) async {
    var name = String(file.dropLast(".asl.json".count))
    let isExpress = name.hasSuffix(".express")
    if isExpress { name = String(name.dropLast(".express".count)) }
    let service = service()
    let role = "arn:aws:iam::\(service.account):role/imported"
    do throws(StepFunctionsError) {
      do throws(StepFunctionsError) {
        let made = try await service.createStateMachine(
          name: name, definition: definition, roleArn: role, type: isExpress ? .express : .standard)
        logger.info("imported", metadata: ["file": "\(path)", "stateMachine": "\(made.stateMachineArn)"])
      } catch  where error.code == .stateMachineAlreadyExists {
        let arn = "arn:aws:states:\(service.region):\(service.account):stateMachine:\(name)"
        _ = try await service.updateStateMachine(stateMachineArn: arn, definition: definition)
        logger.info("changed", metadata: ["file": "\(path)", "stateMachine": "\(arn)"])
      }
    } catch {
      logger.error("not imported: \(error.message)", metadata: ["file": "\(path)", "code": "\(error.code.rawValue)"])
    }
  }
}

/// Looks at the folder again and again.
struct ImportWatch: Service {
  let server: Server
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do { try await Task.sleep(for: .milliseconds(500)) } catch { return }
        do {
          try await server.importOnce()
        } catch {
          logger.error("\(error)")
        }
      }
    }
  }
}
