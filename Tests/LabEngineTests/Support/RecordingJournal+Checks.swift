import LabValues
import Testing

extension RecordingJournal {
    private static let endings: Set<EventName> = [.stepCompleted, .stepFailed, .stepInterrupted, .stepSkipped]

    /// What holds for every run: one last word, and one ending for each step, with its index and path.
    func checkCompleteness(sourceLocation: SourceLocation = #_sourceLocation) {
        let events = messages.compactMap(\.event)
        #expect(
            events.filter { $0.name == .experimentFinished }.count == 1, "one last word", sourceLocation: sourceLocation
        )
        #expect(messages.last?.event?.name == .experimentFinished, "nothing after it", sourceLocation: sourceLocation)
        let starts = events.filter { $0.name == .stepStarted }.map { Self.place($0.data) }
        let ends = events.filter { Self.endings.contains($0.name) }.map { Self.place($0.data) }
        #expect(Set(starts).count == starts.count, "an index occurs once", sourceLocation: sourceLocation)
        #expect(starts.sorted() == ends.sorted(), "each step has one ending", sourceLocation: sourceLocation)
        checkPauses(sourceLocation: sourceLocation)
        for start in starts {
            let began = messages.firstIndex {
                $0.event.map { $0.name == .stepStarted && Self.place($0.data) == start } ?? false
            }
            let ended = messages.firstIndex {
                $0.event.map { Self.endings.contains($0.name) && Self.place($0.data) == start } ?? false
            }
            if let began, let ended { #expect(began < ended, sourceLocation: sourceLocation) }
        }
    }

    /// Every `resumed` ends a `paused`, and each pause has at most one of either.
    private func checkPauses(sourceLocation: SourceLocation) {
        let edges = events.filter { $0 == "paused" || $0 == "resumed" }
        for (place, edge) in edges.enumerated() {
            let expected = place % 2 == 0 ? "paused" : "resumed"
            #expect(edge == expected, "both edges once per pause", sourceLocation: sourceLocation)
        }
    }

    private static func place(_ data: JSONObject) -> String {
        "\(data["step_index"]?.int ?? -1) \(data["step_path"]?.text ?? "") \(data["attempt"]?.int ?? -1)"
    }
}
