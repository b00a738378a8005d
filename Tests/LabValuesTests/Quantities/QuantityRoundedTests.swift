import LabValues
import Testing

struct QuantityRoundedTests {
    @Test(arguments: [
        (1.000_000_000_000_000_2e-6, "1 µA"), (-18.989_443_7e-6, "-18.9894 µA"), (0, "0 A"), (0.1 + 0.2, "300 mA"),
        (1234.5678, "1.23457 kA"), (5e-13, "500 fA"),
    ])
    func `a reading in a sentence has six digits`(amperes: Double, text: String) {
        #expect(ElectricCurrent.amperes(amperes).roundedText == text)
    }
}
