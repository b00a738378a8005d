import Glibc
import LabPublishing
import LabValues

/// Holds every value against what may stand there, used or not.
struct SettingChecks {
    private(set) var faults: [SettingFault] = []

    private let settings: Settings

    /// Checks all that is set.
    init(
        _ settings: Settings, _ catalog: SettingCatalog, _ publishers: PublisherCatalog, _ listeners: ListenerCatalog
    ) {
        self.settings = settings
        for (name, value) in settings.values.sorted(by: { $0.key < $1.key }) {
            guard let key = catalog.key(named: name) else { continue }
            if let fault = settings.fault(of: key, named: name) ?? Self.fileFault(key, name, value) {
                faults.append(fault)
            }
        }
        check { () throws(SettingFault) in _ = try SafetyLimits(settings) }
        check { () throws(SettingFault) in _ = try settings.configuredSinks(among: publishers) }
        check { () throws(SettingFault) in _ = try CommandSettings(settings) }
        check { () throws(SettingFault) in _ = try settings.configuredListeners(among: listeners) }
        check { () throws(SettingFault) in _ = try NotifySettings(settings) }
    }

    /// Rules over several keys; what is wrong with one alone has been said.
    private mutating func check(_ rule: () throws(SettingFault) -> Void) {
        do throws(SettingFault) { try rule() } catch {
            if !faults.contains(where: { $0.key == error.key }) { faults.append(error) }
        }
    }

    private static func fileFault(_ key: SettingKey, _ name: String, _ value: Settings.Value) -> SettingFault? {
        switch key.shape {
        case .secretFile:
            do throws(SecretFileFault) { try SecretFile(value.text).check() } catch {
                return .secretFile(key: name, source: value.source, fault: error)
            }
            return nil
        case .file:
            var facts = stat()
            guard stat(value.text, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, access(value.text, R_OK) == 0 else {
                return .malformed(
                    key: name, source: value.source, text: value.text, expected: "a file that can be read")
            }
            return nil
        default: return nil
        }
    }
}

extension SettingFault {
    /// Which key it is about; nil when about a file.
    var key: String? {
        switch self {
        case .unknown(let key, _, _), .malformed(let key, _, _, _), .wrongKind(let key, _, _), .repeated(let key, _),
            .missing(let key, _), .exposed(let key, _), .secretFile(let key, _, _):
            key
        case .file: nil
        }
    }
}
