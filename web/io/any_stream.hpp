// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>

namespace boost::asio::ssl {
class context;
template <typename Stream>
class stream;
} // namespace boost::asio::ssl

namespace chatroom {

/// The bytes of a connection, over TLS or not. One type for both, and handlers without types behind
/// it: what Beast makes of a stream is compiled once, and OpenSSL in one place.
class AnyStream {
public:
    using Socket = boost::asio::ip::tcp::socket;
    using executor_type = Socket::executor_type;
    using Done = std::function<void(boost::system::error_code, std::size_t)>;
    using Buffers = std::span<const boost::asio::const_buffer>;

    /// Over TLS if there is a context for it.
    AnyStream(Socket socket, boost::asio::ssl::context* tls);
    AnyStream(AnyStream&&) noexcept;
    ~AnyStream();

    executor_type get_executor();

    /// The handshake of TLS; without TLS it is done at once.
    void handshake(Done done);

    /// Tells the other end that nothing follows; what it sends still comes.
    void end_sending();

    /// Ends it, whatever is on its way; each operation comes back with an error.
    void close();

    template <typename MutableBuffers, typename Handler>
    auto async_read_some(const MutableBuffers& buffers, Handler&& handler) {
        return boost::asio::async_initiate<Handler, void(boost::system::error_code, std::size_t)>(
            [this](auto&& done, const MutableBuffers& all) {
                const auto first = first_buffer<boost::asio::mutable_buffer>(all);
                read_some(first, without_type(std::forward<decltype(done)>(done)));
            },
            handler, buffers);
    }

    template <typename ConstBuffers, typename Handler>
    auto async_write_some(const ConstBuffers& buffers, Handler&& handler) {
        return boost::asio::async_initiate<Handler, void(boost::system::error_code, std::size_t)>(
            [this](auto&& done, const ConstBuffers& all) {
                std::array<boost::asio::const_buffer, max_buffers> some;
                std::size_t count = 0;
                const auto end = boost::asio::buffer_sequence_end(all);
                for (auto it = boost::asio::buffer_sequence_begin(all);
                     it != end && count < some.size(); ++it) {
                    some.at(count++) = boost::asio::const_buffer(*it);
                }
                write_some(Buffers(some.data(), count),
                           without_type(std::forward<decltype(done)>(done)));
            },
            handler, buffers);
    }

private:
    /// A header, a payload and its parts; what is beyond them is written the next time.
    static constexpr std::size_t max_buffers = 8;

    struct Tls;

    template <typename Buffer, typename All>
    static Buffer first_buffer(const All& all) {
        const auto end = boost::asio::buffer_sequence_end(all);
        for (auto it = boost::asio::buffer_sequence_begin(all); it != end; ++it) {
            if (Buffer(*it).size() > 0) {
                return Buffer(*it);
            }
        }
        return {};
    }

    /// Handlers are moved, never copied, which std::function does not know.
    template <typename Handler>
    static Done without_type(Handler&& handler) {
        auto kept = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
        return [kept](boost::system::error_code error, std::size_t bytes) {
            auto own = std::move(*kept);
            own(error, bytes);
        };
    }

    void read_some(boost::asio::mutable_buffer buffer, Done done);
    void write_some(Buffers buffers, Done done);
    Socket& socket();

    Socket plain_;             ///< Moved into tls_ if there is TLS.
    std::unique_ptr<Tls> tls_; ///< Nothing without TLS.
};

// What Beast asks of a stream when a WebSocket ends: its own closing handshake has been done or is
// not waited for any more, so nothing is missing when the connection goes.

inline void beast_close_socket(AnyStream& stream) {
    stream.close();
}

inline void teardown(boost::beast::role_type /*role*/, AnyStream& stream,
                     boost::system::error_code& error) {
    stream.close();
    error = {};
}

template <typename Handler>
void async_teardown(boost::beast::role_type /*role*/, AnyStream& stream, Handler&& handler) {
    stream.close();
    boost::asio::post(stream.get_executor(), [handler = std::forward<Handler>(handler)]() mutable {
        handler(boost::system::error_code());
    });
}

} // namespace chatroom
