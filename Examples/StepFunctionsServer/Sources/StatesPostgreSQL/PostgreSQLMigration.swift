#if PostgreSQL
  import StatesRuntime

  /// Brings a schema up to date; of several processes that do, one at a time.
  enum PostgreSQLMigration {
    static func run(_ location: PostgreSQLLocation) throws {
      let connection = try PostgreSQLConnection(
        location.url, configuration: PostgreSQLQueries.configure(schema: location.schema))
      try connection.run(PostgreSQLQueries.begin)
      // The connection is given up afterwards, and with it the transaction, if something fails.
      try connection.run(PostgreSQLQueries.lockSchema)
      try connection.run(PostgreSQLQueries.createSchema(location.schema))
      let version = try connection.run([PostgreSQLStatement(PostgreSQLQueries.readVersion)])[0].integer(0, 0)
      guard version <= PostgreSQLQueries.version, let from = Int(exactly: version), from >= 0 else {
        throw StoreError.unsupportedVersion(
          file: location.schema, version: UInt32(clamping: version),
          supported: UInt32(clamping: PostgreSQLQueries.version))
      }
      if from < PostgreSQLQueries.version {
        for migration in PostgreSQLQueries.migrations.dropFirst(from) { try connection.run(migration) }
        _ = try connection.run([
          PostgreSQLStatement(PostgreSQLQueries.deleteVersion),
          PostgreSQLStatement(PostgreSQLQueries.writeVersion, .integer(Int64(PostgreSQLQueries.version))),
        ])
      }
      try connection.run(PostgreSQLQueries.commit)
    }
  }
#endif
