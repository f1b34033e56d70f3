// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/aead.hpp"
#include "protocol/sealed/bytes.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <new>

#include <openssl/evp.h>

namespace chatroom::sealed::by_openssl {

namespace {

constexpr int refused = 0;

/// Nothing but a lack of memory makes OpenSSL fail with what it is given here.
void require(int result) {
    if (result <= refused) {
        throw std::bad_alloc();
    }
}

struct Free {
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

using Cipher = std::unique_ptr<EVP_CIPHER, Free>;
using Context = std::unique_ptr<EVP_CIPHER_CTX, Free>;

Context make_context(bool encrypts) {
    static const Cipher cipher(EVP_CIPHER_fetch(nullptr, "ChaCha20-Poly1305", nullptr));
    Context context(EVP_CIPHER_CTX_new());
    require(cipher != nullptr && context != nullptr ? 1 : refused);
    require(EVP_CipherInit_ex2(context.get(), cipher.get(), nullptr, nullptr, encrypts ? 1 : 0,
                               nullptr));
    return context;
}

int size(std::string_view bytes) {
    return static_cast<int>(bytes.size());
}

/// Does everything but the tag. (To encrypt or to decrypt is a matter of the context.)
void process(EVP_CIPHER_CTX* context, const SecretKey& key, std::uint64_t nonce,
             std::string_view associated_data, std::string_view text, unsigned char* result) {
    int written = 0;
    require(EVP_CipherInit_ex2(context, nullptr, key.bytes().data(), aead_nonce(nonce).data(), -1,
                               nullptr));
    require(EVP_CipherUpdate(context, nullptr, &written, unsigned_bytes(associated_data),
                             size(associated_data)));
    require(EVP_CipherUpdate(context, result, &written, unsigned_bytes(text), size(text)));
}

} // namespace

void encrypt(const SecretKey& key, std::uint64_t nonce, std::string_view associated_data,
             std::string_view plaintext, char* ciphertext) {
    // To make one takes longer than to seal a datagram.
    thread_local const Context context = make_context(true);
    auto* result = reinterpret_cast<unsigned char*>(ciphertext);
    auto* tag = result + plaintext.size();
    int written = 0;
    process(context.get(), key, nonce, associated_data, plaintext, result);
    require(EVP_CipherFinal_ex(context.get(), tag, &written));
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_bytes, tag));
}

std::optional<std::string> decrypt(const SecretKey& key, std::uint64_t nonce,
                                   std::string_view associated_data, std::string_view ciphertext) {
    if (ciphertext.size() < tag_bytes) {
        return std::nullopt;
    }
    thread_local const Context context = make_context(false);
    std::string plaintext(ciphertext.size() - tag_bytes, '\0');
    auto* result = reinterpret_cast<unsigned char*>(plaintext.data());
    std::array<unsigned char, tag_bytes> tag{};
    ciphertext.copy(reinterpret_cast<char*>(tag.data()), tag.size(), plaintext.size());
    int written = 0;
    process(context.get(), key, nonce, associated_data, ciphertext.substr(0, plaintext.size()),
            result);
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_bytes, tag.data()));
    const bool is_authentic = EVP_CipherFinal_ex(context.get(), tag.data(), &written) > refused;
    return is_authentic ? std::optional(std::move(plaintext)) : std::nullopt;
}

} // namespace chatroom::sealed::by_openssl
