import Glibc

/// What the operating system says about an error number, in its own words.
func systemError(_ number: Int32) -> String {
    guard let text = strerror(number) else { return "error \(number)" }
    return String(cString: text)
}
