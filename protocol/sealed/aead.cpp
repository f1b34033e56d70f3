// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/sealed/aead.hpp"

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <type_traits>

#include <gcrypt.h>

namespace chatroom::sealed {

namespace {

/// With what it is given here Libgcrypt fails for lack of memory only.
void require(gcry_error_t error) {
    if (error != 0) {
        throw std::runtime_error(std::string("cannot seal or open: ") + gcry_strerror(error));
    }
}

bool set_up_libgcrypt() {
    if (gcry_check_version(GCRYPT_VERSION) == nullptr) {
        throw std::runtime_error("Libgcrypt is older than " GCRYPT_VERSION);
    }
    // What it is for here needs no memory that is never swapped out, of which it would take some.
    require(gcry_control(GCRYCTL_DISABLE_SECMEM, 0));
    require(gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0));
    if (gcry_cipher_test_algo(GCRY_CIPHER_CHACHA20) != 0) {
        throw std::runtime_error("this machine permits no ChaCha20, perhaps as it is in FIPS mode");
    }
    return true;
}

struct Close {
    void operator()(gcry_cipher_hd_t cipher) const { gcry_cipher_close(cipher); }
};
using Cipher = std::unique_ptr<std::remove_pointer_t<gcry_cipher_hd_t>, Close>;

Cipher open_cipher() {
    set_up_aead();
    gcry_cipher_hd_t cipher = nullptr;
    require(gcry_cipher_open(&cipher, GCRY_CIPHER_CHACHA20, GCRY_CIPHER_MODE_POLY1305, 0));
    return Cipher(cipher);
}

/// Ready for the text. Valid until the thread asks for the next one: to make one for each text
/// would take longer than to seal it.
gcry_cipher_hd_t cipher_for(const SecretKey& key, std::uint64_t nonce,
                            std::string_view associated_data) {
    thread_local const Cipher cipher = open_cipher();
    const auto& key_bytes = key.bytes();
    const auto nonce_bytes = aead_nonce(nonce);
    require(gcry_cipher_setkey(cipher.get(), key_bytes.data(), key_bytes.size()));
    require(gcry_cipher_setiv(cipher.get(), nonce_bytes.data(), nonce_bytes.size()));
    require(gcry_cipher_authenticate(cipher.get(), associated_data.data(), associated_data.size()));
    return cipher.get();
}

} // namespace

void set_up_aead() {
    [[maybe_unused]] static const bool is_set_up = set_up_libgcrypt();
}

std::array<std::uint8_t, 12> aead_nonce(std::uint64_t number) {
    std::array<std::uint8_t, 12> nonce{};
    for (std::size_t place = 4; place < nonce.size(); ++place) {
        nonce[place] = static_cast<std::uint8_t>(number);
        number >>= 8;
    }
    return nonce;
}

void encrypt(const SecretKey& key, std::uint64_t nonce, std::string_view associated_data,
             std::string_view plaintext, char* ciphertext) {
    auto* cipher = cipher_for(key, nonce, associated_data);
    require(gcry_cipher_encrypt(cipher, ciphertext, plaintext.size(), plaintext.data(),
                                plaintext.size()));
    require(gcry_cipher_gettag(cipher, ciphertext + plaintext.size(), tag_bytes));
}

std::optional<std::string> decrypt(const SecretKey& key, std::uint64_t nonce,
                                   std::string_view associated_data, std::string_view ciphertext) {
    if (ciphertext.size() < tag_bytes) {
        return std::nullopt;
    }
    const auto text = ciphertext.substr(0, ciphertext.size() - tag_bytes);
    const auto tag = ciphertext.substr(text.size());
    std::string plaintext(text.size(), '\0');
    auto* cipher = cipher_for(key, nonce, associated_data);
    require(
        gcry_cipher_decrypt(cipher, plaintext.data(), plaintext.size(), text.data(), text.size()));
    const auto error = gcry_cipher_checktag(cipher, tag.data(), tag.size());
    if (gcry_err_code(error) == GPG_ERR_CHECKSUM) {
        return std::nullopt;
    }
    require(error);
    return plaintext;
}

} // namespace chatroom::sealed
