import LabValues
import Testing

struct SettingsTests {
    private let size = SettingKey("outbox.maxBytes", .bytes(1024...(1 << 40)), standard: "4 GiB", "")
    private let properties = SettingKey("kafka.properties", .table, "")

    @Test func `an absent key is nil, and its standard value only when asked for`() throws {
        #expect(try Settings().bytes(size) == nil)
        let filled = Settings().filled(with: [size, properties])
        #expect(try filled.bytes(size) == 4 << 30)
        #expect(filled[size]?.source == "default")
        #expect(filled.values.count == 1)
    }

    @Test func `a value that cannot be read is a fault with key, source and value, and never the default`() throws {
        let settings = Settings([size.name: .init("12 elephants", from: "lab.yaml:3")]).filled(with: [size])
        let fault = #expect(throws: SettingFault.self) { try settings.bytes(size) }
        #expect(
            fault?.description
                == "The setting outbox.maxBytes = “12 elephants” (lab.yaml:3) is not a size from 1 KiB to 1024 GiB."
        )
    }

    @Test func `what is secret is not repeated by a fault`() {
        let key = SettingKey("pin", .secret, "")
        let settings = Settings(["pin": .init("", from: "LAB_PIN")])
        #expect(settings.fault(of: key, named: "pin") == .wrongKind(key: "pin", source: "LAB_PIN", expected: "a text"))
        let fault = SettingFault.malformed(key: "pin", source: "LAB_PIN", text: nil, expected: "four digits")
        #expect("\(fault)".contains("its value is not shown"))
    }

    @Test func `what a fault repeats is short and moves no terminal`() {
        let text = "\u{1B}[2J\n\u{202E}" + String(repeating: "x", count: 5000)
        let fault = SettingFault.malformed(key: text, source: "lab.yaml:1", text: text, expected: "a text")
        #expect(fault.description.count < 400)
        #expect(!fault.description.contains { "\u{1B}\n\u{202E}".contains($0) })
    }

    @Test func `the entries of a table are those below its name`() {
        let settings = Settings([
            "kafka.properties.b.c": .init("1", from: ""), "kafka.properties.a": .init("2", from: ""),
            "kafka.propertiesx": .init("3", from: ""),
        ])
        #expect(settings.entries(of: properties).map(\.name) == ["a", "b.c"])
    }

    @Test func `a list is separated by commas, blanks around them do not matter`() {
        let key = SettingKey("metadata.required", .list, "")
        #expect(Settings([key.name: .init(" sample ,operator,, ", from: "")]).list(key) == ["sample", "operator"])
        #expect(Settings().list(key) == nil)
    }
}
