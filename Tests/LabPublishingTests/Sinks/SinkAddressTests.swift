import LabValues
import Testing

@testable import LabPublishing

struct SinkAddressTests {
    @Test(arguments: [
        ("file:./runs", "file", "./runs"), ("null", "null", ""), ("kafka:a:9092,b:9092", "kafka", "a:9092,b:9092"),
        ("file:", "file", ""), ("file:/mnt/CV测量", "file", "/mnt/CV测量"),
    ])
    func `an address is a scheme and a rest, and stays as it was typed`(
        text: String, scheme: String, rest: String
    ) throws {
        let sink = try SinkAddress(text)
        #expect((sink.scheme, sink.rest, "\(sink)") == (scheme, rest, text))
    }

    @Test(arguments: ["", ":x", "./runs", "/runs", "File:x", "9p:x", "file:a\nb", "fi le:x"])
    func `what is no address is refused`(text: String) {
        #expect(throws: SinkFault.malformed(text: text)) { try SinkAddress(text) }
    }

    @Test func `a refusal shows no control character to the terminal`() {
        #expect(!"\(SinkFault.malformed(text: "file:\u{1B}[2J"))".unicodeScalars.contains("\u{1B}"))
    }

    @Test func `an unknown scheme is refused with what exists`() async throws {
        let sink = try SinkAddress("flie:./runs")
        let fault = #expect(throws: SinkFault.self) { try PublisherCatalog().kind(of: sink) }
        #expect(fault?.hint == "Sinks: file, null.")
        #expect(fault?.recovery == .refuse)
    }

    @Test func `nothing is opened when one address is wrong or named twice`() async throws {
        let directory = try TemporaryDirectory()
        let file = try SinkAddress("file:\(directory.path)/runs")
        for wrong in [try SinkAddress("nul"), file, try SinkAddress("null:x")] {
            await #expect(throws: SinkFault.self) {
                try await PublisherCatalog().open([file, wrong], for: try experiment())
            }
        }
        #expect(try directory.names() == [])
    }

    @Test func `a later kind replaces an earlier one with its scheme`() throws {
        struct Shredder: PublisherKind {
            static let scheme = "null"
            static let summary = ""
            static func open(_ opening: PublisherOpening) throws -> any Publisher { Shredder() }
            func publish(_ records: [Record]) async throws {}
        }
        let catalog = PublisherCatalog(.builtIn + [Shredder.self])
        #expect(try catalog.kind(of: try SinkAddress("null")) == Shredder.self)
        #expect(catalog.kinds.count == 2)
        #expect(Shredder.isLocal == false && FilePublisher.isLocal)
    }

    @Test(arguments: ["file:", "file:~/runs"])
    func `a file sink needs a directory it can understand`(text: String) throws {
        let sink = try SinkAddress(text)
        #expect(throws: SinkFault.self) { try FilePublisher.open(PublisherOpening(sink, for: try experiment())) }
    }
}
