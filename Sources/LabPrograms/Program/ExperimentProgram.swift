@_exported public import LabValues

/// An experiment as a value: named, parameterised, made of steps.
///
/// Write a struct, declare its parameters with `@Parameter`, list its steps; it can then be listed, checked, estimated
/// and shown before anything is touched.
public protocol ExperimentProgram: Sendable {
    /// What ``steps`` is; the compiler finds it out.
    associatedtype Body: Steps
    /// One line for lists.
    static var summary: String { get }
    /// What it is called on the command line; the type's name in kebab case unless it says otherwise.
    static var name: String { get }
    /// The program with its default parameters.
    init()
    /// What happens at the bench, in order.
    @StepBuilder var steps: Body { get }
    /// The limits it wants kept; none unless it says otherwise. Those given on the command line stand beside them.
    var limits: SafetyLimits { get }
    /// The state in which a pause between its steps waits.
    var pauseState: PauseState { get }
}

extension ExperimentProgram {
    public static var name: String { String(describing: Self.self).programName }
    public var limits: SafetyLimits { SafetyLimits() }
    public var pauseState: PauseState { .cellOff }
}

extension String {
    /// The name of a program whose type is called so: `ScanRateStudy` and `ScanRateStudyProgram` are `scan-rate-study`.
    var programName: String {
        let suffix = "Program"
        let stem = hasSuffix(suffix) && count > suffix.count ? String(dropLast(suffix.count)) : self
        return stem.kebabCased
    }

    /// `ScanRateStudy` as `scan-rate-study`, `EISScan2` as `eis-scan2`, `scan_rate` as `scan-rate`.
    var kebabCased: String {
        let letters = Array(self)
        var result = ""
        for (place, letter) in letters.enumerated() {
            if letter == "_" || letter == "-" || letter.isWhitespace {
                if !result.isEmpty, !result.hasSuffix("-") { result += "-" }
                continue
            }
            let endsWord = place > 0 && !letters[place - 1].isUppercase
            let endsAcronym = place + 1 < letters.count && letters[place + 1].isLowercase
            if letter.isUppercase, !result.isEmpty, !result.hasSuffix("-"), endsWord || endsAcronym { result += "-" }
            result += letter.lowercased()
        }
        return result
    }
}
