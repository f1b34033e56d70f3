// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/site.hpp"

#include "web/core/origin.hpp"

#include <algorithm>
#include <array>

namespace chatroom {

namespace {

constexpr std::string_view room_path = "/room";
constexpr std::string_view front_page = "/index.html";

/// What holds for every answer: nothing comes from elsewhere, nothing of the page runs but its
/// files, nobody frames it, and no address of it is told to others.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> always{{
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"},
    {"Cache-Control", "no-cache"},
}};

/// 'self' is not the WebSocket in all browsers, so the host is named.
std::string content_security_policy(std::string_view host) {
    std::string policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                         "manifest-src 'self'; connect-src 'self'";
    if (is_host(host)) {
        policy += " ws://";
        policy += host;
        policy += " wss://";
        policy += host;
    }
    return policy + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                    "require-trusted-types-for 'script'; trusted-types 'none'";
}

SiteAnswer with_usual_fields(SiteAnswer answer, std::string_view host) {
    for (const auto& [name, value] : always) {
        answer.fields.emplace_back(name, value);
    }
    answer.fields.emplace_back("Content-Security-Policy", content_security_policy(host));
    return answer;
}

} // namespace

SiteOutcome Site::take(const SiteRequest& request) const {
    if (!is_host(request.host)) {
        return {.answer = refusal(400, "the request has no host")};
    }
    if (request.has_body) {
        return {.answer = refusal(413, "the request has a body")};
    }
    if (request.method != "GET" && request.method != "HEAD") {
        auto answer = refusal(405, "only GET and HEAD are known here");
        answer.fields.emplace_back("Allow", "GET, HEAD");
        return {.answer = std::move(answer)};
    }
    if (origins_.empty() && hosts_ && !is_known_host(request.host, *hosts_)) {
        return {.answer = refusal(421, "the room is not known under this name; whoever runs it "
                                       "puts it into origins of /etc/chatroom-web.toml")};
    }
    const auto path = request.target.substr(0, request.target.find_first_of("?#"));
    if (path == room_path) {
        return page(request);
    }
    return {.answer = file(request, path == "/" ? front_page : path)};
}

SiteAnswer Site::refusal(unsigned status, std::string_view words) {
    SiteAnswer answer{.status = status, .body = words, .is_open = false};
    answer.fields.emplace_back("Content-Type", "text/plain; charset=utf-8");
    return with_usual_fields(std::move(answer), {});
}

SiteAnswer Site::file(const SiteRequest& request, std::string_view path) const {
    const auto found = std::ranges::find(files_, path, &SiteFile::path);
    if (found == files_.end()) {
        auto answer = refusal(404, "there is no such page");
        answer.is_open = true;
        return answer;
    }
    SiteAnswer answer;
    answer.fields.emplace_back("ETag", found->tag);
    if (request.if_none_match == found->tag) {
        answer.status = 304;
    } else {
        answer.fields.emplace_back("Content-Type", found->type);
        answer.body = found->body;
    }
    return with_usual_fields(std::move(answer), request.host);
}

SiteOutcome Site::page(const SiteRequest& request) const {
    if (request.method != "GET" || !request.is_upgrade) {
        auto answer = refusal(426, "this is the WebSocket of the page");
        answer.fields.emplace_back("Upgrade", "websocket");
        return {.answer = std::move(answer)};
    }
    if (!is_own_origin(request.origin, request.host, origins_)) {
        return {.answer = refusal(403, "a page of another origin may not come in here")};
    }
    return {.is_page = true};
}

} // namespace chatroom
