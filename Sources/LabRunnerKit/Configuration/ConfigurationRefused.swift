import LabValues

/// Everything that is wrong with the configuration; nothing was touched.
struct ConfigurationRefused: LabFault, Hashable {
    /// At least one.
    let faults: [SettingFault]

    var recovery: Recovery { .refuse }
    var code: String { "invalid_input" }

    /// Up to twenty faults, a line each, with what to do about them when there are several.
    var description: String {
        guard faults.count > 1 else { return faults.map(\.description).joined() }
        let shown = faults.prefix(20).map(\.sentences)
        let more = faults.count > shown.count ? ["… and \(faults.count - shown.count) more."] : []
        return (shown + more).joined(separator: "\n")
    }

    var hint: String? { faults.count == 1 ? faults.first?.hint : nil }
}

extension SettingFault {
    /// What is wrong and what to do.
    var sentences: String { description + (hint.map { " " + $0 } ?? "") }
}
