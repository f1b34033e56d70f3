// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/io/connection.hpp"

#include "web/core/network.hpp"
#include "web/io/page_connection.hpp"
#include "web/io/site_request.hpp"

#include <optional>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace chatroom {

namespace {

namespace http = boost::beast::http;
using boost::beast::string_view;
using boost::system::error_code;

/// The handshake of TLS and a request; also the pause between two requests.
constexpr std::chrono::seconds patience{20};
/// What is read after the last answer.
constexpr std::size_t max_read_away_bytes = 256 * 1024;
/// After so many a browser opens another connection.
constexpr int max_requests = 1000;

/// Answers requests until there is one for the WebSocket.
class RequestConnection final : public Connection,
                                public std::enable_shared_from_this<RequestConnection> {
public:
    RequestConnection(AnyStream stream, const Address& peer, Visitors visitors,
                      std::function<void()> when_gone)
        : stream_(std::move(stream)), timer_(stream_->get_executor()), peer_(peer),
          visitors_(visitors), when_gone_(std::move(when_gone)) {}

    ~RequestConnection() override { be_gone(); }

    void begin() {
        set_timer();
        stream_->handshake([self = shared_from_this()](error_code error, std::size_t) {
            if (!error) {
                self->read();
            }
        });
    }

    void stop() override {
        if (const auto page = page_.lock()) {
            page->stop();
        } else if (stream_) {
            stream_->close();
        }
    }

    void drop() override {
        if (const auto page = page_.lock()) {
            page->drop();
        } else if (stream_) {
            stream_->close();
        }
    }

private:
    void set_timer() {
        timer_.expires_after(patience);
        timer_.async_wait([weak = weak_from_this()](error_code error) {
            const auto self = error ? nullptr : weak.lock();
            if (self && self->stream_) {
                self->stream_->close();
            }
        });
    }

    void read() {
        parser_.emplace();
        set_limits(*parser_);
        http::async_read_header(
            *stream_, buffer_, *parser_,
            [self = shared_from_this()](error_code error, std::size_t) { self->have_read(error); });
    }

    void have_read(error_code error) {
        if (error == http::error::header_limit) {
            return answer(Site::refusal(431, "the request is too long"), false);
        }
        if (error == http::error::body_limit) {
            return answer(Site::refusal(413, "the request has a body"), false);
        }
        if (error &&
            error.category() == http::make_error_code(http::error::end_of_stream).category() &&
            error != http::error::end_of_stream && error != http::error::partial_message) {
            return answer(Site::refusal(400, "this is no request"), false);
        }
        if (error) {
            return;
        }
        auto outcome = visitors_.site.take(site_request(*parser_));
        if (outcome.is_page) {
            become_page();
        } else {
            const bool is_head = parser_->get().method() == http::verb::head;
            answer(std::move(outcome.answer), is_head);
        }
    }

    void answer(SiteAnswer answer, bool is_head) {
        const bool may_go_on = answer.is_open && parser_->is_header_done() &&
                               parser_->get().keep_alive() && ++requests_ < max_requests;
        response_ = {static_cast<http::status>(answer.status), 11};
        for (const auto& [name, value] : answer.fields) {
            response_.insert(string_view(name.data(), name.size()), value);
        }
        response_.keep_alive(may_go_on);
        if (answer.status != 304) {
            response_.content_length(answer.body.size());
        }
        if (!is_head) {
            response_.body() = std::string(answer.body);
        }
        serializer_.emplace(response_);
        const auto written = [self = shared_from_this(), may_go_on](error_code error, std::size_t) {
            if (error) {
                return;
            }
            self->set_timer();
            if (may_go_on) {
                self->read();
            } else {
                self->stream_->end_sending();
                self->read_away();
            }
        };
        http::async_write(*stream_, *serializer_, written);
    }

    /// Closed with something unread, a connection would take the answer with it.
    void read_away() {
        buffer_.clear();
        stream_->async_read_some(buffer_.prepare(max_header_bytes),
                                 [self = shared_from_this()](error_code error, std::size_t bytes) {
                                     self->read_bytes_ += bytes;
                                     if (!error && self->read_bytes_ < max_read_away_bytes) {
                                         self->read_away();
                                     }
                                 });
    }

    void become_page() {
        timer_.cancel();
        const auto address = client_address(peer_, forwarded_for(*parser_), visitors_.proxies);
        auto stream = *std::move(stream_);
        stream_.reset();
        // Whoever knows this connection knows the page by it, which counts in its place.
        const auto page =
            std::make_shared<PageConnection>(std::move(stream), address, visitors_,
                                             [self = shared_from_this()] { self->be_gone(); });
        page_ = page;
        auto request = parser_->release();
        parser_.reset();
        buffer_.clear();
        buffer_.shrink_to_fit();
        page->begin(std::move(request));
    }

    void be_gone() {
        if (const auto gone = std::exchange(when_gone_, nullptr)) {
            gone();
        }
    }

    std::optional<AnyStream> stream_; ///< Nothing once it is a page's.
    boost::asio::steady_timer timer_;
    Address peer_;
    Visitors visitors_;
    std::function<void()> when_gone_;
    boost::beast::flat_buffer buffer_{max_header_bytes};
    std::optional<SiteParser> parser_;
    http::response<http::string_body> response_;
    std::optional<http::response_serializer<http::string_body>> serializer_;
    int requests_ = 0;
    std::size_t read_bytes_ = 0; ///< After the last answer.
    std::weak_ptr<PageConnection> page_;
};

} // namespace

std::shared_ptr<Connection> serve(AnyStream stream, const Address& peer, Visitors visitors,
                                  std::function<void()> when_gone) {
    const auto connection = std::make_shared<RequestConnection>(std::move(stream), peer, visitors,
                                                                std::move(when_gone));
    connection->begin();
    return connection;
}

} // namespace chatroom
