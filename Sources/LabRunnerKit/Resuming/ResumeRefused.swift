import LabOutbox
import LabValues

/// Why an experiment is not gone on with; nothing was changed.
enum ResumeRefused: LabFault, Hashable {
    /// What was typed is neither an experiment's directory nor a name that is known here.
    case unknown(String)
    /// A process works on it.
    case live(ExperimentID, by: OutboxHolder)
    /// It came to its end.
    case completed(ExperimentID, program: String)
    /// Nobody can say how far its `seq` went.
    case noOutbox(ExperimentID, state: String)
    /// Its outbox writes to other directories.
    case otherDirectory(String, known: [String])
    /// Its files could not be brought level with its outbox.
    case notLevel(ExperimentID, [String])
    /// How it began is not known any more.
    case noBeginning(ExperimentID)
    /// Program or parameters are others; sentences.
    case differs([String], program: String, version: String)
    /// The instruments are others; a sentence.
    case otherInstruments(String, recorded: [String])
    /// There is no such step.
    case noSuchStep(String, nearest: String?)
    /// A step that author code asked for is no place to begin.
    case insideStep(String, String)
    /// A loop that ends on data was left in the middle, and what it had measured is gone.
    case insideLoop(String, next: String?)

    var recovery: Recovery { .refuse }
    var code: String { "invalid_input" }

    var description: String {
        switch self {
        case .unknown(let text):
            "“\(text)” is neither an experiment's directory nor an experiment that is known here."
        case .live(let id, let holder): "\(id) is still running: it is held by \(holder)."
        case .completed(let id, _): "\(id) is completed: there is nothing left to do."
        case .noOutbox(let id, let state): "There is no outbox of \(id) in \(state), so nobody knows its last seq."
        case .otherDirectory(let path, let known):
            "The outbox of this experiment writes to \(known.joined(separator: ", ")), not to \(path)."
        case .notLevel(let id, let troubles):
            "The files of \(id) cannot be brought level with its outbox: \(troubles.joined(separator: " "))"
        case .noBeginning(let id): "How \(id) began is not known any more: its experiment_started is missing."
        case .differs(let sentences, _, _):
            "This is not what was begun: " + sentences.joined(separator: "; ") + "."
        case .otherInstruments(let sentence, _): sentence
        case .noSuchStep(let text, _): "There is no step “\(text)” in this experiment."
        case .insideStep(let path, let step):
            "“\(path)” is a part of the step “\(step)”, which can only begin as a whole."
        case .insideLoop(let path, _):
            "The loop “\(path)” was left in the middle, and what its condition needs to know is gone."
        }
    }

    var hint: String? {
        switch self {
        case .unknown: "Name the directory: lab-runner resume runs/EXPERIMENT_ID; lab-runner outbox status lists names."
        case .live: "Stop it first, or wait until it has ended."
        case .completed(_, let program):
            "To run steps again in the same experiment: --from STEP. To begin a new one: lab-runner run \(program)."
        case .noOutbox: "Name the state directory it was run with: --state DIR. Otherwise begin a new run."
        case .otherDirectory: "Name that directory, or the experiment alone."
        case .notLevel: "See lab-runner outbox status."
        case .noBeginning: "Begin a new run."
        case .differs(_, let program, let version):
            "Begin a new run: lab-runner run \(program). To go on with this one, use the program as it was "
                + "(it was begun by lab-runner \(version))."
        case .otherInstruments(_, let recorded): "It was begun with \(recorded.joined(separator: ", "))."
        case .noSuchStep(_, let nearest):
            (nearest.map { "Did you mean “\($0)”? " } ?? "")
                + "A step is named by its step_path or its step_index; lab-runner plan shows the paths."
        case .insideStep(_, let step): "Begin with it: --from '\(step)'."
        case .insideLoop(let path, let next):
            "Begin the loop again from its first round: --from '\(path)'"
                + (next.map { "; or go on behind it: --from '\($0)'." } ?? ".")
        }
    }
}
