public import KoineFormats

extension Runner {
  /// Whether the store has each of the requests, in their order; nothing is run.
  ///
  /// - Complexity: one look-up per request; files that scenarios name are read once.
  /// - Throws: that a file which a scenario names cannot be read, or that the store fails.
  public func areStored(_ requests: [RunRequest]) throws(InputError) -> [Bool] {
    var found: [Bool] = []
    found.reserveCapacity(requests.count)
    for request in requests {
      let digest = try identity.describe(try trimmed(request)).digests.run
      let isStored = try store?.read { db in try RunStore.id(of: digest, version, db) != nil }
      found.append(isStored ?? false)
    }
    return found
  }
}
