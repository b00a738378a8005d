extension JSONObject: ExpressibleByDictionaryLiteral {
    /// The given fields; of two with one name the later wins.
    public init(dictionaryLiteral fields: (String, JSONValue)...) { self.init(fields) }
}
