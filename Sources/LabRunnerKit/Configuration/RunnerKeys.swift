import LabValues

/// The configuration keys that every runner knows, whatever publishers it was built with.
enum RunnerKeys {
    static let station = SettingKey(
        "station", .text, "The name of this bench; it stands in experiment_started.")

    static let metadata = SettingKey(
        "metadata", .table, wordSeparator: "_",
        "Remarks for the record of every run (sample, operator, project, working_electrode, reference_electrode, "
            + "counter_electrode, electrolyte, notes, or any other name); --meta and --meta-file go before them.")
    static let requiredMetadata = SettingKey(
        "metadata.required", .list, "Remarks without which no run begins, such as sample, operator.")
    /// Remarks that are quantities.
    static let measuredMetadata = [
        SettingKey("metadata.electrode_area", .quantity(.area), "The area of the working electrode."),
        SettingKey("metadata.active_mass", .quantity(.mass), "The mass of the active material."),
        SettingKey("metadata.temperature", .quantity(.temperature), "The temperature of the cell."),
        SettingKey(
            "metadata.uncompensated_resistance", .quantity(.resistance),
            "The resistance between reference and working electrode."),
    ]

    static let limits = LimitName.allCases.map { limit in
        SettingKey("limits.\(limit.rawValue)", .limit(limit, limit.shape), limit.summary)
    }

    static let publisherSink = SettingKey(
        "publishers.*.sink", .text,
        "Where messages go when no --publish is given, under a name of your choice; a directory in it is taken from "
            + "where the runner starts.")
    static let publisherSwitch = SettingKey(
        "publishers.*.enabled", .flag, standard: "true", "Whether this sink is used; without any, file:./runs is.")

    /// All of them, as the reference lists them.
    static let all =
        [station, metadata, requiredMetadata] + measuredMetadata + limits + [publisherSink, publisherSwitch]
        + OutboxSettings.keys + CommandSettings.keys + NotifySettings.keys
}

extension LimitName {
    fileprivate var shape: SettingKey.Shape {
        switch self {
        case .potentialMinimum, .potentialMaximum: .quantity(.potential)
        case .currentMinimum, .currentMaximum: .quantity(.current)
        case .chargeMinimum, .chargeMaximum: .quantity(.charge)
        case .stepTime, .runTime, .silence: .duration(.milliseconds(1) ... .seconds(365 * 86_400))
        case .excessPoints: .integer(0...1_000_000_000)
        }
    }

    fileprivate var summary: String {
        switch self {
        case .potentialMinimum: "The lowest potential; of all limits with one name the tighter one holds."
        case .potentialMaximum: "The highest potential."
        case .currentMinimum: "The lowest (most cathodic) current."
        case .currentMaximum: "The highest (most anodic) current."
        case .chargeMinimum: "The lowest charge of a step."
        case .chargeMaximum: "The highest charge of a step."
        case .stepTime: "The longest time of a step."
        case .runTime: "The longest time of a run."
        case .silence: "The longest time without a point while measuring."
        case .excessPoints: "How many points beyond the prediction are suffered."
        }
    }
}
