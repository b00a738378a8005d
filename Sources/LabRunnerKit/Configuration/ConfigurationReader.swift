import Configuration
import LabValues

/// Reads the values of file and environment through swift-configuration; the environment goes before the file.
///
/// Only its `required…` getters are used: those with a default take it for a malformed value too. Which keys there are
/// is listed beside it, as it cannot say; absence is thereby decided here.
struct ConfigurationReader {
    private(set) var settings = Settings()
    private(set) var faults: [SettingFault]
    let warnings: [String]

    private let file: ConfigurationFile?
    private let catalog: SettingCatalog

    /// Reads all that is set; whether the values fit is for `SettingChecks` to say.
    ///
    /// - Throws: `SettingFault.file` when the file as a whole cannot be used.
    init(
        file: ConfigurationFile?, environment: [String: String], _ catalog: SettingCatalog
    ) throws(SettingFault) {
        (self.file, self.catalog) = (file, catalog)
        let outline = try file.map { file throws(SettingFault) in try YAMLOutline(file, catalog) }
        let inFile = outline?.settings ?? []
        let variables = EnvironmentSettings(environment.keys, beside: inFile.map(\.name), catalog)
        (faults, warnings) = ((outline?.faults ?? []) + variables.faults, variables.warnings)
        let overridden = Set(variables.settings.map(\.name))
        let environmentReader = ConfigReader(
            provider: EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "lab"))
        for written in variables.settings { read(written, from: environmentReader) }
        guard let file, !inFile.isEmpty, let provider = try provider(of: file) else { return }
        let fileReader = ConfigReader(provider: provider)
        for written in inFile {
            keepSecret(written, in: file)
            if !overridden.contains(written.name) { read(written, from: fileReader, beside: file) }
        }
    }

    /// Nil when the file has faults by which the library refuses it whole.
    private func provider(of file: ConfigurationFile) throws(SettingFault) -> YAMLProvider? {
        do {
            return try YAMLProvider(file)
        } catch {
            guard faults.isEmpty else { return nil }
            throw .file(path: file.path, line: nil, why: "is no YAML that can be read")
        }
    }

    private mutating func read(
        _ written: WrittenSetting, from reader: ConfigReader, beside file: ConfigurationFile? = nil
    ) {
        guard let key = catalog.key(named: written.name) else { return }
        let place = ConfigKey(written.name.split(separator: ".", omittingEmptySubsequences: false).map(String.init))
        let isHidden = key.hides(written.name)
        do {
            var text =
                written.isList
                ? try reader.requiredStringArray(forKey: place, isSecret: isHidden).joined(separator: ", ")
                : try reader.requiredString(forKey: place, isSecret: isHidden)
            if let file { text = file.resolved(text, as: key.shape) }
            settings[named: written.name] = Settings.Value(text, from: written.source)
        } catch {
            faults.append(
                .wrongKind(key: written.name, source: written.source, expected: key.shape.expectation))
        }
    }

    /// A secret may stand in the file only when nobody else can read it, even when the environment goes before it.
    private mutating func keepSecret(_ written: WrittenSetting, in file: ConfigurationFile) {
        guard !file.isPrivate, catalog.key(named: written.name)?.hides(written.name) == true else { return }
        faults.append(.exposed(key: written.name, source: written.source))
    }
}
