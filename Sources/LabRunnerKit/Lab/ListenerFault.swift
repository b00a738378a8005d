import LabValues

/// Why nobody can listen there.
enum ListenerFault: LabFault, Hashable {
    case malformed(String, known: [String])
    case unknownScheme(String, known: [String])
    case repeated(String)
    case noneBesideOthers

    var recovery: Recovery { .refuse }
    var code: String { "invalid_input" }

    var description: String {
        switch self {
        case .malformed(let text, _): "The listener “\(text.shownBriefly)” does not read SCHEME:REST."
        case .unknownScheme(let scheme, _): "There is no listener called “\(scheme.shownBriefly)”."
        case .repeated(let text): "The listener \(text.shownBriefly) is given twice."
        case .noneBesideOthers: "“none” is given beside other listeners."
        }
    }

    var hint: String? {
        switch self {
        case .malformed(_, let known), .unknownScheme(_, let known):
            "Listeners: " + (known.map { "\($0):…" } + ["none"]).joined(separator: ", ")
                + ". Standard input and the control socket are always there."
        case .repeated, .noneBesideOthers: nil
        }
    }
}
