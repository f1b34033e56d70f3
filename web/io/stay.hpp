// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "web/core/page_session.hpp"
#include "web/io/room_socket.hpp"

#include <memory>
#include <string>

#include <boost/asio/steady_timer.hpp>

namespace chatroom {

/// Why the service closes the connection of a page (RFC 6455, section 7.4; from 4000 on our own).
enum class PageEnd : std::uint16_t {
    restarting = 1012,    ///< It comes again soon.
    broken = 1008,        ///< The page has broken a rule.
    stuck = 4000,         ///< It has kept nothing for too long.
    elsewhere = 4001,     ///< The same tab has come over another connection.
    full = 4002,          ///< There is no place; later there may be.
    other_version = 4003, ///< The page is to be loaded again.
    crowded = 4004,       ///< Too many have come from its network; soon others may.
};

/// The connection of a page, as a stay sees it.
class PageSink {
public:
    PageSink() = default;
    PageSink(const PageSink&) = delete;
    PageSink& operator=(const PageSink&) = delete;
    virtual ~PageSink() = default;

    virtual void send(std::string text) = 0;
    virtual void close(PageEnd end, std::string_view words) = 0;
};

/// The stay of one tab in the room with its socket and its clock.
class Stay : public std::enable_shared_from_this<Stay> {
public:
    Stay(boost::asio::io_context& io, const RoomSocket::Endpoints& room, PageSession session);

    /// The page is there; one that was there before is told to go.
    void attach(PageSink& sink, const Address& address, BatchNumber have);

    /// The page's connection has gone. One that is not the page's any more changes nothing.
    void detach(const PageSink& sink);

    void message(PageMessage message);

    const std::string& name() const { return session_.name(); }

    /// Whether its member is gone for certain.
    bool has_left() const { return session_.has_left(); }

    /// Whether the room has let it in under that name.
    bool is_inside() const { return session_.is_inside(); }
    bool has_page() const { return sink_ != nullptr; }
    bool is_over() const { return is_stopped_ || session_.is_over(); }

    /// Calls back after so long without a page, unless one comes; once.
    void when_abandoned(std::chrono::seconds after, std::function<void()> then);

    /// Nothing comes of it any more.
    void stop();

private:
    template <typename Turn>
    void guarded(Turn turn);
    void settle();
    void tell_room(PageTurn& turn);
    void tell_page(PageTurn& turn);
    void receive();
    void advance();
    void await_datagrams();
    void set_timer();

    boost::asio::steady_timer timer_;
    boost::asio::steady_timer abandoned_timer_;
    RoomSocket link_;
    PageSession session_;
    PageSink* sink_ = nullptr;
    bool awaits_datagrams_ = false;
    bool is_stopped_ = false;
};

} // namespace chatroom
