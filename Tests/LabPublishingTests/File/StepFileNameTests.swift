import LabValues
import Testing

@testable import LabPublishing

struct StepFileNameTests {
    @Test(arguments: [
        (2, "CV 100 mV/s", "002-CV-100mVs"), (0, "Open circuit", "000-Open-circuit"), (7, "CV测量", "007-CV测量"),
        (1, "Hold at 0.5 V for 2 s", "001-Hold-at-0.5V-for-2s"), (3, "Step 2 of 3", "003-Step-2-of-3"),
        (1234, "CV", "1234-CV"), (1, "a  b ", "001-a-b"), (1, "−0.3 µA/cm²", "001-0.3-µAcm²"),
        (1, "../../etc/passwd", "001-etcpasswd"), (1, "...", "001-CA"), (1, ".hidden", "001-hidden"),
        (1, "", "001-CA"), (1, "///", "001-CA"), (1, "a\u{0}b\nc\u{1B}d", "001-abcd"),
        (1, "a\\b:c*d?\"<>|", "001-abcd"),
        (1, "end.", "001-end"), (1, "a..b.c...d", "001-ab.cd"), (1, "x+y_z-1.5", "001-x+y_z-1.5"),
        (1, "\u{202E}gnp.exe", "001-gnp.exe"),
        (1, "Fe\u{301}rricyanide", "001-Fe\u{301}rricyanide"),
    ])
    func `a title becomes a name that is safe and still readable`(index: Int, title: String, stem: String) {
        #expect(StepFileName(index: index, title: title, technique: "CA").stem == stem)
    }

    @Test func `a long title is cut between characters`() {
        for unit in ["é", "量", "e\u{301}", "x"] {
            let stem = StepFileName(index: 1, title: String(repeating: unit, count: 300), technique: "CV").stem
            let title = stem.dropFirst(4)
            #expect(title.utf8.count <= 100 && title.utf8.count > 100 - unit.utf8.count)
            #expect(title.allSatisfy { String($0) == unit })
        }
    }

    @Test func `a name never leaves its directory, whatever the title`() throws {
        var random = SystemRandomNumberGenerator()
        let alphabet: [Character] = ["/", ".", " ", "\\", "\u{0}", "a", "1", "测", "\u{7F}", "\u{2028}", "V", "\u{301}"]
        for _ in 0..<5000 {
            let title = String((0..<Int.random(in: 0...12, using: &random)).map { _ in alphabet.randomElement()! })
            let stem = StepFileName(index: 0, title: title, technique: "").stem
            try #require(!stem.contains("/") && !stem.contains("..") && !stem.hasSuffix(".") && stem.count > 4)
            #expect(stem.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        }
    }

    @Test func `a repeated attempt is named`() {
        let name = StepFileName(index: 2, title: "CV", technique: "CV")
        #expect(name.stem(attempt: 1) == "002-CV")
        #expect(name.stem(attempt: 2) == "002-CV.attempt2")
    }
}
