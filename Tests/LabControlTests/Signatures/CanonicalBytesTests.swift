import LabValues
import Testing

@testable import LabControl

/// The vectors of Documentation/Reference/SignedCommands.md, which were made by another program in another language.
struct CanonicalBytesTests {
    static let short = """
        {"type":"command","command":"resume","timestamp":"2026-01-15T10:30:00.000Z","params":{},"id":"1",\
        "key_id":"bench","nonce":"2","expires":"2026-01-15T10:30:30.000Z"}
        """
    static let full = #"""
        {"type":"command","command":"set_limit","timestamp":"2026-01-15T10:30:00.000Z",
        "params":{"name":"i_max","value":0.0025,"list":[1,2.0,-0.5,null,true,false,"\u00b5A"],"nested":{"b":{},"a":[]},
        "big":9007199254740993},"id":"7d0c","experiment_id":"20260115T103000Z-cv-7f3a","station":"rig-2",
        "reply_to":"echem_replies","issuer":"Ada","key_id":"bench","nonce":"n-1","expires":"2026-01-15T10:35:00.000Z"}
        """#

    @Test func `the short vector has its bytes and its two signatures`() throws {
        let command = try Command(line: Self.short.utf8)
        #expect(
            String(decoding: CanonicalBytes(command).bytes, as: UTF8.self) == """
                labrunner-command-v1
                o8:s7:commands6:resumes7:expiress24:2026-01-15T10:30:30.000Zs2:ids1:1s6:key_ids5:benchs5:nonces1:2\
                s6:paramso0:s9:timestamps24:2026-01-15T10:30:00.000Zs4:types7:command
                """)
        try check(
            command, hmac: "0380189579243fcca21643f5509d5c04b24e6c65a47c828fc66183334d03c100",
            ed25519: """
                950a247cc31c77b7bbee61716eda5dd1ce0d739290ec7288dfd2fc3885d49174\
                cd22f95308822adbed968439b2c4d4adfca38fc94ef51324ed42900f49ada907
                """)
    }

    @Test func `the full vector has its bytes and its two signatures`() throws {
        let command = try Command(line: Self.full.utf8)
        #expect(
            String(decoding: CanonicalBytes(command).bytes, as: UTF8.self) == """
                labrunner-command-v1
                o12:s7:commands9:set_limits13:experiment_ids24:20260115T103000Z-cv-7f3as7:expiress24:\
                2026-01-15T10:35:00.000Zs2:ids4:7d0cs6:issuers3:Adas6:key_ids5:benchs5:nonces3:n-1s6:paramso5:s3:big\
                i9007199254740993;s4:lista7:i1;i2;dbfe0000000000000;ntfs3:µAs4:names5:i_maxs6:nestedo2:s1:aa0:s1:bo0:\
                s5:valued3f647ae147ae147b;s8:reply_tos13:echem_repliess7:stations5:rig-2s9:timestamps24:\
                2026-01-15T10:30:00.000Zs4:types7:command
                """)
        try check(
            command, hmac: "42ce3a9d81c76f7dbd5b1d10fc1b77f174f5a4b5a7cb1996adf3d4c748826f09",
            ed25519: """
                dd8fbf052f6b199aa5207c5ec379bfe9414338c64acc090d8181226e88a5fbcb\
                779f942495f754cbc201f3e2cf223bf911f8bb422aadd61a918e8cda38014807
                """)
    }

    private func check(_ command: Command, hmac: String, ed25519: String) throws {
        #expect(try benchKey().sign(command).signature == hmac)
        let ada = try SigningKey(id: "ada", ed25519PrivateKey: Array(32..<64))
        var theirs = command
        (theirs.keyID, theirs.signature) = ("ada", ed25519)
        #expect(ada.isSignature(of: theirs))
        #expect(ada.isSignature(of: try ada.sign(command)))
        let publicBytes = try #require(
            Hexadecimal.bytes("29acbae141bccaf0b22e1a94d34d0bc7361e526d0bfe12c89794bc9322966dd7".utf8))
        #expect(try SigningKey(id: "ada", ed25519PublicKey: publicBytes).isSignature(of: theirs))
    }

    @Test(arguments: [
        ("1.0", "i1;"), ("1", "i1;"), ("-0.0", "i0;"), ("1e3", "i1000;"), ("9007199254740991", "i9007199254740991;"),
        ("9007199254740992.0", "d4340000000000000;"), ("0.1", "d3fb999999999999a;"),
        ("9223372036854775807", "i9223372036854775807;"), ("9223372036854775808", "d43e0000000000000;"),
        (#""é""#, "s2:é"), (#""a;b""#, "s3:a;b"), ("[[],{}]", "a2:a0:o0:"), (#"{"b":1,"a":2}"#, "o2:s1:ai2;s1:bi1;"),
        (#"{"é":1,"z":2}"#, "o2:s1:zi2;s2:éi1;"), ("[null,true,false]", "a3:ntf"),
    ])
    func `a value has one form`(json: String, bytes: String) throws {
        let value = try JSONReader.read(json.utf8)
        #expect(String(decoding: CanonicalBytes(of: value).bytes, as: UTF8.self) == bytes)
    }

    @Test func `every field is under the signature`() throws {
        let original = signed("resume") {
            ($0.experiment, $0.station, $0.replyTo, $0.issuer) = (experiment(), "rig-2", "echem_replies", "Ada")
            $0.parameters = ["a": ["b": [1, 2]]]
        }
        #expect(benchKey().isSignature(of: original))
        let changes: [(inout Command) -> Void] = [
            { $0.name = "stop" }, { $0.timestamp = wall + .milliseconds(1) }, { $0.parameters = ["a": ["b": [1, 3]]] },
            { $0.parameters["mode"] = "now" }, { $0.id = "2" }, { $0.id = nil },
            { $0.experiment = experiment("exp-2") },
            { $0.experiment = nil }, { $0.station = "rig-3" }, { $0.station = nil }, { $0.replyTo = "elsewhere" },
            { $0.replyTo = nil }, { $0.issuer = "Eve" }, { $0.issuer = nil }, { $0.keyID = "other" },
            { $0.nonce = "m" }, { $0.expires = wall + .seconds(61) }, { $0.signature = nil }, { $0.signature = "" },
            { $0.signature = $0.signature?.uppercased() }, { $0.signature?.append("00") },
            { $0.signature?.removeLast(2) },
        ]
        for (number, change) in changes.enumerated() {
            var forged = original
            change(&forged)
            #expect(!benchKey().isSignature(of: forged), "change \(number)")
        }
    }
}
