import LabValues
import Testing

struct JSONReaderTests {
    private func read(_ text: String) throws -> JSONValue { try JSONReader.read(text.utf8) }

    @Test(arguments: [
        ("0", JSONValue.integer(0)), ("-12", .integer(-12)), ("1.0", .number(1)), ("-0.0", .number(-0.0)),
        ("1e3", .number(1000)), ("1E-3", .number(0.001)), ("5e-324", .number(.leastNonzeroMagnitude)),
        ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
        ("\"a\"", .string("a")), (" [ 1 , 2 ] ", .array([1, 2])), ("{ }", .object(JSONObject())), ("[]", .array([])),
        ("{\"a\":{\"b\":null}}", .object(JSONObject([("a", .object(JSONObject([("b", .null)])))]))),
        ("true", .bool(true)), ("false", .bool(false)), ("null", .null),
    ])
    func `a value is read as what it is`(text: String, value: JSONValue) throws {
        #expect(try read(text) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "truex", "1 2", "01", "-", "-01", "+1", ".5", "1.", "1.e5", "1e", "1e+", "--1", "1-2", "0x1",
        "1e400", "NaN", "Infinity", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}",
        "\"", "\"\n\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "[", "{", "]", "}",
        "{\"a\":1,\"a\":2}", "\u{FEFF}1", "[1]]",
    ])
    func `what is no JSON is refused`(text: String) {
        #expect(throws: MalformedJSON.self) { try read(text) }
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        for bytes: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE6, 0xB5]] {
            #expect(throws: MalformedJSON.self) { try JSONReader.read([0x22] + bytes + [0x22]) }
        }
    }

    @Test func `every escape is understood`() throws {
        #expect(try read(#""\"\\\/\b\f\n\r\t\u00e9\u6d4b\ud83d\ude00""#) == "\"\\/\u{8}\u{C}\n\r\té测😀")
    }

    @Test func `nesting is read up to its bound and refused beyond`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try read(nested(33))
        #expect(throws: MalformedJSON.tooDeep(deepest: 32)) { try read(nested(34)) }
        #expect(throws: MalformedJSON.tooDeep(deepest: 32)) { try read(String(repeating: "[", count: 1_000_000)) }
        #expect(throws: MalformedJSON.tooDeep(deepest: 32)) {
            try read(String(repeating: "{\"a\":", count: 100_000))
        }
    }

    @Test func `no mutation of a message brings the reader down`() throws {
        let seeds = [
            #"{"type":"command","command":"pause","timestamp":"2026-01-15T10:30:00.000Z","params":{"a":[1,-2.5e-3]}}"#,
            #"{"type":"experiment_event","event":"note","timestamp":"2026-01-15T10:30:00.000Z","experiment_id":"e"#
                + #"xp","seq":4,"writer":"9f2c","data":{"text":"CV测量\u00e9\ud83d\ude00\n","x":[[],{},null,true]}}"#,
            #"{"type":"echem_data","technique":"CV","timestamp":"2026-01-15T10:30:00.000Z","experiment_id":"e","seq"#
                + #"":1,"writer":"w","instrument":"cell","step_index":2,"attempt":1,"cycle":1,"segment":1,"t0":"202"#
                + #"6-01-15T10:30:00.000Z","points":[{"t":0.0,"e":null,"i":1.5e-06,"status":["overload"]}]}"#,
        ].map { Array($0.utf8) }
        let spices = Array("{}[]\",:\\u0eE+-.tfn\u{7F}".utf8) + [0x00, 0x80, 0xC3, 0xE6, 0xF0, 0xFF]
        var random = Xorshift(state: 0x9E37_79B9_7F4A_7C15)
        var read = 0
        for round in 0..<100_000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0...Int(random.next() % 4) {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.insert(spices[Int(random.next() % UInt64(spices.count))], at: place)
                case 2: bytes.remove(at: place)
                default: bytes.removeSubrange(place...)
                }
                if bytes.isEmpty { break }
            }
            do {
                let value = try JSONReader.read(bytes)
                read += 1
                try #require(try JSONReader.read(value.encoded) == value)
            } catch is MalformedJSON {}
            do { _ = try NumberedMessage(line: bytes) } catch {}
            do { _ = try Command(line: bytes) } catch {}
        }
        #expect(read > 1000)
    }
}

/// The same numbers in every run: a failure can be looked at again.
struct Xorshift: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
