internal import OrderedJSON

/// The last pictures used: loops use the same one over and over.
struct PictureCache {
  private var dateTime: (text: String, picture: DateTimePicture)?
  private var number: (text: String, picture: NumberPicture)?

  /// The parsed picture of a date and time.
  mutating func dateTime(_ text: String) throws(JSONataError) -> DateTimePicture {
    if let dateTime, dateTime.text.hasSameUTF8(as: text) { return dateTime.picture }
    let picture = try DateTimePicture(text)
    dateTime = (text, picture)
    return picture
  }

  /// The parsed picture of a number; only those without options are cached.
  mutating func number(_ text: String, _ options: ObjectView?) throws(JSONataError) -> NumberPicture {
    if options == nil, let number, number.text.hasSameUTF8(as: text) { return number.picture }
    let picture = try NumberPicture(text, options)
    if options == nil { number = (text, picture) }
    return picture
  }
}
