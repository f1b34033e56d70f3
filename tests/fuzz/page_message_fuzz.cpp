// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/require.hpp"
#include "web/core/page_message.hpp"

using namespace chatroom;

// Any text of a page is a message within its limits, or it is said what is wrong with it.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string text(fuzz::as_text(data, size));
    const auto message = decode_page_message(text);
    if (!message) {
        fuzz::require(!message.error().empty());
        return 0;
    }
    if (const auto* hello = std::get_if<Hello>(&*message)) {
        fuzz::require(hello->tab.size() == 16 && !hello->name.empty() && hello->name.size() <= 255);
        fuzz::require(!hello->passphrase || !hello->passphrase->view().empty());
    }
    if (const auto* say = std::get_if<Say>(&*message)) {
        fuzz::require(say->number.value > 0 && !say->text.empty() &&
                      say->text.size() <= max_page_message_bytes);
    }
    return 0;
}
