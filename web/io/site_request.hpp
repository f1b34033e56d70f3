// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "web/core/site.hpp"

#include <cstdint>
#include <string>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

namespace chatroom {

/// What reads the requests of browsers: their fields, and no body.
using SiteParser = boost::beast::http::request_parser<boost::beast::http::empty_body>;

/// Browsers send one to two thousand bytes.
inline constexpr std::uint32_t max_header_bytes = 8 * 1024;

/// Makes it read no more than we want.
inline void set_limits(SiteParser& parser) {
    parser.header_limit(max_header_bytes);
    parser.body_limit(std::uint64_t{0});
}

inline std::string_view plain(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

/// For whom proxies say that they ask, the last of them at the end, however many fields that is.
inline std::string forwarded_for(const SiteParser& parser) {
    std::string all;
    const auto [begin, end] = parser.get().equal_range("X-Forwarded-For");
    for (auto field = begin; field != end; ++field) {
        all += all.empty() ? "" : ",";
        all += plain(field->value());
    }
    return all;
}

/// What matters of a request whose fields have been read. It points into the parser.
inline SiteRequest site_request(const SiteParser& parser) {
    namespace http = boost::beast::http;
    const auto& request = parser.get();
    const auto length = parser.content_length();
    const bool has_one_host = request.count(http::field::host) == 1;
    return {.method = plain(request.method_string()),
            .target = plain(request.target()),
            .host = has_one_host ? plain(request[http::field::host]) : std::string_view(),
            .origin = plain(request[http::field::origin]),
            .if_none_match = plain(request[http::field::if_none_match]),
            .is_upgrade = boost::beast::websocket::is_upgrade(request),
            .has_body = parser.chunked() || (length && *length > 0)};
}

} // namespace chatroom
