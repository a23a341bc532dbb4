import StatesLanguage

extension Execution {
  /// How many children of a map run may run at the same time.
  ///
  /// - Parameter maxConcurrency: `MaxConcurrency`; 0 for the maximum.
  func childrenAtOnce(_ maxConcurrency: Int) -> Int {
    let most = max(1, quotas.maximumDistributedConcurrency)
    return maxConcurrency <= 0 ? most : min(maxConcurrency, most)
  }

  /// Changes the settings of a map run that is running.
  ///
  /// - SeeAlso: Step Functions API, "UpdateMapRun".
  mutating func updateMapRun(
    _ arn: String, maxConcurrency: Int?, toleratedCount: Int?, toleratedPercentage: Double?
  ) {
    guard let b = branches.indices.first(where: { runs(arn, in: $0) }) else { return }
    let run = Int(branches[b].mapRun)
    if let maxConcurrency {
      mapRuns[run].maxConcurrency = max(maxConcurrency, 0)
      mapRuns[run].concurrency = childrenAtOnce(maxConcurrency)
    }
    if let toleratedCount { mapRuns[run].tolerated.count = max(toleratedCount, 0) }
    if let toleratedPercentage, !toleratedPercentage.isNaN {
      mapRuns[run].tolerated.percentage = min(max(toleratedPercentage, 0), 100)
    }
    let needsTotal = mapRuns[run].tolerated.needsTotal
    mapRuns[run].reading?.countsItems = needsTotal
    if mapRuns[run].failure == nil { continueMapRun(b) }
  }

  /// Whether a map run is running in a branch.
  private func runs(_ arn: String, in b: Int) -> Bool {
    guard case .awaitingMapRun = branches[b].phase, branches[b].mapRun >= 0 else { return false }
    let run = mapRuns[Int(branches[b].mapRun)]
    return run.arn == arn && run.status == .running
  }
}
