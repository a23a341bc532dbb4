import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A distributed Map over a dataset on disk.
enum Distributed {
  /// So many lines of JSONL, an express child for each, results written as `COMPACT` beside the dataset: memory must not
  /// grow with them beyond a few bytes each.
  static func map(items: Int) throws -> JSON.Object {
    let folder = (getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp") + "/scale-driver-\(getpid())"
    guard mkdir(folder, 0o700) == 0, mkdir(folder + "/data", 0o700) == 0 else { throw Failure(folder) }
    defer { remove(folder) }
    guard let file = fopen(folder + "/data/items.jsonl", "w") else { throw Failure(folder) }
    for number in 0..<items { fputs("{\"id\":\(number),\"name\":\"item \(number)\"}\n", file) }
    fclose(file)
    let machine = try StateMachine(
      parsing: """
        {"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,
        "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSONL"},
        "Parameters":{"Bucket":"data","Key":"items.jsonl"}},
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},
        "StartAt":"Step","States":{"Step":{"Type":"Pass","End":true}}},
        "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"data","Prefix":"out"},
        "WriterConfig":{"Transformation":"COMPACT","OutputType":"JSONL"}}}}}
        """)
    let before = Process.residentBytes()
    let identity = ExecutionIdentity(stateMachineName: "Distributed", name: "run")
    let driver = VirtualTimeDriver(datasets: FolderDatasetStore(root: folder))
    var result: ExecutionResult?
    let running = Process.milliseconds {
      result = driver.run(Execution(machine, input: [:], identity: identity, seed: .fixed(0)))
    }
    let run = result?.mapRuns.first
    return [
      "items": .integer(items), "run_cpu_ms": running, "status": .string(result?.status.rawValue ?? ""),
      "succeeded": .integer(run?.itemCounts.succeeded ?? 0),
      "before_mb": Process.rounded(Double(before) / 1_048_576), "peak_mb": Process.peakMegabytes(),
    ]
  }

  private struct Failure: Error {
    let path: String

    init(_ path: String) { self.path = path }
  }

  /// Removes a folder with all that is in it.
  private static func remove(_ folder: String) {
    guard let handle = opendir(folder) else { return }
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      let path = folder + "/" + name
      if unlink(path) != 0 { remove(path) }
    }
    closedir(handle)
    rmdir(folder)
  }
}
