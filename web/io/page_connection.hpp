// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "web/core/connection_places.hpp"
#include "web/io/any_stream.hpp"
#include "web/io/stays.hpp"
#include "web/io/wiping_allocator.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace chatroom {

struct Visitors;

/// The WebSocket of a page. It keeps itself as long as something is on its way.
class PageConnection final : public PageSink, public std::enable_shared_from_this<PageConnection> {
public:
    /// Who says nothing after the handshake goes.
    static constexpr std::chrono::seconds hello_patience{10};
    /// What a browser leaves unread beyond the batches that a stay keeps: pongs.
    static constexpr std::size_t max_waiting_bytes = 1024 * 1024;
    /// Messages of a page: a person types, and the page acknowledges four times a second.
    static constexpr unsigned max_messages_at_once = 200;
    static constexpr std::chrono::milliseconds message_interval{50};

    PageConnection(AnyStream stream, const Address& address, const Visitors& visitors,
                   std::function<void()> when_gone);
    ~PageConnection() override;

    /// Answers the handshake.
    void begin(boost::beast::http::request<boost::beast::http::empty_body> request);

    /// The service ends.
    void stop();

    /// The same, without a word.
    void drop() { be_gone(); }

    void send(std::string text) override;
    void close(PageEnd end, std::string_view words) override;

private:
    void await_hello();
    void read();
    void have_read();
    void take_message();
    void take(Hello&& hello);
    void write();
    void be_gone();
    bool is_too_fast();

    boost::beast::websocket::stream<AnyStream, false> socket_;
    boost::asio::steady_timer timer_; ///< Until the hello, and after a close.
    Address address_;
    Stays& stays_;
    ConnectionPlaces& places_;
    std::function<void()> when_gone_;

    bool has_place_ = false;
    bool is_closing_ = false;
    bool is_writing_ = false;
    std::shared_ptr<Stay> stay_;
    boost::beast::basic_flat_buffer<WipingAllocator<char>> buffer_; ///< There are secrets in it.
    std::deque<std::string> waiting_; ///< The first is on its way if is_writing_.
    std::size_t waiting_bytes_ = 0;
    TimePoint forgiven_at_; ///< Each message moves it; see message_interval.
    std::optional<boost::beast::http::request<boost::beast::http::empty_body>> request_;
};

} // namespace chatroom
