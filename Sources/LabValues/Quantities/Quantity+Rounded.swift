extension Quantity {
    /// The quantity to six digits that count, for sentences; the exact text is `description`.
    public var roundedText: String {
        guard value.isFinite, value != 0 else { return description }
        var scale = 1.0
        while value.magnitude * scale < 99_999.95, scale < 1e30 { scale *= 10 }
        guard value.magnitude < 999_999.5 else { return description }
        return Self(value: (value * scale).rounded() / scale).description
    }
}
