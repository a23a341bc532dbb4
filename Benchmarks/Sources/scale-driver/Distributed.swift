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
    let folder = try TemporaryFolder.make()
    defer { TemporaryFolder.remove(folder) }
    guard mkdir(folder + "/data", 0o700) == 0, let file = fopen(folder + "/data/items.jsonl", "w") else {
      throw Failure(folder)
    }
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
}
