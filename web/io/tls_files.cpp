// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/io/tls_files.hpp"

#include <exception>
#include <stdexcept>
#include <utility>

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>
#include <sys/stat.h>

namespace chatroom {

namespace ssl = boost::asio::ssl;

bool TlsFiles::Stamp::operator==(const Stamp& other) const {
    return inode == other.inode && changed.tv_sec == other.changed.tv_sec &&
           changed.tv_nsec == other.changed.tv_nsec;
}

TlsFiles::TlsFiles(std::filesystem::path certificate, std::filesystem::path key)
    : certificate_(std::move(certificate)), key_(std::move(key)) {
    load();
}

TlsFiles::~TlsFiles() = default;

TlsFiles::Stamp TlsFiles::stamp_of(const std::filesystem::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0) {
        return {}; // Reading it will say why.
    }
    return {status.st_ino, status.st_ctim};
}

void TlsFiles::load() {
    const auto certificate_stamp = stamp_of(certificate_);
    const auto key_stamp = stamp_of(key_);
    auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
    context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                         ssl::context::no_sslv3 | ssl::context::no_tlsv1 |
                         ssl::context::no_tlsv1_1 | ssl::context::no_compression);
    // What pages say holds secrets.
    ::SSL_CTX_set_options(context->native_handle(), SSL_OP_CLEANSE_PLAINTEXT);
    boost::system::error_code error;
    context->use_certificate_chain_file(certificate_.string(), error);
    if (error) {
        throw std::runtime_error("the certificate " + certificate_.string() +
                                 " cannot be used: " + error.message());
    }
    context->use_private_key_file(key_.string(), ssl::context::pem, error);
    if (error) {
        throw std::runtime_error("the key " + key_.string() +
                                 " cannot be used, or is not that of " + certificate_.string() +
                                 ": " + error.message());
    }
    context_ = std::move(context);
    certificate_stamp_ = certificate_stamp;
    key_stamp_ = key_stamp;
}

std::string TlsFiles::reload_if_changed(bool& is_new) {
    is_new = false;
    if (stamp_of(certificate_) == certificate_stamp_ && stamp_of(key_) == key_stamp_) {
        return {};
    }
    try {
        load();
        is_new = true;
        return {};
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

} // namespace chatroom
