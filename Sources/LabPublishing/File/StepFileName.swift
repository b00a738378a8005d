import LabValues

/// What the files of one step are called: `002-CV-100mVs` for step 2, “CV 100 mV/s”.
///
/// Letters and digits of any script stay, as do `.`, `_`, `+` and `-`; nothing else reaches the file system. The index
/// in front keeps equal titles apart.
struct StepFileName: Hashable {
    private static let longestTitle = 100
    let stem: String

    /// - Parameter technique: stands in for a title of which nothing is left.
    init(index: Int, title: String, technique: String) {
        let number = String(index)
        let padding = String(repeating: "0", count: max(0, 3 - number.count))
        let words = [title, technique].map(Self.safe).first { !$0.isEmpty } ?? "step"
        stem = "\(padding)\(number)-\(words)"
    }

    /// The stem with what tells a repeated attempt from the first.
    func stem(attempt: Int) -> String { attempt > 1 ? "\(stem).attempt\(attempt)" : stem }

    private static func safe(_ title: String) -> String {
        let words = withoutBlankBeforeUnit(title.split { $0.isBlank })
        var text = words.map(kept).filter { !$0.isEmpty }.joined(separator: "-").withoutDotRuns
        while text.utf8.count > longestTitle { text.removeLast() }
        return text.trimmingDots
    }

    /// Accents stay with their letters; one without would settle on the character before.
    private static func kept(_ word: String) -> String {
        var kept = ""
        for scalar in word.unicodeScalars where scalar.isKept || (scalar.isMark && kept.last?.isLetter == true) {
            kept.unicodeScalars.append(scalar)
        }
        return kept
    }

    /// `100 mV/s` is one word, as number and unit are read.
    private static func withoutBlankBeforeUnit(_ words: [Substring]) -> [String] {
        var joined: [String] = []
        for word in words {
            if let last = joined.last?.last, last.isWholeNumber, UnitOfMeasure.isKnown(word) {
                joined[joined.count - 1] += word
            } else {
                joined.append(String(word))
            }
        }
        return joined
    }
}

extension Character {
    fileprivate var isBlank: Bool { unicodeScalars.allSatisfy { $0.properties.generalCategory == .spaceSeparator } }
}

extension Unicode.Scalar {
    fileprivate var isKept: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            true
        default: "._+-".unicodeScalars.contains(self)
        }
    }

    fileprivate var isMark: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark: true
        default: false
        }
    }
}

extension String {
    /// Single dots stay (`0.5V`); two and more are a way up, and go.
    fileprivate var withoutDotRuns: String {
        var kept = ""
        var run = 0
        for scalar in unicodeScalars {
            if scalar == "." {
                run += 1
                continue
            }
            if run == 1 { kept.unicodeScalars.append(".") }
            run = 0
            kept.unicodeScalars.append(scalar)
        }
        return kept
    }

    fileprivate var trimmingDots: String {
        var text = Substring(self)
        while text.unicodeScalars.first == "." { text.unicodeScalars.removeFirst() }
        while text.unicodeScalars.last == "." { text.unicodeScalars.removeLast() }
        return String(text)
    }
}
