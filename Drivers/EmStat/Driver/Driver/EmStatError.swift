import LabValues

/// What can go wrong with an instrument that answers.
enum EmStatError: LabFault, Hashable {
    /// The script was refused; nothing ran.
    case scriptRefused(DeviceReport, scriptLine: String?)
    /// The script stopped while it ran; `on_finished:` was not reached.
    case scriptFailed(DeviceReport, scriptLine: String?)
    /// A command was refused.
    case commandRefused(command: String, DeviceReport)
    /// The script ended by itself before all points had come.
    case endedEarly(points: Int, expected: Int)
    /// The script went on after it was told to stop.
    case goesOn(waited: Duration)
    /// Another conversation is on the wire.
    case busy
    /// `makeSafe` ended the measurement.
    case interrupted
    /// Nobody has asked yet who answers.
    case notIdentified
    /// The technique was checked for another model than the one connected.
    case otherModel(checkedFor: String, connected: String)
    /// Nothing is being measured that could be held or resumed.
    case nothingToHold
    /// The device did not answer a hold or a resume.
    case holdUnanswered
    /// The device waits for firmware.
    case bootloader
    /// The device refuses the open-circuit check: the cell is on although it was told otherwise.
    case cellStillOn
    /// Another device answers than the one identified.
    case otherDevice(expected: String, answers: String)

    var recovery: Recovery {
        switch self {
        case .busy, .notIdentified, .otherModel, .nothingToHold, .bootloader: .refuse
        case .scriptRefused, .scriptFailed, .commandRefused, .endedEarly, .goesOn, .interrupted, .holdUnanswered,
            .cellStillOn, .otherDevice:
            .cellOffAndStop
        }
    }

    var code: String {
        switch self {
        case .bootloader, .otherDevice: "wrong_instrument"
        case .otherModel: "invalid_input"
        default: "instrument_error"
        }
    }

    var description: String {
        switch self {
        case .scriptRefused(let report, let line): "The instrument refused the script: \(report)\(Self.shown(line))."
        case .scriptFailed(let report, let line): "The script failed while it ran: \(report)\(Self.shown(line))."
        case .commandRefused(let command, let report): "The instrument refused “\(command)”: \(report)."
        case .endedEarly(let points, let expected): "The script ended after \(points) of \(expected) points."
        case .goesOn(let waited): "The script went on for \(waited.roundedText) after it was told to stop."
        case .busy: "The instrument is busy with another request."
        case .interrupted: "The measurement was ended to make the instrument safe."
        case .notIdentified: "The instrument has not been identified yet."
        case .otherModel(let checked, let connected):
            "The technique was checked for \(checked), but an \(connected) is connected."
        case .nothingToHold: "Nothing is being measured that could be held or resumed."
        case .holdUnanswered: "The instrument did not answer a hold or a resume."
        case .bootloader: "The instrument is in its bootloader and measures nothing."
        case .cellStillOn: "The instrument says that the cell is still on."
        case .otherDevice(let expected, let answers):
            "The device with the serial number \(answers) answers where \(expected) was identified."
        }
    }

    var hint: String? {
        switch self {
        case .bootloader: "Disconnect the instrument from its power and its USB for a few seconds, then try again."
        case .cellStillOn, .goesOn: "Disconnect the electrodes, or switch the instrument off."
        default: nil
        }
    }

    private static func shown(_ line: String?) -> String { line.map { " — “\($0)”" } ?? "" }
}

/// A measurement failed while the cell may have been on: the cause, and what is known of the cell.
struct MeasurementFailed: LabFault {
    /// What happened.
    let cause: any LabFault
    /// Whether a script that switches the cell off ran to its end afterwards. False says nothing: the cell may be on.
    let ranCellOff: Bool

    /// A wire that is gone is waited for; everything else ends the run.
    var recovery: Recovery { cause.recovery == .waitForLink ? .waitForLink : .cellOffAndStop }
    var code: String { cause.code }
    var hint: String? { cause.hint }
    var description: String {
        let cell =
            ranCellOff ? "A script that switches the cell off ran to its end." : "The cell may have been left on."
        return "\(cause.description) \(cell)"
    }
}
