/// Splits one line of a script into tokens.
struct ScriptLexer {
    private let bytes: [UInt8]
    private let line: Int
    private var position = 0

    private init(_ bytes: [UInt8], line: Int) {
        self.bytes = bytes
        self.line = line
    }

    /// The tokens of a line; none when it holds only a comment.
    static func tokens(in bytes: [UInt8], line: Int) throws(ScriptLoadError) -> [ScriptToken] {
        var lexer = ScriptLexer(bytes, line: line)
        var tokens: [ScriptToken] = []
        while let kind = try lexer.next() {
            tokens.append(ScriptToken(kind: kind, endColumn: lexer.position + 1))
        }
        return tokens
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func failure(_ code: ScriptErrorCode, at end: Int) -> ScriptLoadError {
        ScriptLoadError(code: code, line: line, column: end + 1)
    }

    private mutating func next() throws(ScriptLoadError) -> ScriptToken.Kind? {
        while let byte = current, byte == ascii(" ") || byte == ascii("\t") { position += 1 }
        guard let byte = current, byte != ascii("#") else {
            position = bytes.count
            return nil
        }
        switch byte {
        case ascii("a")...ascii("z"), ascii("_"): return .word(word())
        case ascii("0")...ascii("9"), ascii("-"): return .value(try literal())
        case ascii("\""): return .text(try text())
        case ascii("("), ascii(")"), ascii(":"):
            position += 1
            return byte == ascii("(") ? .open : byte == ascii(")") ? .close : .colon
        default: return .comparison(try comparison())
        }
    }

    private mutating func word() -> String {
        let start = position
        while let byte = current, isWordByte(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func text() throws(ScriptLoadError) -> [UInt8] {
        guard let end = bytes[(position + 1)...].firstIndex(of: ascii("\"")) else {
            throw failure(.unexpectedCharacter, at: bytes.count)
        }
        defer { position = end + 1 }
        return Array(bytes[(position + 1)..<end])
    }

    private mutating func comparison() throws(ScriptLoadError) -> ScriptCondition.Comparison {
        for length in [2, 1] where position + length <= bytes.count {
            let candidate = String(decoding: bytes[position..<(position + length)], as: UTF8.self)
            if let comparison = ScriptCondition.Comparison(rawValue: candidate) {
                position += length
                return comparison
            }
        }
        throw failure(.unexpectedCharacter, at: position + 1)
    }

    // MARK: Literals

    /// Digits with one optional prefix make a float; with `i`, or written as `0x…` or `0b…`, an integer.
    private mutating func literal() throws(ScriptLoadError) -> ScriptValue {
        let isNegative = current == ascii("-")
        if isNegative { position += 1 }
        let radix = radixPrefix()
        guard let magnitude = try digits(radix: radix) else { throw failure(.unexpectedCharacter, at: position + 1) }
        let mantissa = isNegative ? -magnitude : magnitude
        var isInteger = radix != 10
        var exponent = 0
        if current == ascii("i") {
            isInteger = true
            position += 1
        } else if !isInteger, let byte = current, let power = Self.exponents[byte] {
            exponent = power
            position += 1
        }
        if let byte = current, isWordByte(byte) || byte == ascii(".") {
            throw failure(.unexpectedCharacter, at: position + 1)
        }
        if isInteger {
            guard radix != 10 || mantissa <= Int32.max else { throw failure(.overflow, at: position) }
            return .integer(Int32(truncatingIfNeeded: mantissa))
        }
        return .float(Self.scaled(Double(mantissa), by: exponent))
    }

    private mutating func radixPrefix() -> Int64 {
        guard current == ascii("0"), position + 1 < bytes.count else { return 10 }
        let radix: Int64 = bytes[position + 1] == ascii("x") ? 16 : bytes[position + 1] == ascii("b") ? 2 : 10
        if radix != 10 { position += 2 }
        return radix
    }

    /// The value of the digits here, `nil` when there is none; beyond 32 bits is an overflow.
    private mutating func digits(radix: Int64) throws(ScriptLoadError) -> Int64? {
        let start = position
        let limit: Int64 = radix == 10 ? 0x8000_0000 : 0xFFFF_FFFF
        var value: Int64 = 0
        while let byte = current, let digit = Int64(hexDigit: byte), digit < radix {
            value = value * radix + digit
            position += 1
            if value > limit { throw failure(.overflow, at: position) }
        }
        return position > start ? value : nil
    }

    private static let exponents: [UInt8: Int] = [
        ascii("a"): -18, ascii("f"): -15, ascii("p"): -12, ascii("n"): -9, ascii("u"): -6, ascii("m"): -3,
        ascii("k"): 3, ascii("M"): 6, ascii("G"): 9, ascii("T"): 12, ascii("P"): 15, ascii("E"): 18,
    ]

    /// Dividing by a power of ten rounds correctly, multiplying by its inverse does not.
    private static func scaled(_ mantissa: Double, by exponent: Int) -> Double {
        var power = 1.0
        for _ in 0..<abs(exponent) { power *= 10 }
        return exponent < 0 ? mantissa / power : mantissa * power
    }
}

private func ascii(_ character: Unicode.Scalar) -> UInt8 {
    UInt8(truncatingIfNeeded: character.value)
}

private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case ascii("a")...ascii("z"), ascii("A")...ascii("Z"), ascii("0")...ascii("9"), ascii("_"): true
    default: false
    }
}

extension Int64 {
    fileprivate init?(hexDigit byte: UInt8) {
        switch byte {
        case ascii("0")...ascii("9"): self = Int64(byte - ascii("0"))
        case ascii("a")...ascii("f"): self = Int64(byte - ascii("a")) + 10
        case ascii("A")...ascii("F"): self = Int64(byte - ascii("A")) + 10
        default: return nil
        }
    }
}
