public import LabValues

/// The keys whose signatures count here.
public struct KeyRing: Sendable {
    private var keys: [String: SigningKey] = [:]

    /// No keys: no signature counts.
    public init() {}

    /// The given keys.
    ///
    /// - Throws: `KeyFault.repeated`.
    public init(_ keys: [SigningKey]) throws(KeyFault) {
        for key in keys {
            guard self.keys.updateValue(key, forKey: key.id) == nil else { throw .repeated(id: key.id) }
        }
    }

    /// The keys in files, each by the name that messages call it.
    ///
    /// - Throws: `KeyFault` for the first that cannot be used.
    public init(files: [(id: String, path: String)]) throws(KeyFault) {
        var keys: [SigningKey] = []
        for file in files { keys.append(try KeyFile.read(file.path, id: file.id)) }
        try self.init(keys)
    }

    /// Whether there is any key.
    public var isEmpty: Bool { keys.isEmpty }

    /// The key called `id`.
    public subscript(id: String) -> SigningKey? { keys[id] }
}
