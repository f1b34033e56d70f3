// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/farewell.hpp"

#include "protocol/sealed/version.hpp"

#include <charconv>

namespace chatroom {

namespace {

Farewell left(std::string_view line) {
    return {{std::string(line)}, ExitCode::left};
}

Farewell unreachable(std::string line) {
    return {{std::move(line)}, ExitCode::unreachable};
}

Farewell not_permitted(std::string_view line) {
    return {{std::string(line)}, ExitCode::not_permitted};
}

Farewell key_changed(std::string_view fingerprint, const Wording& wording,
                     std::string_view server) {
    return {{worded(wording.key_changed, {server, fingerprint}),
             std::string(wording.key_changed_meaning),
             worded(wording.key_changed_remedy, {fingerprint, server, fingerprint})},
            ExitCode::not_permitted};
}

/// Who is older has to be updated.
std::string other_version(std::string_view servers, const Wording& wording,
                          std::string_view server) {
    unsigned version = 0;
    std::from_chars(servers.data(), servers.data() + servers.size(), version);
    const auto& [lowest, highest] = sealed::all_versions;
    const auto words = version > highest ? wording.server_is_newer : wording.server_is_older;
    return worded(words, {server, servers, std::to_string(lowest), std::to_string(highest)});
}

} // namespace

Farewell farewell(const Ended& ended, const Wording& wording, std::string_view server,
                  bool is_sealed) {
    switch (ended.reason) {
    case EndReason::never_entered:
        break;
    case EndReason::left:
        return left(wording.left);
    case EndReason::left_unconfirmed:
        return left(wording.left_unconfirmed);
    case EndReason::kicked:
        return not_permitted(ended.detail.empty() ? std::string(wording.kicked)
                                                  : worded(wording.kicked_because, ended.detail));
    case EndReason::dismissed:
        return not_permitted(wording.dismissed);
    case EndReason::superseded:
        return not_permitted(wording.superseded);
    case EndReason::server_key_changed:
        return key_changed(ended.detail, wording, server);
    case EndReason::other_fingerprint:
        return {{worded(wording.other_fingerprint, {server, ended.detail}),
                 std::string(wording.other_fingerprint_meaning)},
                ExitCode::not_permitted};
    case EndReason::other_version:
        return unreachable(other_version(ended.detail, wording, server));
    case EndReason::no_answer:
        return unreachable(
            worded(is_sealed ? wording.sealed_no_answer : wording.no_answer, server));
    case EndReason::ignored:
        return {{worded(wording.ignored, server)}, ExitCode::refused};
    case EndReason::nothing_listens:
        return unreachable(worded(wording.nothing_listens, server));
    case EndReason::no_route:
        return unreachable(worded(wording.no_route, server));
    }
    return {};
}

} // namespace chatroom
