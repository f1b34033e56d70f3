// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatroom {

/// A file of the page, which is part of the program.
struct SiteFile {
    std::string_view path; ///< "/room.js"
    std::string_view type; ///< Its media type.
    std::string_view body;
    std::string_view tag; ///< Another one for another body: an ETag with its quotation marks.
};

/// What of a request for the site matters.
struct SiteRequest {
    std::string_view method;
    std::string_view target; ///< As it was sent.
    std::string_view host;
    std::string_view origin;        ///< Empty: none was given.
    std::string_view if_none_match; ///< Likewise.
    bool is_upgrade = false;        ///< To a WebSocket, a right one (RFC 6455, section 4.1).
    bool has_body = false;
};

struct SiteAnswer {
    unsigned status = 200;
    std::vector<std::pair<std::string_view, std::string>> fields{};
    std::string_view body{};
    bool is_open = true; ///< Whether another request may follow.

    bool operator==(const SiteAnswer&) const = default;
};

/// What becomes of a request: an answer, or the room.
struct SiteOutcome {
    bool is_page = false; ///< The WebSocket of a page: the handshake is to be accepted.
    SiteAnswer answer{};  ///< If it is not.
};

/// The service as a web site: its files, and the WebSocket at /room for pages that came from it.
class Site {
public:
    /// Only pages of these origins open a WebSocket; none: those that came from the host that the
    /// request is for, which then has to be a known one (is_known_host()) if there are names of
    /// such hosts. The files outlive the site.
    Site(std::span<const SiteFile> files, std::vector<std::string> origins,
         std::optional<std::vector<std::string>> hosts)
        : files_(files), origins_(std::move(origins)), hosts_(std::move(hosts)) {}

    SiteOutcome take(const SiteRequest& request) const;

    /// An answer without a page, which ends the connection.
    static SiteAnswer refusal(unsigned status, std::string_view words);

private:
    SiteAnswer file(const SiteRequest& request, std::string_view path) const;
    SiteOutcome page(const SiteRequest& request) const;

    std::span<const SiteFile> files_;
    std::vector<std::string> origins_;
    std::optional<std::vector<std::string>> hosts_;
};

} // namespace chatroom
