/// A text that goes into the record as a `note` event.
public struct RecordNote: Steps {
    private let text: String

    /// Records `text`.
    public init(_ text: String) { self.text = text }

    public var nodes: [StepNode] { [StepNode(.action(.note(text)))] }
}
