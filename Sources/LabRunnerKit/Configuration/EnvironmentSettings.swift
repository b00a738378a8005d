import LabValues

/// Which settings stand in the environment: `LAB_STATION`, `LAB_KAFKA_CA_FILE`, …
struct EnvironmentSettings: Sendable {
    private(set) var settings: [WrittenSetting] = []
    private(set) var faults: [SettingFault] = []
    /// Sentences about variables that look like ours and are none.
    private(set) var warnings: [String] = []

    /// Lists those of `variables` that begin with `LAB_`.
    ///
    /// - Parameter known: names that stand in the file; of two that one variable may mean, such a one is meant.
    init(_ variables: some Sequence<String>, beside known: [String], _ catalog: SettingCatalog) {
        let names = Dictionary(known.map { (SettingKey.environmentName(of: $0), [$0]) }) { $0 + $1 }
        for variable in variables.sorted() where variable.hasPrefix("LAB_") {
            if let named = names[variable] {
                settings += named.map { WrittenSetting(name: $0, source: variable) }
            } else if let name = catalog.name(ofVariable: variable) {
                settings.append(WrittenSetting(name: name, source: variable))
            } else if catalog.hasGroup(ofVariable: variable) {
                let nearest = catalog.nearestVariable(to: variable)
                faults.append(.unknown(key: variable, source: "the environment", nearest: nearest))
            } else {
                warnings.append("The environment variable \(variable.shownBriefly) is no setting of this runner.")
            }
        }
    }
}
