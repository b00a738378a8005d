extension String {
    /// The text without control characters, which would command the terminal it is shown on: each is a picture of itself,
    /// as `␛` is of an escape, or `�` where Unicode has none.
    var printable: String {
        guard unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return self }
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            text.append(scalar.properties.generalCategory == .control ? Self.picture(of: scalar) : scalar)
        }
        return String(text)
    }

    /// Control Pictures, Unicode block 2400.
    private static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
        case 0x7F: "\u{2421}"
        default: "\u{FFFD}"
        }
    }
}
