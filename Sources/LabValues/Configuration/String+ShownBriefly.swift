extension String {
    /// The text on one line, without what a terminal would obey, cut when it is long.
    package var shownBriefly: String {
        let plain = String.UnicodeScalarView(
            unicodeScalars.prefix(200).map { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: "?"
                default: scalar
                }
            })
        let text = String(plain)
        return text.count <= 120 ? text : text.prefix(117) + "…"
    }
}
