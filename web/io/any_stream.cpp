// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/io/any_stream.hpp"

#include "web/io/wiping_allocator.hpp"

#include <vector>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace chatroom {

using boost::system::error_code;

struct AnyStream::Tls {
    Tls(Socket socket, boost::asio::ssl::context& context) : stream(std::move(socket), context) {}
    boost::asio::ssl::stream<Socket> stream;
};

AnyStream::AnyStream(Socket socket, boost::asio::ssl::context* tls) : plain_(std::move(socket)) {
    if (tls != nullptr) {
        tls_ = std::make_unique<Tls>(std::move(plain_), *tls);
    }
}

AnyStream::AnyStream(AnyStream&&) noexcept = default;
AnyStream::~AnyStream() = default;

AnyStream::Socket& AnyStream::socket() {
    return tls_ ? tls_->stream.next_layer() : plain_;
}

AnyStream::executor_type AnyStream::get_executor() {
    return socket().get_executor();
}

void AnyStream::handshake(Done done) {
    if (!tls_) {
        return done({}, 0);
    }
    tls_->stream.async_handshake(boost::asio::ssl::stream_base::server,
                                 [done = std::move(done)](error_code error) { done(error, 0); });
}

void AnyStream::end_sending() {
    error_code ignored;
    socket().shutdown(Socket::shutdown_send, ignored);
}

void AnyStream::close() {
    error_code ignored;
    socket().shutdown(Socket::shutdown_both, ignored);
    socket().close(ignored);
}

void AnyStream::read_some(boost::asio::mutable_buffer buffer, Done done) {
    // Beast keeps what it has read until something comes over it: it may have been a secret.
    wipe(buffer.data(), buffer.size());
    if (tls_) {
        tls_->stream.async_read_some(buffer, std::move(done));
    } else {
        plain_.async_read_some(buffer, std::move(done));
    }
}

void AnyStream::write_some(Buffers buffers, Done done) {
    const std::vector<boost::asio::const_buffer> own(buffers.begin(), buffers.end());
    if (tls_) {
        tls_->stream.async_write_some(own, std::move(done));
    } else {
        plain_.async_write_some(own, std::move(done));
    }
}

} // namespace chatroom
