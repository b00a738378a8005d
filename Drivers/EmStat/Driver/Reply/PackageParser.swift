import LabValues

/// Reads the variables of one package, one after the other, without copying it.
///
/// - Shape: `P` variable (`;` variable)*; variable = two letters, seven hexadecimal digits, a prefix, (`,` metadata)*.
struct PackageParser {
    private let line: ArraySlice<UInt8>
    private var place: Int

    /// - Parameter line: the whole line, which begins with `P`.
    init(_ line: ArraySlice<UInt8>) {
        self.line = line
        place = line.startIndex
    }

    /// All the variables, in order.
    static func variables(of line: ArraySlice<UInt8>) throws(MalformedReply) -> [PackageVariable] {
        var parser = Self(line)
        var variables: [PackageVariable] = []
        while let variable = try parser.next() { variables.append(variable) }
        return variables
    }

    /// The next variable, or nil after the last.
    mutating func next() throws(MalformedReply) -> PackageVariable? {
        if place == line.endIndex, place > line.startIndex + 1 { return nil }
        guard take() == (place == line.startIndex + 1 ? UInt8(ascii: "P") : UInt8(ascii: ";")) else {
            throw fault(.badMetadata)
        }
        guard line.endIndex - place >= 10 else { throw fault(.cutShort) }
        var variable = try value()
        while place < line.endIndex, line[place] == UInt8(ascii: ",") {
            place += 1
            try metadata(into: &variable)
        }
        return variable
    }

    private mutating func take() -> UInt8? {
        guard place < line.endIndex else { return nil }
        defer { place += 1 }
        return line[place]
    }

    private mutating func value() throws(MalformedReply) -> PackageVariable {
        let (first, second) = (line[place], line[place + 1])
        guard isSmallLetter(first), isSmallLetter(second) else { throw fault(.badType) }
        let kind = PackageVariable.Kind(first, second)
        place += 2
        if line[place] == UInt8(ascii: " ") {
            guard line[place..<(place + 8)].elementsEqual(Self.nan) else { throw fault(.badValue) }
            place += 8
            return PackageVariable(kind: kind, mantissa: nil, exponent: 0, isInteger: false)
        }
        var number: Int32 = 0
        for index in place..<(place + 7) {
            guard let digit = hexadecimalDigit(line[index]) else { throw fault(.badValue) }
            number = number << 4 | Int32(digit)
        }
        let letter = line[place + 7]
        guard let exponent = Self.exponent(of: letter) else { throw fault(.badPrefix) }
        place += 8
        return PackageVariable(
            kind: kind, mantissa: number - 0x800_0000, exponent: exponent, isInteger: letter == UInt8(ascii: "i"))
    }

    private mutating func metadata(into variable: inout PackageVariable) throws(MalformedReply) {
        let start = place
        while place < line.endIndex, line[place] != UInt8(ascii: ","), line[place] != UInt8(ascii: ";") { place += 1 }
        let token = line[start..<place]
        switch (token.first, token.count) {
        case (UInt8(ascii: "1"), 2): variable.status = PointStatus(rawValue: try digits(token.dropFirst()))
        case (UInt8(ascii: "2"), 3): variable.range = try digits(token.dropFirst())
        case (UInt8(ascii: "4"), 2): variable.noise = try digits(token.dropFirst())
        case (UInt8(ascii: "1"), _), (UInt8(ascii: "2"), _), (UInt8(ascii: "4"), _), (nil, _):
            throw fault(.badMetadata)
        default:
            guard token.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw fault(.badMetadata) }
        }
    }

    private func digits(_ token: ArraySlice<UInt8>) throws(MalformedReply) -> UInt8 {
        var value: UInt8 = 0
        for byte in token {
            guard let digit = hexadecimalDigit(byte) else { throw fault(.badMetadata) }
            value = value << 4 | digit
        }
        return value
    }

    private func fault(_ reason: MalformedReply.Reason) -> MalformedReply { MalformedReply(reason, in: line) }

    private static let nan = Array("     nan".utf8)

    private static func exponent(of letter: UInt8) -> Int8? {
        switch letter {
        case UInt8(ascii: "a"): -18
        case UInt8(ascii: "f"): -15
        case UInt8(ascii: "p"): -12
        case UInt8(ascii: "n"): -9
        case UInt8(ascii: "u"): -6
        case UInt8(ascii: "m"): -3
        case UInt8(ascii: " "), UInt8(ascii: "i"): 0
        case UInt8(ascii: "k"): 3
        case UInt8(ascii: "M"): 6
        case UInt8(ascii: "G"): 9
        case UInt8(ascii: "T"): 12
        case UInt8(ascii: "P"): 15
        case UInt8(ascii: "E"): 18
        default: nil
        }
    }
}

/// The value of one capital hexadecimal digit.
func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

private func isSmallLetter(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }
