extension Duration {
    /// The duration to three digits that count, for sentences: `254 ms`, `2.56 s`, `10 s`.
    public var roundedText: String {
        let seconds = inSeconds
        guard seconds.isFinite, seconds != 0 else { return userText }
        var unit = 1e-9
        while unit * 1000 <= seconds.magnitude * 1.000_5 { unit *= 10 }
        guard unit >= 1e-9 else { return userText }
        return Duration(secondsClamped: (seconds / unit).rounded() * unit).userText
    }
}
