import LabValues
import Testing

@testable import LabRunnerKit

/// A disk that hangs keeps no cell waiting.
struct NoteRemovalTests {
    @Test(.timeLimit(.minutes(1))) func `a removal that hangs keeps nobody, and its end is awaited for a while`() {
        let disk = Monitor(false)
        let hanging = NoteRemoval(patience: .milliseconds(50))
        hanging.begin { _ = disk.wait { $0 ? true : nil } }
        hanging.finish()
        disk.update { $0 = true }
    }

    @Test(.timeLimit(.minutes(1))) func `what was begun is done when it is finished`() {
        let done = Monitor(0)
        let removal = NoteRemoval(patience: .seconds(30))
        for _ in 0..<8 { removal.begin { done.update { $0 += 1 } } }
        removal.finish()
        #expect(done.read { $0 } == 8)
    }
}
