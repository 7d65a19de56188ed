import Digest
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    /// FIPS 180-4 examples, as published by NIST (Secure Hash Standard, examples with intermediate values),
    /// and the empty message.
    static let messages: [(message: String, hex: String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]

    @Test("gives the published digests", arguments: messages)
    func published(message: String, hex: String) {
        #expect(SHA256Digest(of: Array(message.utf8)).hex == hex)
    }

    @Test("a million letters a give the published digest")
    func million() {
        let digest = SHA256Digest(of: [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
        #expect(digest.hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("bytes and hexadecimal digits are two spellings of one digest")
    func spellings() throws {
        let digest = SHA256Digest(of: [1, 2, 3])
        #expect(digest.bytes.count == 32)
        #expect(SHA256Digest(bytes: digest.bytes) == digest)
        var appended: [UInt8] = [9]
        digest.append(to: &appended)
        #expect(appended == [9] + digest.bytes)
        #expect(SHA256Digest(bytes: digest.bytes.dropLast()) == nil)
    }

    @Test("random bytes come in the number asked for and differ")
    func randomness() throws {
        let a = try #require(Randomness.bytes(16))
        let b = try #require(Randomness.bytes(16))
        #expect(a.count == 16 && a != b)
        #expect(Randomness.bytes(0) == [])
    }
}
