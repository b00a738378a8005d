/// One thing wrong with one parameter: where, what, what is allowed, and the way out.
public struct ParameterFault: LabFault, Hashable {
    /// Where in the program: `rates[1]/CV`; empty for a technique on its own.
    public var path: String
    /// The parameter: `rate`.
    public var parameter: String
    /// Its value as the user would type it.
    public var value: String
    /// What is allowed: `at most 10 V/s`.
    public var limit: String
    /// What to do.
    public var remedy: String?

    /// A fault.
    public init(path: String = "", parameter: String, value: String, limit: String, remedy: String? = nil) {
        self.path = path
        self.parameter = parameter
        self.value = value
        self.limit = limit
        self.remedy = remedy
    }

    public var recovery: Recovery { .refuse }
    public var code: String { "invalid_input" }
    public var hint: String? { remedy }
    public var description: String {
        let place = path.isEmpty ? "" : "\(path): "
        return "\(place)\(parameter) is \(value); it must be \(limit)."
    }

    /// The same fault, further up the path.
    public func at(_ place: String) -> Self {
        var fault = self
        fault.path = fault.path.isEmpty ? place : place + "/" + fault.path
        return fault
    }
}
