// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/utf8.hpp"
#include "client/core/chat_screen.hpp"
#include "client/core/completion.hpp"
#include "client/core/cursor_report.hpp"
#include "client/core/display.hpp"
#include "client/core/found_rooms.hpp"
#include "client/core/grapheme.hpp"
#include "client/core/key_reader.hpp"
#include "client/core/typed_history.hpp"
#include "tests/fuzz/require.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace {

using namespace chatroom;
using fuzz::require;

/// What the fuzzer decides, piece by piece.
class Decisions {
public:
    explicit Decisions(std::string_view bytes) : bytes_(bytes) {}

    bool are_left() const { return !bytes_.empty(); }
    std::size_t number(std::size_t limit) {
        const auto byte = bytes_.empty() ? 0U : static_cast<unsigned char>(bytes_.front());
        bytes_.remove_prefix(std::min<std::size_t>(1, bytes_.size()));
        return byte % limit;
    }
    std::string text() {
        const auto wanted = number(256);
        const auto size = std::min(wanted, bytes_.size());
        std::string result(bytes_.substr(0, size));
        bytes_.remove_prefix(size);
        return result;
    }

private:
    std::string_view bytes_;
};

/// What ChatScreen may say to a terminal, but for text: takes it off the front. False if it is
/// something else.
bool take_sequence(std::string_view& bytes) {
    for (const std::string_view known : {"\x1b[?7l", "\x1b[?7h", "\x1b[K", "\x1b[J"}) {
        if (bytes.starts_with(known)) {
            bytes.remove_prefix(known.size());
            return true;
        }
    }
    for (const std::string_view notification : {"\x1b]9;", "\x1b]777;notify;chatroom;"}) {
        if (bytes.starts_with(notification)) {
            const auto text = bytes.substr(notification.size());
            const auto end = std::min(text.find('\x1b'), text.size());
            require(displayable(text.substr(0, end)) == text.substr(0, end));
            require(text.substr(end).starts_with("\x1b\\"));
            bytes.remove_prefix(notification.size() + end + 2);
            return true;
        }
    }
    if (!bytes.starts_with("\x1b[")) {
        return false;
    }
    const auto end = bytes.find_first_not_of("0123456789;", 2);
    const bool is_known = end != std::string_view::npos &&
                          (bytes[end] == 'm' || bytes[end] == 'A' || bytes[end] == 'B');
    bytes.remove_prefix(is_known ? end + 1 : 0);
    return is_known;
}

void check_bytes(std::string_view bytes, std::size_t columns, bool is_capable) {
    std::string row;
    const auto end_row = [&] {
        std::size_t widest = 0; // Only one that has no room of its own may go beyond the edge.
        for (const auto& grapheme : graphemes(row)) {
            widest = std::max(widest, grapheme.columns);
        }
        const auto width = columns_of(row);
        require(width <= columns || width - widest < columns);
        row.clear();
    };
    while (!bytes.empty()) {
        if (bytes.front() == '\x1b') {
            require(is_capable && take_sequence(bytes));
            continue;
        }
        const auto character = first_code_point(bytes);
        require(character.has_value());
        if (character->value == U'\r') {
            end_row();
        } else if (character->value != U'\n' && character->value != U'\a') {
            require(character->value >= 0x20 &&
                    (character->value < 0x7f || character->value > 0x9f));
            row += bytes.substr(0, character->bytes);
        }
        bytes.remove_prefix(character->bytes);
    }
    end_row();
}

Shown shown_by(Decisions& decisions) {
    Event event;
    event.sequence = {decisions.number(8)};
    event.time = WallTime{std::chrono::hours(decisions.number(3) == 0 ? 1'000'000'000 : 500'000)};
    event.about = {decisions.number(8)};
    event.kind = EventKind{static_cast<std::uint8_t>(decisions.number(20))};
    const auto kind = decisions.number(7);
    event.name = decisions.text();
    event.text = decisions.text();
    switch (kind) {
    case 0:
        return Words{event.text};
    case 1:
        return ShowLine{event.text};
    case 2:
        return OwnMessage{MessageId{decisions.number(4)}, event.name, event.text, event.time};
    case 3:
        return ShowGreeting{event.name, event.text};
    case 4:
        return Entered{event.name};
    case 5:
        return ShowEvent{event, false, MessageId{decisions.number(4)}};
    default:
        return ShowEvent{event, decisions.number(2) == 0};
    }
}

void check_screen(Decisions decisions) {
    static const auto& wording = choose_wording([](std::string_view) { return std::nullopt; });
    const bool is_capable = decisions.number(2) == 0;
    const auto colours = is_capable ? static_cast<Colours>(decisions.number(4)) : Colours::none;
    ChatScreen screen(wording, {.times = static_cast<Times>(decisions.number(3)),
                                .colours = colours,
                                .attention = static_cast<Attention>(decisions.number(4)),
                                .is_capable = is_capable});
    std::size_t columns = 80;
    Input input{.prompt = "Bob : ", .text = {}};
    const WallTime now{std::chrono::hours(500'001)};
    while (decisions.are_left()) {
        const std::vector<Shown> shown{shown_by(decisions)};
        const std::vector<Marked> marks{
            {{decisions.number(4)}, static_cast<Mark>(decisions.number(4))}};
        input.text = decisions.text();
        input.caret = decisions.number(256);
        if (decisions.number(4) == 0) {
            columns = 1 + decisions.number(100);
            screen.resize(decisions.number(30), columns);
            if (screen.may_input_be_broken()) {
                screen.cursor_is_at(decisions.number(100));
            }
        }
        check_bytes(screen.show(shown, marks, now, &input), columns, is_capable);
        check_bytes(screen.draw(input), columns, is_capable);
        const auto row = input_row(input, columns);
        require(columns_of(row.left) + columns_of(row.right) < columns);
    }
}

/// What a screen without sequences shows of that, row by row.
std::vector<std::string> rows_of(const Shown& shown, WallTime now, Times times,
                                 std::size_t columns) {
    ChatScreen screen(wording_in(classic::Language::en), {.times = times});
    screen.resize(24, columns);
    auto bytes = screen.show({&shown, 1}, {}, now, nullptr);
    std::vector<std::string> rows;
    for (auto end = bytes.find("\r\n"); end != std::string::npos; end = bytes.find("\r\n")) {
        rows.push_back(bytes.substr(0, end).substr(bytes.find_first_not_of('\r')));
        bytes.erase(0, end + 2);
    }
    return rows;
}

/// At any width, what is said has one row that begins as a line does, and what nobody in the room
/// says has its mark in every row. (Of a single column nobody can read either.)
void check_rows(Decisions decisions) {
    const auto times = static_cast<Times>(decisions.number(3));
    const auto columns = 2 + decisions.number(60);
    Event event;
    event.sequence = {1};
    event.time = WallTime{std::chrono::hours(500'000)};
    event.kind = EventKind::said;
    event.name = "Eve";
    event.text = decisions.text();
    const auto said = rows_of(ShowEvent{event}, event.time, times, columns);
    for (std::size_t row = 1; row < said.size(); ++row) {
        require(said[row].starts_with(' '));
    }
    for (const auto& row : rows_of(Words{event.text}, event.time, times, columns)) {
        require(row.find("\u258E") != std::string::npos);
    }
    event.kind = EventKind::announced;
    event.name.clear();
    for (const auto& row : rows_of(ShowEvent{event}, event.time, times, columns)) {
        require(row.find("\u258C") != std::string::npos);
    }
}

/// Of a name that comes from elsewhere only one that is a single printable word gets into what is
/// typed; and a room that is found is one line, whatever it is called.
void check_names(std::string_view bytes) {
    if (is_fit_to_type(bytes)) {
        require(displayable(bytes).find_first_of(" \n\r\t\x1b") == std::string::npos);
        require(std::ranges::none_of(bytes, [](char byte) {
            return static_cast<unsigned char>(byte) <= 0x20 || byte == 0x7f;
        }));
    }
    const auto line = to_line({std::string(bytes), {"192.0.2.1", 1}});
    require(line.starts_with("192.0.2.1:1  \"") && displayable(line) == line);
    const auto found = found_rooms(bytes);
    require(found.rooms.size() <= max_found_rooms);
    require(found.more == 0 || found.rooms.size() == max_found_rooms);
}

void check_keys(Decisions decisions) {
    KeyReader reader;
    TimePoint now{};
    while (decisions.are_left()) {
        now += std::chrono::milliseconds(decisions.number(256));
        const bool may_be_pasted = decisions.number(2) == 0;
        for (const auto& one : reader.take(now, decisions.text(), may_be_pasted)) {
            if (const auto* pasted = std::get_if<Pasted>(&one)) {
                require(pasted->text.size() <= KeyReader::max_paste_bytes);
                require(pasted->text.find_first_of("\x1b\r\a\x7f") == std::string::npos);
                require(pasted_lines(pasted->text).size() <= KeyReader::max_paste_lines);
            } else {
                require(!std::get<Keys>(one).bytes.empty());
            }
        }
    }
}

void check_reports(std::string_view bytes) {
    CursorReports reports;
    require(reports.take(bytes).keys == bytes); // Nothing was asked.
    reports.asked();
    auto keys = reports.take(bytes).keys;
    keys += reports.give_up();
    require(reports.awaited() == 0 ? keys.size() < bytes.size() : keys == bytes);
}

} // namespace

// Whatever a server or a member says, the terminal gets text, and of sequences only our own.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::as_text(data, size);
    const auto shown = displayable(bytes);
    require(displayable(shown) == shown && is_utf8(shown));
    constexpr std::array<std::string_view, 2> commands{"/who", "/help"};
    const std::array<std::string, 2> names{std::string(bytes.substr(0, size / 2)), "Bob"};
    require(complete(bytes, size / 2, names, commands).begin <= size);
    for (const auto& line : history_lines(bytes)) {
        require(is_kept_in_history(line));
    }
    check_names(bytes);
    check_rows(Decisions(bytes));
    check_screen(Decisions(bytes));
    check_keys(Decisions(bytes));
    check_reports(bytes);
    return 0;
}
