/// Which simulated cell to connect, as written on a command line: `resistor:10k`, `rc:100,20u`,
/// `randles:100,1k,20u`, `redox`.
///
/// - Units: ohms and farads, with an optional prefix `p n u m k M G`.
public enum CellDescription: Sendable, Hashable {
    /// A resistor, in ohms.
    case resistor(Double)

    /// A resistor (ohms) in series with a capacitor (farads).
    case rc(Double, Double)

    /// *R*s (ohms) before *R*ct (ohms) parallel to *C*dl (farads).
    case randles(Double, Double, Double)

    /// A reversible couple in solution: ``RedoxCell/cellA``.
    case redox

    /// Every form that can be written, with an example each.
    public static let examples = ["resistor:10k", "rc:100,20u", "randles:100,1k,20u", "redox"]

    /// Reads one of the forms above.
    public init(_ text: String) throws(CellDescriptionError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        let words = parts.count > 1 ? parts[1].split(separator: ",", omittingEmptySubsequences: false) : []
        let values = words.map { Self.value(of: $0) }
        if let index = values.firstIndex(of: nil), ["resistor", "rc", "randles"].contains(name) {
            throw .badValue(String(words[index]), in: text)
        }
        let numbers = values.compactMap { $0 }
        switch (name, words.count) {
        case ("resistor", 1): self = .resistor(numbers[0])
        case ("rc", 2): self = .rc(numbers[0], numbers[1])
        case ("randles", 3): self = .randles(numbers[0], numbers[1], numbers[2])
        case ("redox", 0): self = .redox
        case ("resistor", _): throw .wrongNumberOfValues(in: text, expected: 1)
        case ("rc", _): throw .wrongNumberOfValues(in: text, expected: 2)
        case ("randles", _): throw .wrongNumberOfValues(in: text, expected: 3)
        case ("redox", _): throw .wrongNumberOfValues(in: text, expected: 0)
        default: throw .unknownCell(text)
        }
    }

    /// A fresh cell of this kind.
    public func makeModel() -> any CellModel {
        switch self {
        case .resistor(let resistance): ResistorCell(resistance: resistance)
        case .rc(let resistance, let capacitance): SeriesRCCell(resistance: resistance, capacitance: capacitance)
        case .randles(let solution, let transfer, let capacitance):
            RandlesCell(solutionResistance: solution, chargeTransferResistance: transfer, capacitance: capacitance)
        case .redox: RedoxCell.cellA
        }
    }

    /// A positive, finite number with an optional prefix, else `nil`.
    private static func value(of word: Substring) -> Double? {
        let larger: [Character: Double] = ["k": 1e3, "M": 1e6, "G": 1e9]
        let smaller: [Character: Double] = ["m": 1e3, "u": 1e6, "n": 1e9, "p": 1e12]
        let hasPrefix = word.last.map { larger[$0] != nil || smaller[$0] != nil } ?? false
        let digits = hasPrefix ? word.dropLast() : word
        guard digits.first?.isNumber == true, let number = Double(digits), let last = word.last else { return nil }
        let value = number * (larger[last] ?? 1) / (smaller[last] ?? 1)
        return value.isFinite && value > 0 ? value : nil
    }
}
