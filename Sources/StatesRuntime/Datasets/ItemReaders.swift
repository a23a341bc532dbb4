import OrderedJSON
import StatesEngine

/// Reads the items of a distributed Map's dataset.
enum ItemReaders {
  static func read(_ request: ItemReadingRequest, from store: any DatasetStore) -> Result<[MapRunItem], DatasetError> {
    .failure(DatasetError(error: "States.ItemReaderFailed", cause: "no reader for \(request.resource)"))
  }
}
