import Configuration

/// The settings of one YAML text, for a `ConfigReader`.
///
/// The library's own file provider would read the file a second time, when it may have changed.
struct YAMLProvider: ConfigProvider {
    private let yaml: YAMLSnapshot

    /// Reads a text that `YAMLOutline` has accepted.
    init(_ file: ConfigurationFile) throws {
        let bytes = Array(file.text.utf8)
        yaml = try YAMLSnapshot(data: bytes.span.bytes, providerName: file.path, parsingOptions: .default)
    }

    var providerName: String { yaml.providerName }

    func value(forKey key: AbsoluteConfigKey, type: ConfigType) throws -> LookupResult {
        try yaml.value(forKey: key, type: type)
    }

    func fetchValue(forKey key: AbsoluteConfigKey, type: ConfigType) async throws -> LookupResult {
        try value(forKey: key, type: type)
    }

    func snapshot() -> any ConfigSnapshot { yaml }

    func watchValue<Return: ~Copyable>(
        forKey key: AbsoluteConfigKey, type: ConfigType,
        updatesHandler: (ConfigUpdatesAsyncSequence<Result<LookupResult, any Error>, Never>) async throws -> Return
    ) async throws -> Return {
        try await watchValueFromValue(forKey: key, type: type, updatesHandler: updatesHandler)
    }

    func watchSnapshot<Return: ~Copyable>(
        updatesHandler: (ConfigUpdatesAsyncSequence<any ConfigSnapshot, Never>) async throws -> Return
    ) async throws -> Return {
        try await watchSnapshotFromSnapshot(updatesHandler: updatesHandler)
    }
}
