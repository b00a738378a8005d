/// Why a script was rejected, and where: the column just past the offending token.
struct ScriptLoadError: Error, Equatable {
    var code: ScriptErrorCode
    var line: Int
    var column: Int

    /// `!XXXX: Line L, Col C`.
    var text: String { "\(code.text): Line \(line), Col \(column)" }
}
