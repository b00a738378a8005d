import LabValues
import Testing

struct DurationRoundedTests {
    @Test(arguments: [
        (10.001_243_434, "10 s"), (2.555_409_073, "2.56 s"), (0.253_724_054, "254 ms"), (0.21, "210 ms"), (0, "0 s"),
        (1e-9, "1 ns"), (0.000_999_96, "1 ms"), (-2.5554, "-2.56 s"),
    ])
    func `a duration in a sentence has three digits`(seconds: Double, text: String) {
        #expect(Duration(secondsClamped: seconds).roundedText == text)
    }
}
