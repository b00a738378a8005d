extension SettingKey.Shape {
    /// Whether `text` is a value of this shape; whether a file exists is not looked at.
    public func accepts(_ text: String) -> Bool {
        switch self {
        case .text, .secret, .file, .secretFile, .list, .files: !text.isEmpty
        case .table: true
        case .flag: Bool(text) != nil
        case .integer(let range): Int(text).map(range.contains) ?? false
        case .bytes(let range): ByteSize(text).map { range.contains($0.bytes) } ?? false
        case .duration(let range): (try? Duration(userText: text)).map(range.contains) ?? false
        case .quantity(let quantity): quantity.accepts(text)
        case .limit(let name, let value):
            value.accepts(String(text.prefix { $0 != "," })) && SafetyLimits.accepts(text, for: name)
        case .choice(let choices): choices.contains(text)
        }
    }

    /// What stands here, to follow “is not”: `a whole number from 1 to 10`.
    public var expectation: String {
        switch self {
        case .text, .secret, .table: "a text"
        case .file: "the path of a file"
        case .secretFile: "the path of a file that only its owner may read"
        case .flag: "true or false"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .bytes(let range): "a size from \(ByteSize(range.lowerBound)) to \(ByteSize(range.upperBound))"
        case .duration(let range):
            "a time from \(range.lowerBound.userText) to \(range.upperBound.userText), such as 30 s or 24 h"
        case .quantity(let quantity): "\(quantity.nameWithArticle) with its unit, such as \(quantity.example)"
        case .limit(let name, let value):
            value.expectation + (name.isOfReadings ? ", then perhaps ,for=3 or ,for=200ms" : "")
                + ", then perhaps ,action=pause"
        case .choice(let choices): "one of \(choices.joined(separator: ", "))"
        case .list: "a list of texts"
        case .files: "a list of paths of files"
        }
    }
}
