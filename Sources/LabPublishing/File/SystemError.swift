import Glibc

/// What the operating system says about an error number, in its own words.
func systemError(_ number: Int32) -> String {
    guard let text = strerror(number) else { return "error \(number)" }
    return String(cString: text)
}

/// Whether an error of the operating system says that the disk takes no more, whoever asks.
package func isDiskTrouble(_ number: Int32) -> Bool {
    [ENOSPC, EDQUOT, EROFS, EIO, EFBIG].contains(number)
}
