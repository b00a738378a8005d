/// Swift source with comments and string literals blanked out; what is left is code, line breaks kept.
struct SwiftCode {
    private(set) var text = ""
    private let source: [Character]
    private var index = 0

    init(_ source: String) {
        self.source = Array(source)
        while index < self.source.count { readOne() }
    }

    private mutating func readOne() {
        guard "/#\"".contains(source[index]) else {
            text.append(source[index])
            index += 1
            return
        }
        if looking(at: "//") {
            skipLine()
        } else if looking(at: "/*") {
            skipBlockComment()
        } else if let hashes = hashesBeforeQuote {
            skipString(hashes: hashes)
        } else {
            text.append(source[index])
            index += 1
        }
    }

    private mutating func skipLine() {
        while index < source.count, !source[index].isNewline { index += 1 }
    }

    /// Block comments nest in Swift.
    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if looking(at: "/*") {
                depth += 1
                index += 2
            } else if looking(at: "*/") {
                depth -= 1
                index += 2
            } else {
                skipOne()
            }
        } while depth > 0 && index < source.count
        text.append(" ")
    }

    private mutating func skipString(hashes: Int) {
        index += hashes
        let end = String(repeating: "#", count: hashes)
        let isMultiline = looking(at: "\"\"\"")
        let quote = isMultiline ? "\"\"\"" : "\""
        index += quote.count
        while index < source.count, !looking(at: quote + end) {
            if !isMultiline, source[index].isNewline { return }  // unfinished: perhaps a quote in a regular expression
            if looking(at: "\\" + end + "(") {
                index += 2 + hashes
                skipInterpolation()
            } else if looking(at: "\\" + end) {
                index += 1 + hashes
                skipOne()
            } else {
                skipOne()
            }
        }
        index += quote.count + hashes
        text.append("\"\"")
    }

    private mutating func skipInterpolation() {
        var depth = 1
        while index < source.count, depth > 0 {
            if let hashes = hashesBeforeQuote {
                skipString(hashes: hashes)
                continue
            }
            if source[index] == "(" { depth += 1 }
            if source[index] == ")" { depth -= 1 }
            skipOne()
        }
    }

    private mutating func skipOne() {
        guard index < source.count else { return }
        if source[index].isNewline { text.append("\n") }
        index += 1
    }

    /// The number of `#` in front of a string that starts here, or nil where none starts.
    private var hashesBeforeQuote: Int? {
        let hashes = source[index...].prefix { $0 == "#" }.count
        let quote = index + hashes
        return quote < source.count && source[quote] == "\"" ? hashes : nil
    }

    private func looking(at word: String) -> Bool {
        source[index...].starts(with: word)
    }
}
