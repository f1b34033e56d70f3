// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/call.hpp"

#include <utility>

namespace chatroom {

namespace {

using Answer = std::variant<control::Response, ExchangeFailure>;

constexpr std::uint64_t id = 1; // Each connection has one request.

const ExchangeFailure unreadable{ExchangeFailure::Kind::unreadable, {}};

Answer call_once(const std::filesystem::path& socket, const control::Request& request,
                 std::chrono::milliseconds timeout, int descriptor = -1) {
    auto line = exchange(socket, control::encode_request(id, request),
                         std::chrono::steady_clock::now() + timeout, descriptor);
    if (auto* failure = std::get_if<ExchangeFailure>(&line)) {
        return std::move(*failure);
    }
    auto response = control::parse_response(std::get<std::string>(line), id, request);
    if (!response) {
        return unreadable;
    }
    return *std::move(response);
}

/// The result of that type in the answer; null if it has none.
template <typename Wanted>
const Wanted* find_result(const Answer& answer) {
    const auto* response = std::get_if<control::Response>(&answer);
    const bool has_result = response != nullptr && response->reply;
    return has_result ? std::get_if<Wanted>(&*response->reply) : nullptr;
}

bool is_unknown_method(const Answer& answer) {
    const auto* response = std::get_if<control::Response>(&answer);
    return response != nullptr && !response->reply &&
           response->reply.error().code == control::ErrorCode::method_not_found;
}

control::Response response_of(control::AnyAnswer result) {
    auto json = control::encode_result(result);
    return {std::move(result), std::move(json)};
}

/// The latest of the events that are wanted, and those in front of them that the request asks for.
Answer complete_log(const std::filesystem::path& socket, control::Log asked, control::Events all,
                    std::chrono::milliseconds timeout) {
    const auto most = asked.most();
    while (all.before != Sequence{}) {
        asked.before = all.before;
        asked.count = static_cast<std::uint32_t>(most - all.events.size());
        auto next = call_once(socket, asked, timeout);
        const auto* found = find_result<control::Events>(next);
        if (found == nullptr) {
            return next;
        }
        if (found->before >= all.before || found->events.size() > asked.count) {
            return unreadable; // Asking on would go in circles.
        }
        all.events.insert(all.events.begin(), found->events.begin(), found->events.end());
        all.before = all.events.size() < most ? found->before : Sequence{};
    }
    return response_of(std::move(all));
}

std::vector<control::NameInfo>& list_in(control::OwnedNames& names) {
    return names.names;
}

std::vector<control::BanInfo>& list_in(control::Bans& bans) {
    return bans.bans;
}

/// What a list goes on from.
const std::string& key_of(const control::NameInfo& name) {
    return name.name;
}

const std::string& key_of(const control::BanInfo& ban) {
    return ban.target;
}

/// The first part of a list and all the others behind it, for which the request asks.
template <typename Asked>
Answer complete(const std::filesystem::path& socket, Asked asked, typename Asked::Answer all,
                std::chrono::milliseconds timeout) {
    auto& list = list_in(all);
    while (all.more) {
        if (list.empty()) {
            return unreadable; // There is nothing to go on from.
        }
        const auto last = key_of(list.back());
        asked.after = last;
        auto next = call_once(socket, asked, timeout);
        const auto* found = find_result<typename Asked::Answer>(next);
        if (found == nullptr) {
            return next;
        }
        auto part = *found;
        const auto& more = list_in(part);
        if (more.empty() ? part.more : key_of(more.back()) <= last) {
            return unreadable; // Asking on would go in circles.
        }
        list.insert(list.end(), more.begin(), more.end());
        all.more = part.more;
    }
    return response_of(std::move(all));
}

} // namespace

Answer call(const std::filesystem::path& socket, const control::Request& request,
            std::chrono::milliseconds timeout, int descriptor) {
    auto answer = call_once(socket, request, timeout, descriptor);
    if (const auto* names = find_result<control::OwnedNames>(answer); names && names->more) {
        return complete(socket, std::get<control::ListNames>(request), *names, timeout);
    }
    if (const auto* bans = find_result<control::Bans>(answer); bans && bans->more) {
        return complete(socket, std::get<control::ListBans>(request), *bans, timeout);
    }
    if (const auto* events = find_result<control::Events>(answer);
        events && events->before != Sequence{} &&
        events->events.size() < std::get<control::Log>(request).most()) {
        return complete_log(socket, std::get<control::Log>(request), *events, timeout);
    }
    if (std::holds_alternative<control::Wait>(request) && is_unknown_method(answer)) {
        // A daemon that is older than the verb, but answers, is ready.
        const auto ping = call_once(socket, control::Ping{}, timeout);
        if (const auto* pong = find_result<control::Pong>(ping)) {
            return response_of(control::Readiness{pong->version});
        }
    }
    if (std::holds_alternative<control::Version>(request) && is_unknown_method(answer)) {
        // Version 1 of the protocol has no such verb, and is all that such a daemon speaks.
        const auto ping = call_once(socket, control::Ping{}, timeout);
        if (const auto* pong = find_result<control::Pong>(ping)) {
            return response_of(control::VersionInfo{pong->version, {1, 1}});
        }
    }
    return answer;
}

std::optional<std::string> ask_version(const std::filesystem::path& socket,
                                       std::chrono::milliseconds timeout) {
    const auto answer = call(socket, control::Version{}, timeout);
    if (const auto* info = find_result<control::VersionInfo>(answer)) {
        return info->version;
    }
    const auto ping = call_once(socket, control::Ping{}, timeout);
    const auto* pong = find_result<control::Pong>(ping);
    return pong == nullptr ? std::nullopt : std::optional(pong->version);
}

} // namespace chatroom
