// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/call.hpp"

#include <utility>

namespace chatroom {

namespace {

using Answer = std::variant<control::Response, ExchangeFailure>;

constexpr std::uint64_t id = 1; // Each connection has one request.

ExchangeFailure not_understood(const std::filesystem::path& socket) {
    return {ExchangeFailure::Kind::failed,
            "what answers at " + socket.native() + " does not speak chatroomd's control protocol"};
}

Answer call_once(const std::filesystem::path& socket, const control::Request& request,
                 std::chrono::milliseconds timeout) {
    auto line = exchange(socket, control::encode_request(id, request),
                         std::chrono::steady_clock::now() + timeout);
    if (auto* failure = std::get_if<ExchangeFailure>(&line)) {
        return std::move(*failure);
    }
    auto response = control::parse_response(std::get<std::string>(line), id, request);
    if (!response) {
        return not_understood(socket);
    }
    return *std::move(response);
}

/// The names in the answer; null if it has none.
control::OwnedNames* names_in(Answer& answer) {
    auto* response = std::get_if<control::Response>(&answer);
    auto* result = response ? std::get_if<control::Result>(&response->reply) : nullptr;
    return result ? std::get_if<control::OwnedNames>(result) : nullptr;
}

} // namespace

Answer call(const std::filesystem::path& socket, const control::Request& request,
            std::chrono::milliseconds timeout) {
    auto answer = call_once(socket, request, timeout);
    const auto* first = names_in(answer);
    if (first == nullptr || !first->more) {
        return answer;
    }
    auto all = *first;
    while (all.more) {
        const auto last = all.names.back().name;
        auto next = call_once(socket, control::Names{last}, timeout);
        const auto* part = names_in(next);
        if (part == nullptr) {
            return next;
        }
        if (!part->names.empty() && part->names.back().name <= last) {
            return not_understood(socket); // Asking on would go in circles.
        }
        all.names.insert(all.names.end(), part->names.begin(), part->names.end());
        all.more = part->more;
    }
    auto json = control::encode_result(all);
    return control::Response{control::Result{std::move(all)}, std::move(json)};
}

} // namespace chatroom
