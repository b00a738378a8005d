import FoundationEssentials
import LabPublishing
import LabValues

/// What file and environment say, read and checked as a whole: the environment goes before the file.
struct RunnerConfiguration: Sendable {
    /// The keys that can be set.
    let catalog: SettingCatalog
    /// What is set.
    let settings: Settings
    /// What looks wrong and is none of our business, in sentences.
    let warnings: [String]

    /// Reads and checks everything that is set, whether this run needs it or not. Blocks for a few small files.
    ///
    /// - Parameter file: the file of `--config`; nil for none.
    /// - Throws: `ConfigurationRefused` with all faults at once.
    init(
        file: String?, environment: [String: String] = ProcessInfo.processInfo.environment,
        publishers: PublisherCatalog, listeners: ListenerCatalog = ListenerCatalog()
    ) throws(ConfigurationRefused) {
        catalog = SettingCatalog(publishers, listeners)
        guard file != nil || environment.keys.contains(where: { $0.hasPrefix("LAB_") }) else {
            (settings, warnings) = (Settings(), [])
            return
        }
        let reader: ConfigurationReader
        do throws(SettingFault) {
            let file = try file.map { path throws(SettingFault) in try ConfigurationFile(path) }
            reader = try ConfigurationReader(file: file, environment: environment, catalog)
        } catch {
            throw ConfigurationRefused(faults: [error])
        }
        let faults = reader.faults + SettingChecks(reader.settings, catalog, publishers, listeners).faults
        guard faults.isEmpty else { throw ConfigurationRefused(faults: faults) }
        (settings, warnings) = (reader.settings, reader.warnings)
    }
}
