internal import LabValues

/// What a parameter may be.
struct ParameterBounds<Value: ParameterValue>: Sendable {
    /// As text; nil when everything is allowed.
    let text: String?
    let contains: @Sendable (Value) -> Bool

    static var none: Self { Self(text: nil, contains: { _ in true }) }
}

extension ParameterBounds where Value: Comparable {
    static func range(_ range: ClosedRange<Value>) -> Self {
        Self(
            text: "\(range.lowerBound.userText) … \(range.upperBound.userText)", contains: { range.contains($0) })
    }
}
