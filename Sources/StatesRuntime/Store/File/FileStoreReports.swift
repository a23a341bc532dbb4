/// What was found when the folder of a ``FileStore`` was opened.
public struct FileStoreOpeningReport: Sendable, Hashable {
  /// How many executions were found.
  public var executions = 0
  /// How many bytes of the last segment were cut off: of commits that were under way when the process ended.
  public var cutBytes: UInt64 = 0
  /// What was damaged and what of it was lost, with file and offset; the first hundred.
  public var problems: [String] = []
  /// How many problems there were.
  public var problemCount = 0

  mutating func add(_ problem: String) {
    problemCount += 1
    if problems.count < 100 { problems.append(problem) }
  }
}

/// What a ``FileStore`` has done since it was opened.
public struct FileStoreStatistics: Sendable, Hashable {
  /// Commits that were made.
  public var commits = 0
  /// Changes of those commits.
  public var changes = 0
  /// How often commits were written; those of one batch were written together.
  public var batches = 0
  /// How many commits the largest batch had.
  public var largestBatch = 0
  /// How often a segment was made durable: with many callers, less often than commits.
  public var syncs = 0
  /// Bytes that were written for commits, without those of compactions.
  public var writtenBytes: UInt64 = 0
  /// Segments in use.
  public var segments = 0
  /// Bytes of the segments in use.
  public var bytes: UInt64 = 0
  /// Compactions that were completed.
  public var compactions = 0
  /// Why the last compaction was given up; `nil` if it was completed. It is tried again when more has been written.
  public var compactionProblem: String?
}
