import Foundation
import LabValues
import Testing

@testable import LabRunnerKit

/// A file is bounded before it is believed, and what is wrong with it is said in a sentence.
struct ConfigurationFileTests {
    private let bench: ConfigurationBench

    init() throws { bench = try ConfigurationBench() }

    private func fault(_ content: Data) throws -> String {
        let path = try bench.file(content)
        let refusal = #expect(throws: ConfigurationRefused.self) {
            try RunnerConfiguration(file: path, environment: [:], publishers: bench.publishers)
        }
        return refusal.map { "\($0)" } ?? ""
    }

    private func fault(_ text: String) throws -> String { try fault(Data(text.utf8)) }

    @Test(.timeLimit(.minutes(1)), arguments: [false, true])
    func `a nest of aliases is refused before anything is unfolded`(inKeys: Bool) throws {
        var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
        for (last, name) in zip("abcdefghijklmn", "bcdefghijklmno") {
            text += "\(name): &\(name) [" + Array(repeating: "*\(last)", count: 9).joined(separator: ", ") + "]\n"
        }
        if inKeys { text += "? *o\n: 1\n? *n\n: 2\n" }
        #expect(try fault(text).contains("anchors (&name) or aliases (*name), which are refused"))
    }

    @Test(arguments: ["station: &x bench", "metadata: &m {sample: A}", "metadata: {required: &r [sample]}"])
    func `an anchor is refused also where nothing refers to it`(text: String) throws {
        #expect(try fault(text).contains("anchors"))
    }

    @Test func `ampersands and asterisks in a text are a text`() throws {
        let settings = try bench.read("metadata: {notes: '5 * 3 & more', sample: Tom & *Jerry*, project: a*b&c}")
            .settings
        #expect(settings[named: "metadata.notes"]?.text == "5 * 3 & more")
        #expect(settings[named: "metadata.sample"]?.text == "Tom & *Jerry*")
    }

    @Test func `a file of 1 MiB is read, one byte more is not`() throws {
        let line = "station: bench #"
        let largest = line + String(repeating: "x", count: ConfigurationFile.largest - line.utf8.count)
        #expect(try bench.read(largest).settings[RunnerKeys.station]?.text == "bench")
        #expect(try fault(largest + "x").contains("larger than 1 MiB"))
    }

    @Test func `32 levels are read, 33 are not, and a million end no process`() throws {
        func nest(_ levels: Int) -> String {
            "vault: {properties: " + String(repeating: "{a: ", count: levels - 2) + "1"
                + String(repeating: "}", count: levels - 1)
        }
        #expect(try bench.read(nest(32)).settings.values.count == 1)
        #expect(try fault(nest(33)).contains("nested deeper than 32 levels"))
        for opening in ["[", "{a: ", "? ", "- "] {
            let deep = String(repeating: opening, count: 900_000 / opening.count)
            #expect(try fault(deep).contains("nested deeper than 32 levels"), "\(opening)")
        }
    }

    @Test(.timeLimit(.minutes(1))) func `more than 4000 names and values are refused`() throws {
        let text = "vault:\n  properties:\n" + (0..<60_000).map { "    k\($0): 1\n" }.joined()
        #expect(try fault(text).contains("more than 4000"))
    }

    @Test func `what is no UTF-8, no file or not there is refused`() throws {
        #expect(try fault(Data([0x73, 0x3A, 0x20, 0xE4])).contains("no UTF-8"))
        for (path, words) in [
            (bench.directory.path, "is a directory"), (bench.directory.path + "/absent.yaml", "No such file"),
            ("/dev/zero", "no regular file"),
        ] {
            let refusal = #expect(throws: ConfigurationRefused.self) {
                try RunnerConfiguration(file: path, environment: [:], publishers: bench.publishers)
            }
            #expect(refusal?.description.contains(words) == true)
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func `a file that may not be read is refused`() throws {
        let path = try bench.file("station: a", mode: 0o000)
        let refusal = #expect(throws: ConfigurationRefused.self) {
            try RunnerConfiguration(file: path, environment: [:], publishers: bench.publishers)
        }
        #expect(refusal?.description.contains("Permission denied") == true)
    }

    @Test(arguments: ["", "\n", "# nothing\n", "---\n", "~", "vault:\n", "\u{FEFF}"])
    func `an empty file says nothing, and that is well`(text: String) throws {
        #expect(try bench.read(text).settings.values.isEmpty)
    }

    @Test(arguments: [
        ("- a\n- b\n", "holds no settings by name"), ("hunter", "holds no settings by name"),
        ("station: a\n---\nstation: b\n", "but found another document"), ("station: \"a", "quoted scalar"),
        ("station: a\u{0}", "control characters"), ("station: a\nstation: b\n", "station stands there twice"),
        ("outbox.maxBytes: 64MiB\noutbox: {maxBytes: 32MiB}", "outbox.maxBytes stands there twice"),
        ("a: b: c", "mapping values are not allowed"), ("station: *x", "undefined alias"),
    ])
    func `what is no list of settings is refused with a reason`(text: String, words: String) throws {
        #expect(try fault(text).contains(words))
    }
}
