import LabEngine
import LabValues
import Testing

@testable import LabRunnerKit

struct RunConsoleTests {
    @Test(arguments: [
        (0.4, "0 s"), (99, "99 s"), (100, "1:40 min"), (5999, "99:59 min"), (7500, "2:05 h"),
    ])
    func `times are short enough for a glance`(seconds: Double, text: String) {
        #expect(Duration(secondsClamped: seconds).clockText == text)
    }

    @Test func `the live line says where the run is and what is still undelivered`() {
        var progress = RunProgress()
        progress.state = .running
        (progress.step, progress.steps, progress.isOpenEnded) = (2, 9, true)
        progress.title = "CV 100 mV/s"
        (progress.points, progress.predictedPoints) = (37, 800)
        let start = LabInstant(sinceOrigin: .zero)
        progress.expectedEnd = start + .seconds(50)
        let line = RunConsole.line(progress, at: start + .seconds(12), since: start, pending: 3)
        #expect(line == "[2/9+] CV 100 mV/s · 37/800 points · about 38 s left · running · 12 s · 3 undelivered")
    }

    @Test(arguments: [
        (80, "[3/3] CV 200 mV/s · 185/2701 points · running · 12 s"),
        (40, "[3/3] CV 200 mV/s · 185/2701 points"), (1, "[3/3] CV 200 mV/s"),
    ])
    func `a narrow terminal is shown the parts that fit`(width: Int, text: String) {
        var progress = RunProgress()
        progress.state = .running
        (progress.step, progress.steps, progress.title) = (3, 3, "CV 200 mV/s")
        (progress.points, progress.predictedPoints) = (185, 2701)
        let start = LabInstant(sinceOrigin: .zero)
        let line = RunConsole.line(progress, at: start + .seconds(12), since: start, pending: 0, width: width)
        #expect(line == text)
    }

    @Test func `one point is one point`() {
        let data: JSONObject = ["step_index": 0, "step_name": "CV", "points": 1]
        #expect(RunConsole.text(.stepInterrupted, data) == "step 1 CV interrupted, 1 point")
    }

    @Test func `an overloaded step says that the true current is larger`() throws {
        let text = try #require(
            RunConsole.text(
                .stepCompleted, ["step_index": 0, "step_name": "CV", "points": 800, "overloads": 37]))
        #expect(text.hasPrefix("step 1 CV done, 800 points, 37 overloaded"))
    }

    @Test func `what others wrote does not command the terminal`() {
        let text = RunConsole.text(.note, ["text": "a\u{1B}[2Jb\r\n\u{7F}\u{9B}é 日本"])
        #expect(text == "note: a␛[2Jb␍␊␡�é 日本")
    }

    @Test func `what only programs want is not shown`() {
        #expect(RunConsole.text(.heartbeat, [:]) == nil)
        #expect(RunConsole.text(.cellState, [:]) == nil)
    }
}
