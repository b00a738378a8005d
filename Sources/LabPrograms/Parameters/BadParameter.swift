public import LabValues

/// Why a parameter of a program cannot be set.
public enum BadParameter: LabFault, Hashable {
    /// The program has none of that name.
    case unknownName(String, program: String, known: [String])
    /// The text is no such value.
    case malformed(name: String, fault: MalformedValue)
    /// The value is outside what the program declares.
    case outOfRange(name: String, value: String, range: String)
    /// The program's own default is outside what it declares.
    case defaultOutOfRange(name: String, value: String, range: String)
    /// The same name was given more than once.
    case givenTwice(String)

    public var recovery: Recovery { .refuse }
    public var code: String { "invalid_input" }

    public var description: String {
        switch self {
        case .unknownName(let name, let program, _): "The program \(program) has no parameter called “\(name)”."
        case .malformed(let name, let fault): "The parameter \(name) cannot be read: \(fault)."
        case .outOfRange(let name, let value, let range):
            "The parameter \(name) is \(value); it must be in \(range)."
        case .defaultOutOfRange(let name, let value, let range):
            "The parameter \(name) has the default \(value), which is not in \(range): the program is at fault."
        case .givenTwice(let name): "The parameter \(name) is given more than once."
        }
    }

    public var hint: String? {
        switch self {
        case .unknownName(_, _, known: []): return "It has no parameters."
        case .unknownName(let name, _, let known):
            let guess = known.closest(to: name).map { "Did you mean “\($0)”? " } ?? ""
            return guess + "Parameters: " + known.joined(separator: ", ") + "."
        case .defaultOutOfRange(let name, _, _): return "Set it: \(name)=…"
        case .malformed, .outOfRange, .givenTwice: return nil
        }
    }
}
