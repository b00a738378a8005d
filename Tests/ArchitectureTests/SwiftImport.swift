/// One import declaration: which module, how visible, on which line.
struct SwiftImport: Hashable {
    var module: String
    /// `public`, `internal` …, or nil where the line says none.
    var access: String?
    /// `@testable`, `@_exported` …, without their arguments.
    var attributes: Set<String> = []
    var line: Int

    var isExported: Bool { attributes.contains("@_exported") }

    /// A plain `import` is internal in this package (InternalImportsByDefault).
    var staysInside: Bool { !isExported && access != "public" && access != "package" }
}

extension SwiftImport {
    /// All imports of a source file, those in every branch of an `#if` included.
    static func all(in source: String) -> [SwiftImport] {
        var found: [SwiftImport] = []
        let tokens = Token.all(in: SwiftCode(source).text)
        for place in tokens.indices where tokens[place].text == "import" {
            guard let module = moduleName(after: place, in: tokens) else { continue }
            var declaration = SwiftImport(module: module, line: tokens[place].line)
            declaration.readModifiers(before: place, in: tokens)
            found.append(declaration)
        }
        return found
    }

    private static let scopes: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
    private static let accessLevels: Set = ["public", "package", "internal", "fileprivate", "private"]

    /// Nil where `import` is a member or a label rather than a declaration.
    private static func moduleName(after place: Int, in tokens: [Token]) -> String? {
        if place > 0, tokens[place - 1].text == "." { return nil }
        var next = place + 1
        if next < tokens.count, scopes.contains(tokens[next].text) { next += 1 }
        guard next < tokens.count, tokens[next].isWord else { return nil }
        return tokens[next].text.filter { $0 != "`" }
    }

    private mutating func readModifiers(before place: Int, in tokens: [Token]) {
        var previous = place - 1
        while previous >= 0 {
            let word = tokens[previous].text
            if Self.accessLevels.contains(word) {
                access = word
            } else if word.hasPrefix("@") {
                attributes.insert(word)
            } else if word == ")" {
                while previous > 0, tokens[previous].text != "(" { previous -= 1 }  // the arguments of an attribute
            } else {
                return
            }
            previous -= 1
        }
    }
}

/// A word, an `@attribute` or a single sign, and the line it stands on.
private struct Token {
    var text: String
    var line: Int

    var isWord: Bool { text.first.map { $0.isLetter || $0 == "_" || $0 == "`" } ?? false }

    static func all(in code: String) -> [Token] {
        var tokens: [Token] = []
        var line = 1
        var word = ""
        for character in code + "\n" {
            if character.isLetter || character.isNumber || "_`@".contains(character) {
                word.append(character)
                continue
            }
            if !word.isEmpty { tokens.append(Token(text: word, line: line)) }
            word = ""
            if character.isNewline { line += 1 }
            if !character.isWhitespace { tokens.append(Token(text: String(character), line: line)) }
        }
        return tokens
    }
}
