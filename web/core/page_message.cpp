// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/core/page_message.hpp"

#include "protocol/json_fields.hpp"
#include "protocol/text.hpp"
#include "web/core/secret_member.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

namespace chatroom {

namespace {

using nlohmann::json;

/// Numbers that JavaScript counts exactly: up to 2^53 - 1 (ECMA-262, Number.MAX_SAFE_INTEGER).
constexpr std::uint64_t max_number = (std::uint64_t{1} << 53) - 1;
constexpr std::size_t tab_digits = 16;
constexpr std::string_view digits = "0123456789abcdef";

/// More than a name has, so that the room says what is wrong with one that is too long.
constexpr std::size_t max_asked_name_bytes = 255;

/// What was taken out of the text before it became JSON.
struct Secrets {
    std::optional<sealed::SecretText> secret;
    std::optional<sealed::SecretText> passphrase;
};

/// Reads the members of one message, and remembers the first that is wrong.
class Members {
public:
    Members(const json& object, const Secrets& secrets) : object_(object), secrets_(secrets) {}

    std::uint64_t number(const char* name) {
        const auto found = object_.find(name);
        const bool is_number = found != object_.end() && found->is_number_unsigned();
        const auto value = is_number ? found->get<std::uint64_t>() : 0;
        return expect(is_number && value <= max_number, name) ? value : 0;
    }

    /// At most so many bytes.
    std::string text(const char* name, std::size_t most) {
        const auto found = object_.find(name);
        const bool is_text = found != object_.end() && found->is_string();
        auto value = is_text ? found->get<std::string>() : std::string();
        return expect(is_text && value.size() <= most, name) ? std::move(value) : std::string();
    }

    const Secrets& secrets() const { return secrets_; }
    bool has(const char* name) const { return object_.contains(name); }

    /// Whether it holds; if it is the first that does not, that is what is wrong.
    bool expect(bool holds, std::string_view name) {
        if (!holds && wrong_.empty()) {
            wrong_ = std::string(name) + " is not what it has to be";
        }
        return holds;
    }

    const std::string& wrong() const { return wrong_; }

private:
    const json& object_;
    const Secrets& secrets_;
    std::string wrong_;
};

bool is_hexadecimal(std::string_view text, std::size_t count) {
    return text.size() == count && text.find_first_not_of(digits) == std::string_view::npos;
}

/// 64 digits.
sealed::SecretKey secret_in(Members& members) {
    sealed::SecretKey secret;
    const auto& text = members.secrets().secret;
    auto hexadecimal = text ? text->view() : std::string_view();
    if (!members.expect(is_hexadecimal(hexadecimal, 2 * sealed::key_bytes), "secret")) {
        return secret;
    }
    for (auto& byte : secret.bytes()) {
        byte = static_cast<std::uint8_t>(digits.find(hexadecimal[0]) << 4 |
                                         digits.find(hexadecimal[1]));
        hexadecimal.remove_prefix(2);
    }
    return secret;
}

sealed::SecretText passphrase_in(Members& members) {
    const auto& text = members.secrets().passphrase;
    const auto size = text ? text->view().size() : 0;
    const bool is_fit = size > 0 && size <= sealed::max_passphrase_bytes;
    return members.expect(is_fit, "passphrase") ? *text : sealed::SecretText(std::size_t{0});
}

PageMessage hello(Members& members) {
    Hello result;
    result.version = members.number("v");
    result.secret = secret_in(members);
    result.tab = members.text("tab", tab_digits);
    members.expect(is_hexadecimal(result.tab, tab_digits), "tab");
    result.name = members.text("name", max_asked_name_bytes);
    members.expect(!result.name.empty(), "name");
    if (members.has("passphrase")) {
        result.passphrase.emplace(passphrase_in(members));
    }
    result.have = {members.number("have")};
    return result;
}

PageMessage say(Members& members) {
    Say result{{members.number("id")}, members.text("text", max_page_message_bytes)};
    members.expect(result.number.value > 0, "id");
    members.expect(!result.text.empty(), "text");
    return result;
}

PageMessage ask_name(Members& members) {
    AskName result{members.text("name", max_asked_name_bytes)};
    members.expect(!result.name.empty(), "name");
    return result;
}

PageMessage give_passphrase(Members& members) {
    return GivePassphrase{passphrase_in(members)};
}

PageMessage ask_who(Members& members) {
    return AskWho{{members.number("event")}};
}

PageMessage ask_members(Members& members) {
    return AskMembers{members.text("pattern", max_asked_name_bytes)};
}

PageMessage ask_older(Members& members) {
    const AskOlder result{{members.number("before")}};
    members.expect(result.before != Sequence{}, "before");
    return result;
}

PageMessage have(Members& members) {
    return Have{{members.number("b")}};
}

PageMessage leave(Members& /*members*/) {
    return LeaveRoom{};
}

PageMessage are_you_there(Members& /*members*/) {
    return AreYouThere{};
}

struct Kind {
    std::string_view name;
    PageMessage (*read)(Members&);
};

constexpr std::array<Kind, 10> kinds{{{"hello", hello},
                                      {"say", say},
                                      {"name", ask_name},
                                      {"passphrase", give_passphrase},
                                      {"who", ask_who},
                                      {"members", ask_members},
                                      {"older", ask_older},
                                      {"have", have},
                                      {"leave", leave},
                                      {"ping", are_you_there}}};

} // namespace

Result<PageMessage, std::string> decode_page_message(std::span<char> text) {
    if (text.size() > max_page_message_bytes) {
        return Unexpected(std::string("a message is an object of JSON"));
    }
    const Secrets secrets{take_secret_member(text, "secret"),
                          take_secret_member(text, "passphrase")};
    const auto value = parse_json({text.data(), text.size()});
    if (!value || !value->is_object()) {
        return Unexpected(std::string("a message is an object of JSON"));
    }
    Members members(*value, secrets);
    const auto name = members.text("t", max_page_message_bytes);
    const auto kind = std::ranges::find(kinds, std::string_view(name), &Kind::name);
    if (kind == kinds.end()) {
        return Unexpected(std::string("there is no such message"));
    }
    auto message = kind->read(members);
    if (!members.wrong().empty()) {
        return Unexpected(members.wrong());
    }
    return message;
}

} // namespace chatroom
