/// One variable in a data package: type, value, and for a measured quantity its metadata.
struct PackageField: Equatable {
    var type: String
    var value: ScriptValue
    var metadata: MeasurementMetadata?

    /// The field as it stands in the package, fractions of the mantissa cut off or rounded.
    func text(cutting: Bool) -> String {
        let number =
            switch value {
            case .float(let value): PackageNumber.text(single: value, cutting: cutting)
            case .integer(let value): PackageNumber.text(integer: value)
            }
        return type + number + (metadata?.text ?? "")
    }
}
