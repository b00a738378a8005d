public import LabValues

/// What one step does.
public enum Action: Sendable {
    /// Runs a technique and records its points.
    case measure(Technique)
    /// Waits, the cell off, and records nothing.
    case rest(Duration)
    /// Records a text as an event.
    case note(String)
    /// Runs an author's code.
    case perform(PerformBody)

    /// The short word for the step in paths and lists: a technique's code, or the name of what is done.
    public var name: String {
        switch self {
        case .measure(let technique): technique.code.rawValue
        case .rest: "Rest"
        case .note: "Note"
        case .perform(let body): body.name
        }
    }

    /// What tells it from its neighbours.
    var title: String {
        switch self {
        case .measure(let technique): technique.value.title
        case .rest(let duration): "Rest \(duration.userText)"
        case .note: "Note"
        case .perform(let body): body.name
        }
    }

    /// Whether running it again spoils nothing.
    var isHarmlessToRepeat: Bool {
        switch self {
        case .measure(.openCircuit), .rest, .note: true
        case .measure, .perform: false
        }
    }
}
