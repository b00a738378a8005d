import LabValues
import Testing

struct DurationTests {
    @Test(arguments: [
        ("30s", Duration.seconds(30)), ("250 ms", .milliseconds(250)), ("1.5 min", .seconds(90)),
        ("2h", .seconds(7200)),
        ("1d", .seconds(86_400)), ("100us", .microseconds(100)), ("100 µs", .microseconds(100)), ("0 s", .zero),
        ("-5 s", .seconds(-5)), ("0.000000001 s", .nanoseconds(1)),
        ("8999999999.999999999 s", .nanoseconds(8_999_999_999_999_999_999)),
        ("1 as", Duration(attoseconds: 1)), ("1e-3 ks", .seconds(1)), ("0.1 d", .seconds(8640)),
    ])
    func `a duration is read exactly`(_ text: String, _ expected: Duration) throws {
        #expect(try Duration(userText: text) == expected)
    }

    @Test func `a third of a minute loses nothing that an attosecond could show`() throws {
        #expect(try Duration(userText: "0.3333333333333333333333333 min").attoseconds == 19_999_999_999_999_999_999)
    }

    @Test(arguments: ["1e10 s", "-1e10 s", "1e400 d", "99999999999999999999999999999999999999 d", "1e99999999999 s"])
    func `a duration longer than clocks can reckon is refused`(_ text: String) {
        guard case .outOfRange = refusal(of: text, as: Duration.self) else {
            Issue.record("\(text) was taken")
            return
        }
    }

    @Test func `a duration needs a unit of time`() {
        #expect(
            refusal(of: "30", as: Duration.self)?.description.contains("has no unit: a duration needs one") == true)
        #expect(
            refusal(of: "30 mV", as: Duration.self)
                == .wrongDimension(
                    text: "30 mV", unit: "mV", isA: "electric potential", expected: "duration", example: "30 s"))
        #expect(refusal(of: "1e-19 s", as: Duration.self) == .vanishing(text: "1e-19 s", expected: "duration"))
    }

    @Test(arguments: [
        (Duration.seconds(30), "30 s"), (.milliseconds(250), "250 ms"), (.seconds(90), "90 s"),
        (.seconds(300), "5 min"),
        (.seconds(7200), "2 h"), (.seconds(172_800), "2 d"), (.zero, "0 s"), (.milliseconds(45_500), "45.5 s"),
        (.nanoseconds(1), "1 ns"), (.microseconds(-1500), "-1.5 ms"),
    ])
    func `a duration prints in the unit that suits it`(_ duration: Duration, _ text: String) {
        #expect(duration.userText == text)
    }

    @Test func `a printed duration reads back to the identical one`() throws {
        var random = SeededRandom(seed: 3)
        for _ in 0..<5_000 {
            let bits = Int.random(in: 0...62, using: &random)
            let nanoseconds = Duration.nanoseconds(Int64.random(in: -(1 << bits)...(1 << bits), using: &random))
            let attoseconds = Duration(
                attoseconds: Int128(Int64.random(in: -(1 << bits)...(1 << bits), using: &random)))
            #expect(try Duration(userText: nanoseconds.userText) == nanoseconds)
            #expect(try Duration(userText: attoseconds.userText) == attoseconds)
        }
    }

    @Test func `seconds become a duration without a trap`() {
        #expect(Duration(secondsClamped: 0.1) == .milliseconds(100))
        #expect(Duration(secondsClamped: -45.7) == .milliseconds(-45_700))
        #expect(Duration(secondsClamped: 1e-12) == Duration(attoseconds: 1_000_000))
        #expect(Duration(secondsClamped: .nan) == .zero)
        #expect(Duration(secondsClamped: .infinity) == .clampLimit)
        #expect(Duration(secondsClamped: -.greatestFiniteMagnitude) == .zero - .clampLimit)
        #expect(ElapsedTime.seconds(.nan).duration == .zero)
    }

    @Test func `a duration's seconds are the nearest number`() {
        #expect(Duration.milliseconds(100).inSeconds == 0.1)
        #expect(Duration.nanoseconds(1_234_567_890_123).inSeconds == 1234.567890123)
        #expect(Duration(attoseconds: 1).inSeconds == 1e-18)
        #expect(ElapsedTime(Duration.milliseconds(1500)) == .seconds(1.5))
        #expect(Duration.seconds(Int64.max).inSeconds > 9e18)
    }

    @Test func `whole nanoseconds of six days survive the way through seconds`() {
        var random = SeededRandom(seed: 6)
        for _ in 0..<5_000 {
            let bits = Int.random(in: 0...49, using: &random)
            let duration = Duration.nanoseconds(Int64.random(in: -(1 << bits)...(1 << bits), using: &random))
            #expect(Duration(secondsClamped: duration.inSeconds) == duration)
        }
    }
}
