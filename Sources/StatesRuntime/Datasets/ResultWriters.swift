import OrderedJSON
import StatesEngine

/// Writes the results of a distributed Map.
enum ResultWriters {
  static func write(_ request: ResultWritingRequest, to store: any DatasetStore) -> Result<JSON, DatasetError> {
    .failure(DatasetError(error: "States.ResultWriterFailed", cause: "no writer for \(request.resource)"))
  }
}
