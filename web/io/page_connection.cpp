// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/io/page_connection.hpp"

#include "web/io/connection.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

namespace {

namespace websocket = boost::beast::websocket;
using boost::system::error_code;

/// The handshake may take so long, and so the closing one.
constexpr std::chrono::seconds handshake_patience{10};
/// Half of it after the last sign of life a ping is sent; a browser answers by itself.
constexpr std::chrono::seconds idle_patience{60};
/// What RFC 6455 (section 5.5) leaves for the reason of a close.
constexpr std::size_t max_words_bytes = 123;

TimePoint now() {
    return std::chrono::steady_clock::now();
}

std::string_view words_of(PageEnd refusal) {
    return refusal == PageEnd::crowded ? "too many have come in from this network just now"
                                       : "there are too many pages";
}

} // namespace

PageConnection::PageConnection(AnyStream stream, const Address& address, const Visitors& visitors,
                               std::function<void()> when_gone)
    : socket_(std::move(stream)), timer_(socket_.get_executor()), address_(address),
      stays_(visitors.stays), places_(visitors.pages), when_gone_(std::move(when_gone)),
      buffer_(max_page_message_bytes + 1) {}

PageConnection::~PageConnection() {
    be_gone();
    when_gone_();
}

void PageConnection::begin(boost::beast::http::request<boost::beast::http::empty_body> request) {
    websocket::stream_base::timeout timeout{};
    timeout.handshake_timeout = handshake_patience;
    timeout.idle_timeout = idle_patience;
    timeout.keep_alive_pings = true;
    socket_.set_option(timeout);
    socket_.read_message_max(max_page_message_bytes);
    socket_.text(true);
    socket_.auto_fragment(false); // A message is in memory as a whole anyway.
    request_ = std::move(request);
    socket_.async_accept(*request_, [self = shared_from_this()](error_code error) {
        self->request_.reset();
        if (!error) {
            self->await_hello();
            self->read();
        }
    });
}

void PageConnection::stop() {
    close(PageEnd::restarting, "the service is restarting");
}

void PageConnection::send(std::string text) {
    if (is_closing_) {
        return;
    }
    waiting_bytes_ += text.size();
    waiting_.push_back(std::move(text));
    if (waiting_bytes_ > max_waiting_bytes) {
        close(PageEnd::stuck, "the page reads nothing");
    } else if (!is_writing_) {
        write();
    }
}

void PageConnection::close(PageEnd end, std::string_view words) {
    if (std::exchange(is_closing_, true)) {
        return;
    }
    words = words.substr(0, max_words_bytes);
    const websocket::close_reason reason(static_cast<websocket::close_code>(end),
                                         boost::beast::string_view(words.data(), words.size()));
    // Whoever does not read does not get the reason either, and goes all the same.
    timer_.expires_after(handshake_patience);
    timer_.async_wait([weak = weak_from_this()](error_code error) {
        const auto self = error ? nullptr : weak.lock();
        if (self) {
            self->socket_.next_layer().close();
        }
    });
    socket_.async_close(reason, [self = shared_from_this()](error_code) { self->be_gone(); });
}

void PageConnection::await_hello() {
    timer_.expires_after(hello_patience);
    timer_.async_wait([weak = weak_from_this()](error_code error) {
        const auto self = error ? nullptr : weak.lock();
        if (self && !self->stay_) {
            self->close(PageEnd::broken, "the page has not said who it is");
        }
    });
}

void PageConnection::read() {
    socket_.async_read(buffer_, [self = shared_from_this()](error_code error, std::size_t) {
        if (error) {
            self->be_gone();
            return;
        }
        self->have_read();
    });
}

void PageConnection::have_read() {
    if (!is_closing_ && is_too_fast()) {
        close(PageEnd::broken, "the page says too much");
    }
    if (!is_closing_) {
        take_message();
    }
    wipe(buffer_.data().data(), buffer_.size());
    buffer_.consume(buffer_.size());
    read();
}

void PageConnection::take_message() {
    const auto bytes = buffer_.data();
    auto message = socket_.got_text()
                       ? decode_page_message({static_cast<char*>(bytes.data()), bytes.size()})
                       : Unexpected(std::string("a message is text"));
    if (!message) {
        close(PageEnd::broken, message.error());
    } else if (auto* hello = std::get_if<Hello>(&*message); hello != nullptr && !stay_) {
        take(std::move(*hello));
    } else if (!stay_) {
        close(PageEnd::broken, "hello comes first");
    } else {
        stay_->message(*std::move(message));
    }
}

void PageConnection::take(Hello&& hello) {
    if (hello.version != page_version) {
        close(PageEnd::other_version, "the page is of another version");
        return;
    }
    has_place_ = places_.take(address_);
    if (!has_place_) {
        close(PageEnd::full, words_of(PageEnd::full));
        return;
    }
    timer_.cancel();
    const auto stay = stays_.enter(hello, *this, address_);
    if (stay) {
        stay_ = *stay;
    } else {
        close(stay.error(), words_of(stay.error()));
    }
}

void PageConnection::write() {
    is_writing_ = true;
    socket_.async_write(boost::asio::buffer(waiting_.front()),
                        [self = shared_from_this()](error_code error, std::size_t) {
                            self->is_writing_ = false;
                            self->waiting_bytes_ -= self->waiting_.front().size();
                            self->waiting_.pop_front();
                            if (error) {
                                self->be_gone();
                            } else if (!self->waiting_.empty() && !self->is_closing_) {
                                self->write();
                            }
                        });
}

/// The connection is of no more use; what is on its way comes back with an error.
void PageConnection::be_gone() {
    is_closing_ = true;
    timer_.cancel();
    socket_.next_layer().close();
    if (const auto stay = std::exchange(stay_, nullptr)) {
        stays_.leave(stay, *this);
    }
    if (std::exchange(has_place_, false)) {
        places_.give_back(address_);
    }
}

bool PageConnection::is_too_fast() {
    forgiven_at_ = std::max(forgiven_at_, now()) + message_interval;
    return forgiven_at_ > now() + max_messages_at_once * message_interval;
}

} // namespace chatroom
