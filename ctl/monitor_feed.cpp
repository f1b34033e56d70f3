// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/monitor_feed.hpp"

#include <utility>

namespace chatroom {

namespace {

constexpr std::uint64_t monitor_id = 1; // The connection has one request.

} // namespace

std::variant<MonitorFeed, control::Response, ExchangeFailure>
MonitorFeed::begin(const std::filesystem::path& socket, std::chrono::milliseconds timeout) {
    const control::Request request = control::Monitor{};
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    auto begun =
        Conversation::begin(socket, control::encode_request(monitor_id, request), deadline);
    if (auto* failure = std::get_if<ExchangeFailure>(&begun)) {
        return std::move(*failure);
    }
    auto& conversation = std::get<Conversation>(begun);
    auto line = conversation.next(deadline);
    if (auto* failure = std::get_if<ExchangeFailure>(&line)) {
        return std::move(*failure);
    }
    auto response = control::parse_response(std::get<std::string>(line), monitor_id, request);
    if (!response) {
        return ExchangeFailure{ExchangeFailure::Kind::unreadable, {}};
    }
    if (!response->reply) {
        return *std::move(response);
    }
    return MonitorFeed(std::move(conversation), *std::move(response));
}

std::variant<control::Told, ExchangeFailure> MonitorFeed::next() {
    for (;;) {
        auto line = conversation_.next(std::nullopt);
        if (auto* failure = std::get_if<ExchangeFailure>(&line)) {
            return std::move(*failure);
        }
        if (auto told = control::parse_told(std::get<std::string>(line))) {
            return *std::move(told);
        }
    }
}

} // namespace chatroom
