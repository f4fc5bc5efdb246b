import Glibc
import Testing

/// curl calls one OpenSSL: that of Arrow's libraries, which is of another version, does not take its place.
@Suite struct OpenSSLTests {
    /// Three that libparquet has, too.
    @Test(arguments: ["EVP_MD_CTX_new", "X509_free", "BIO_ctrl"])
    func `OpenSSL's functions are those of libcrypto`(_ name: String) throws {
        let crypto = try #require(dlopen("libcrypto.so.3", RTLD_LAZY | RTLD_NOLOAD))
        defer { dlclose(crypto) }
        #expect(try #require(dlsym(nil, name)) == dlsym(crypto, name))
    }
}
