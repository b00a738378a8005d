/// The head of a measurement loop.
struct ScriptMeasurement: Equatable {
    enum Technique: String, CaseIterable {
        case linearSweep = "meas_loop_lsv"
        case cyclic = "meas_loop_cv"
        case chronoamperometry = "meas_loop_ca"
        case openCircuit = "meas_loop_ocp"

        /// The four digits after `M`.
        var identifier: String {
            switch self {
            case .linearSweep: "0000"
            case .cyclic: "0005"
            case .chronoamperometry: "0007"
            case .openCircuit: "000B"
            }
        }

        /// How many variables it fills: potential and current, or potential alone.
        var outputCount: Int { self == .openCircuit ? 1 : 2 }

        /// How many settings follow them.
        var settingCount: Int {
            switch self {
            case .linearSweep: 4
            case .cyclic: 5
            case .chronoamperometry: 3
            case .openCircuit: 2
            }
        }
    }

    var technique: Technique
    var outputs: [Int]
    var settings: [ScriptOperand]
    var scans: ScriptOperand?
}
