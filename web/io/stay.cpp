// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/io/stay.hpp"

#include <new>
#include <utility>

#include <boost/asio/io_context.hpp>

namespace chatroom {

namespace {

/// Other pages have their turn in between.
constexpr int max_datagrams_a_turn = 16;

TimePoint now() {
    return std::chrono::steady_clock::now();
}

} // namespace

Stay::Stay(boost::asio::io_context& io, const RoomSocket::Endpoints& room, PageSession session)
    : timer_(io), abandoned_timer_(io), link_(io, room), session_(std::move(session)) {}

/// A passphrase takes 64 MiB. Where they are missing nobody knows how far the session has come: the
/// stay ends, and the page begins another one.
template <typename Turn>
void Stay::guarded(Turn turn) {
    if (is_stopped_) {
        return;
    }
    try {
        turn();
    } catch (const std::bad_alloc&) {
        auto* sink = sink_;
        stop();
        if (sink != nullptr) {
            sink->close(PageEnd::full, "there is too little memory just now");
        }
    }
}

void Stay::attach(PageSink& sink, const Address& address, BatchNumber have) {
    if (auto* before = std::exchange(sink_, nullptr)) {
        session_.detach();
        before->close(PageEnd::elsewhere, "the page is open elsewhere");
    }
    abandoned_timer_.cancel();
    sink_ = &sink;
    guarded([&] {
        session_.attach(now(), address, have);
        receive(); // What came meanwhile tells that the room is still there.
    });
}

void Stay::detach(const PageSink& sink) {
    if (sink_ == &sink) {
        sink_ = nullptr;
        session_.detach();
        timer_.cancel();
    }
}

void Stay::message(PageMessage message) {
    guarded([&] {
        session_.message(now(), std::move(message));
        settle();
    });
}

void Stay::when_abandoned(std::chrono::seconds after, std::function<void()> then) {
    abandoned_timer_.expires_after(after);
    abandoned_timer_.async_wait([then = std::move(then)](const auto& error) {
        if (!error) {
            then();
        }
    });
}

void Stay::stop() {
    is_stopped_ = true;
    sink_ = nullptr;
    timer_.cancel();
    abandoned_timer_.cancel();
}

void Stay::receive() {
    for (int count = 0; count < max_datagrams_a_turn && session_.is_awake(); ++count) {
        const auto received = link_.receive();
        if (!received) {
            break;
        }
        if (const auto* bytes = std::get_if<std::string_view>(&*received)) {
            session_.datagram(now(), *bytes);
        } else {
            session_.trouble(now(), std::get<Trouble>(*received));
        }
    }
    settle();
}

void Stay::advance() {
    if (session_.is_awake()) {
        session_.advance(now());
    }
    settle();
}

void Stay::settle() {
    // What is not sent may lead to something else that is to be.
    for (auto turn = session_.finish_turn(now()); !turn.is_empty();
         turn = session_.finish_turn(now())) {
        tell_room(turn);
        tell_page(turn);
    }
    if (sink_ != nullptr && session_.is_stuck(now())) {
        sink_->close(PageEnd::stuck, "the page keeps nothing of what it is sent");
    }
    set_timer();
    await_datagrams();
}

void Stay::tell_room(PageTurn& turn) {
    for (const auto& output : turn.to_room) {
        if (const auto* datagram = std::get_if<SendDatagram>(&output)) {
            if (const auto trouble = link_.send(datagram->bytes)) {
                session_.trouble(now(), *trouble);
            }
        } else if (std::get<NewSocket>(output).is_for_another_address) {
            link_.try_next_endpoint();
        } else {
            link_.renew();
        }
    }
}

void Stay::tell_page(PageTurn& turn) {
    // The connection may go while something is sent over it, and take the page with it.
    for (auto& text : turn.to_page) {
        if (sink_ != nullptr) {
            sink_->send(std::move(text));
        }
    }
    if (sink_ != nullptr && !turn.fault.empty()) {
        sink_->close(PageEnd::broken, turn.fault);
    }
}

void Stay::await_datagrams() {
    if (awaits_datagrams_ || is_stopped_ || !session_.is_awake()) {
        return;
    }
    awaits_datagrams_ = true;
    link_.wait([weak = weak_from_this()] {
        if (const auto stay = weak.lock()) {
            stay->awaits_datagrams_ = false;
            stay->guarded([&] { stay->receive(); });
        }
    });
}

void Stay::set_timer() {
    const auto deadline = session_.next_deadline();
    if (!deadline || is_stopped_) {
        timer_.cancel();
        return;
    }
    timer_.expires_at(*deadline);
    timer_.async_wait([weak = weak_from_this()](const auto& error) {
        const auto stay = error ? nullptr : weak.lock();
        if (stay && stay->has_page()) {
            stay->guarded([&] { stay->advance(); });
        }
    });
}

} // namespace chatroom
