import LabValues
import Testing

struct JSONWriterTests {
    private func text(_ value: JSONValue) -> String { String(decoding: value.encoded, as: UTF8.self) }

    @Test func `what is no number is null`() {
        #expect(
            text([.number(.nan), .number(.infinity), .number(-.infinity), .number(nil)]) == "[null,null,null,null]")
    }

    @Test func `control characters are escaped, other scripts are not`() throws {
        let value = JSONValue.string("CV测量 \"a\\b\"\n\r\t\u{0}\u{1F}\u{7F}")
        #expect(text(value) == #""CV测量 \"a\\b\"\n\r\t\u0000\u001f"# + "\u{7F}\"")
        #expect(try JSONReader.read(value.encoded) == value)
    }

    @Test func `a line never holds a line feed`() {
        let value = JSONValue.object(JSONObject([("a\nb", "c\r\nd"), ("e", ["\n"])]))
        #expect(!value.encoded.contains(0x0A) && !value.encoded.contains(0x0D))
    }

    @Test func `every double comes back as it was`() throws {
        var random = Xorshift(state: 42)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            #expect(try JSONReader.read(JSONValue.number(value).encoded).double?.bitPattern == value.bitPattern)
        }
    }

    @Test func `of two fields with one name the later wins, in the place of the first`() {
        #expect(text(.object(JSONObject([("a", 1), ("b", 2), ("a", 3)]))) == #"{"a":3,"b":2}"#)
    }
}
