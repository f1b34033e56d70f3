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

/// Whether it is 16 bytes in base64 (RFC 6455, section 4.1).
inline bool is_websocket_key(std::string_view text) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    constexpr std::size_t digits_of_a_key = 22;
    return text.size() == digits_of_a_key + 2 && text.ends_with("==") &&
           text.find_first_not_of(digits) == digits_of_a_key;
}

/// What matters of a request whose fields have been read. It points into the parser.
inline SiteRequest site_request(const SiteParser& parser) {
    namespace http = boost::beast::http;
    const auto& request = parser.get();
    const auto length = parser.content_length();
    /// What stands there several times is not believed.
    const auto only = [&](http::field name) {
        return request.count(name) == 1 ? plain(request[name]) : std::string_view();
    };
    return {.method = plain(request.method_string()),
            .target = plain(request.target()),
            .host = only(http::field::host),
            .origin = only(http::field::origin),
            .if_none_match = plain(request[http::field::if_none_match]),
            .is_upgrade = boost::beast::websocket::is_upgrade(request) &&
                          is_websocket_key(only(http::field::sec_websocket_key)),
            .has_body =
                request.count(http::field::transfer_encoding) > 0 || (length && *length > 0)};
}

} // namespace chatroom
