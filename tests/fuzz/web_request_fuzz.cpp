// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/require.hpp"
#include "web/io/site_request.hpp"

#include <algorithm>
#include <array>

#include <boost/asio/buffer.hpp>

using namespace chatroom;

namespace {

constexpr std::array<SiteFile, 1> files{{{"/index.html", "text/html", "<p>", "\"1\""}}};

} // namespace

// Any bytes that a browser may send are no request, or are answered with one of the site's answers;
// what is let in as a page has the right host.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    SiteParser parser;
    set_limits(parser);
    boost::system::error_code error;
    parser.put(boost::asio::buffer(data, size), error);
    if (error || !parser.is_header_done()) {
        return 0;
    }
    static const Site site(files, {}, std::nullopt);
    const auto request = site_request(parser);
    const auto outcome = site.take(request);
    constexpr std::array<unsigned, 8> known{200, 304, 400, 403, 404, 405, 413, 426};
    fuzz::require(outcome.is_page || std::ranges::count(known, outcome.answer.status) == 1);
    fuzz::require(!outcome.is_page ||
                  (request.method == "GET" && !request.has_body && !request.host.empty() &&
                   request.origin.starts_with("http")));
    for (const auto& [name, value] : outcome.answer.fields) {
        fuzz::require(value.find_first_of("\r\n") == std::string::npos);
    }
    return 0;
}
