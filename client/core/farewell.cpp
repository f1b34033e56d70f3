// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/farewell.hpp"

namespace chatroom {

namespace {

Farewell left(std::string_view line) {
    return {{std::string(line)}, ExitCode::left};
}

Farewell failed(std::string line) {
    return {{std::move(line)}, ExitCode::failed};
}

Farewell key_changed(std::string_view fingerprint, const Wording& wording,
                     std::string_view server) {
    return {{worded(wording.key_changed, {server, fingerprint}),
             std::string(wording.key_changed_meaning),
             worded(wording.key_changed_remedy, {fingerprint, server, fingerprint})},
            ExitCode::failed};
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
        return left(ended.detail.empty() ? std::string(wording.kicked)
                                         : worded(wording.kicked_because, ended.detail));
    case EndReason::superseded:
        return left(wording.superseded);
    case EndReason::server_key_changed:
        return key_changed(ended.detail, wording, server);
    case EndReason::other_fingerprint:
        return {{worded(wording.other_fingerprint, {server, ended.detail}),
                 std::string(wording.other_fingerprint_meaning)},
                ExitCode::failed};
    case EndReason::other_version:
        return failed(worded(wording.other_version, server));
    case EndReason::no_answer:
        return failed(worded(is_sealed ? wording.sealed_no_answer : wording.no_answer, server));
    case EndReason::ignored:
        return failed(worded(wording.ignored, server));
    case EndReason::nothing_listens:
        return failed(worded(wording.nothing_listens, server));
    case EndReason::no_route:
        return failed(worded(wording.no_route, server));
    }
    return {};
}

} // namespace chatroom
