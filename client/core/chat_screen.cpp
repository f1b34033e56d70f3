// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/chat_screen.hpp"

#include "client/core/classic_line.hpp"
#include "client/core/display.hpp"
#include "client/core/event_line.hpp"
#include "client/core/grapheme.hpp"
#include "client/core/mention.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

namespace {

constexpr std::string_view erase_to_end_of_row = "\x1b[K";
constexpr std::string_view erase_below = "\x1b[J";
constexpr std::string_view wrap_off = "\x1b[?7l";
constexpr std::string_view wrap_on = "\x1b[?7h";
constexpr std::size_t mark_columns = 4;
/// Of a line that goes on, behind the time.
constexpr std::size_t indent_columns = 2;
/// Behind time and indent, or there is no time.
constexpr std::size_t least_text_columns = 8;
constexpr std::size_t usual_columns = 80;

constexpr Look dim{.is_dim = true};
constexpr Look announced{.colour = Look::Colour::announcement, .is_bold = true};

/// All marks take the same columns, so that a line with another mark takes the same rows.
std::string_view mark_text(std::optional<Mark> mark) {
    if (!mark) {
        return " … ";
    }
    switch (*mark) {
    case Mark::in_journal:
        return " ✓ ";
    case Mark::everywhere:
        return " ✓✓";
    case Mark::failed:
    case Mark::recalled:
        break;
    }
    return " ✗ ";
}

std::string up(std::size_t rows) {
    return rows > 0 ? "\x1b[" + std::to_string(rows) + "A" : "";
}

std::string down(std::size_t rows) {
    return rows > 0 ? "\x1b[" + std::to_string(rows) + "B" : "";
}

} // namespace

void ChatScreen::resize(std::size_t rows, std::size_t columns) {
    columns = columns > 0 ? columns : usual_columns;
    if (rows != screen_rows_ || columns != columns_) {
        screen_rows_ = rows;
        columns_ = columns;
        rows_.resize(rows);
        forget();
        is_resized_ = input_columns_ > 0;
        rows_above_cursor_ = 0;
    }
}

bool ChatScreen::may_input_be_broken() const {
    return is_resized_ && place_behind(input_left_, columns_).rows > 0;
}

/// A terminal that does not break rows has its cursor at the edge then, or left it where it was.
void ChatScreen::cursor_is_at(std::size_t column) {
    const auto place = place_behind(input_left_, columns_);
    const bool is_broken = is_resized_ && column == place.column && column + 1 < columns_;
    rows_above_cursor_ = is_broken ? place.rows : 0;
}

void ChatScreen::forget() {
    rows_.forget();
    comings_rows_ = 0;
    comings_.begin_line();
}

std::string ChatScreen::show(std::span<const Shown> shown, std::span<const Marked> marks,
                             WallTime now, const Input* input) {
    day_ = day_.empty() ? day_text(now) : day_;
    out_ = hide_input();
    for (const auto& one : shown) {
        write(one, now);
    }
    write_comings();
    for (const auto& marked : marks) {
        write_mark(marked);
    }
    const auto is_in_reach = [this](MessageId message) { return rows_.find(message).has_value(); };
    if (const auto count = late_marks_.take(is_in_reach); count > 0) {
        write_words(worded(wording_.delivered_late, std::to_string(count)), now);
    }
    out_ += std::exchange(attention_, {});
    if (input != nullptr) {
        out_ += input_bytes(*input);
    }
    return finished(std::exchange(out_, {}));
}

std::string ChatScreen::draw(const Input& input) {
    return finished(input_bytes(input));
}

std::string ChatScreen::finished(std::string bytes) const {
    return settings_.is_capable ? std::string(wrap_off) + bytes + std::string(wrap_on) : bytes;
}

std::string ChatScreen::hide_input() {
    const auto width = std::exchange(input_columns_, 0);
    if (settings_.is_capable) {
        // A terminal that has wrapped the row anew has left parts of it below.
        const bool is_resized = std::exchange(is_resized_, false);
        return "\r" + up(std::exchange(rows_above_cursor_, 0)) +
               std::string(is_resized ? erase_below : erase_to_end_of_row);
    }
    return "\r" + std::string(std::min(width, columns_ - 1), ' ') + "\r";
}

std::string ChatScreen::input_bytes(const Input& input) {
    const auto row = input_row(input, columns_);
    auto bytes = hide_input() + row.left + row.right;
    input_columns_ = columns_of(row.left) + columns_of(row.right);
    input_left_ = row.left;
    if (!row.right.empty()) {
        // Whatever the terminal makes of the characters, the cursor is behind those on the left.
        bytes += "\r" + row.left;
    }
    return bytes;
}

std::string ChatScreen::keep(const Input& input, WallTime now) {
    out_ = hide_input();
    end_comings();
    auto line = begin_line(now);
    line.text.push_back({input.prompt + (input.is_hidden ? "" : displayable(input.text))});
    add_line(line);
    return finished(std::exchange(out_, {}));
}

void ChatScreen::write(const Shown& shown, WallTime now) {
    if (const auto* words = std::get_if<Words>(&shown)) {
        write_words(words->text, now);
    } else if (const auto* line = std::get_if<ShowLine>(&shown)) {
        write_room_line(line->text, now);
    } else if (const auto* event = std::get_if<ShowEvent>(&shown)) {
        write_event(*event);
    } else if (const auto* gap = std::get_if<ShowGap>(&shown)) {
        write_words(gap->is_lost ? std::string(wording_.gap_lost)
                                 : worded(wording_.gap, std::to_string(gap->count)),
                    now);
    } else if (std::holds_alternative<PastEnded>(shown)) {
        write_past_end(now);
    } else if (const auto* greeted = std::get_if<ShowGreeting>(&shown)) {
        write_greeting(greeted->greeting, now);
    } else if (const auto* own = std::get_if<OwnMessage>(&shown)) {
        write_own(*own);
    } else if (const auto* entered = std::get_if<Entered>(&shown)) {
        own_name_ = entered->name;
    } else if (const auto* listed = std::get_if<ListedEvent>(&shown)) {
        write_listed(listed->event);
    }
}

void ChatScreen::write_words(const std::string& text, WallTime time) {
    end_comings();
    auto line = begin_marked_line(words_mark, time, {});
    line.text.push_back({displayable(text)});
    add_line(line);
}

void ChatScreen::write_past_end(WallTime now) {
    if (const auto count = std::exchange(past_events_, 0); count > 0) {
        write_words(worded(wording_.past_end, std::to_string(count)), now);
    }
}

void ChatScreen::write_room_line(const std::string& text, WallTime now) {
    end_comings();
    write_day(now);
    const auto about = read_classic_line(text);
    const auto name = about && about->kind == EventKind::said ? about->name : std::string();
    const auto rest = text.substr(name.size());
    const bool is_mention = !name.empty() && name != own_name_ && mentions(rest, own_name_);
    add_line(message_line(now, name, rest, is_mention));
    if (is_mention) {
        call_attention(text);
    }
}

std::string ChatScreen::notice_of(const Event& event) const {
    return classic::notice(wording_.language, event).value_or("");
}

void ChatScreen::write_event(const ShowEvent& shown) {
    const auto& event = shown.event;
    past_events_ += shown.is_past ? 1 : 0;
    if (const auto recall = recall_in(event)) {
        write_recall(*recall);
    }
    switch (event.kind) {
    case EventKind::said:
        write_said(shown);
        break;
    case EventKind::entered:
    case EventKind::left:
        comings_.add(event);
        comings_time_ = event.time;
        has_news_of_comings_ = true;
        break;
    default:
        if (const auto text = notice_of(event); !text.empty()) {
            write_announcement(text, event);
        }
    }
}

void ChatScreen::write_said(const ShowEvent& shown) {
    const auto& event = shown.event;
    comings_.spoke(event.name, event.time);
    if (shown.own) {
        rows_.set_event(*shown.own, event.sequence); // It is on the screen since it was said.
        return;
    }
    write_message(event, {});
    if (!shown.is_past && is_mention(event)) {
        call_attention(notice_of(event));
    }
}

bool ChatScreen::is_mention(const Event& event) const {
    return event.name != own_name_ && mentions(displayable(event.text), own_name_);
}

void ChatScreen::write_message(const Event& event, const std::string& number) {
    end_comings();
    write_day(event.time);
    const auto text = notice_of(event);
    const auto line =
        message_line(event.time, event.name, text.substr(std::min(event.name.size(), text.size())),
                     is_mention(event), number);
    add_message(line,
                {.event = event.sequence,
                 .author = event.name,
                 .blanked = recalled_row(event.time, event.name)},
                "");
}

/// Who came and went stands by itself here, too: it is about then, not about now.
void ChatScreen::write_listed(const Event& event) {
    const auto text = notice_of(event);
    const auto number = number_text(event);
    if (event.kind == EventKind::said) {
        write_message(event, number);
    } else if (event.kind == EventKind::entered || event.kind == EventKind::left) {
        end_comings();
        write_day(event.time);
        auto line = begin_line(event.time);
        line.text.push_back({number + displayable(text), dim});
        add_line(line);
    } else if (!text.empty()) {
        write_announcement(text, event, number);
    }
}

void ChatScreen::write_announcement(const std::string& text, const Event& event,
                                    const std::string& number) {
    end_comings();
    write_day(event.time);
    auto line = begin_marked_line(announcement_mark, event.time, announced);
    if (!number.empty()) {
        line.text.push_back({number, dim});
    }
    line.text.push_back({displayable(text), announced});
    if (event.kind == EventKind::announced) {
        add_message(line, {.event = event.sequence, .blanked = recalled_row(event.time, "")}, "");
    } else {
        add_line(line);
    }
}

void ChatScreen::write_greeting(const Greeting& greeting, WallTime now) {
    for (const auto& text : classic::greeting(wording_.language, greeting)) {
        Event event;
        event.time = now;
        event.kind = EventKind::topic;
        write_announcement(text, event);
    }
}

void ChatScreen::write_own(const OwnMessage& own) {
    end_comings();
    write_day(own.time);
    Event said;
    said.kind = EventKind::said;
    said.name = own.name;
    said.text = own.text;
    auto line = message_line(own.time, own.name, notice_of(said).substr(own.name.size()), false);
    add_message(
        line, {.own = own.message, .author = own.name, .blanked = recalled_row(own.time, own.name)},
        settings_.is_capable && own.message ? mark_text(std::nullopt) : "");
    if (settings_.is_capable && own.message) {
        late_marks_.stands(*own.message);
    }
}

void ChatScreen::end_comings() {
    write_comings();
    comings_rows_ = 0;
    comings_.begin_line();
}

void ChatScreen::write_comings() {
    const auto text = comings_.line(wording_);
    if (!std::exchange(has_news_of_comings_, false) || text.empty()) {
        return;
    }
    if (comings_rows_ > 0) {
        out_ += up(comings_rows_) + "\r" + std::string(erase_below);
        rows_.take_back(comings_rows_);
    }
    write_day(comings_time_);
    auto line = begin_line(comings_time_);
    line.text.push_back({displayable(text), dim});
    add_line(line);
    comings_rows_ = rows_of(line).size();
    if (!settings_.is_capable || comings_rows_ >= screen_rows_) {
        comings_rows_ = 0; // It cannot be written anew.
        comings_.begin_line();
    }
}

void ChatScreen::write_mark(const Marked& marked) {
    const auto place = rows_.find(marked.message);
    late_marks_.marked(marked, place && place->message.has_mark);
    if (place && settings_.is_capable) {
        if (marked.mark == Mark::recalled) {
            blank(*place);
        } else if (place->message.has_mark) {
            out_ += up(place->rows_above) + "\r" + place->message.last_row +
                    std::string(mark_text(marked.mark)) + "\r" + down(place->rows_above);
        }
    }
    if (marked.mark == Mark::everywhere || marked.mark == Mark::failed) {
        rows_.finish(marked.message);
    }
}

void ChatScreen::write_recall(const Recall& recall) {
    end_comings();
    if (settings_.is_capable) {
        for (const auto& place : rows_.find(recall)) {
            blank(place);
        }
    }
    rows_.remove(recall);
}

void ChatScreen::blank(const ScreenRows::Place& place) {
    const auto rows = place.visible_rows;
    out_ += up(place.rows_above + rows - 1) + "\r" + place.message.blanked;
    for (std::size_t row = 0; row < rows; ++row) {
        out_ += std::string(row > 0 ? "\r\n" : "") + std::string(erase_to_end_of_row);
    }
    out_ += "\r" + down(place.rows_above);
}

void ChatScreen::write_day(WallTime time) {
    auto day = day_text(time);
    if (settings_.times == Times::off || day == day_) {
        return;
    }
    auto line = begin_marked_line(words_mark, time, {});
    line.text.push_back({day, Look{.is_bold = true}});
    add_line(line);
    day_ = std::move(day);
}

/// As long as the screen has room for it.
std::string ChatScreen::time_in_front(WallTime time) const {
    for (const auto times : {settings_.times, Times::hour}) {
        auto text = time_text(time, times);
        if (text.size() + indent_columns + least_text_columns <= columns_) {
            return text;
        }
    }
    return {};
}

ChatScreen::Line ChatScreen::begin_line(WallTime time) const {
    auto text = time_in_front(time);
    const std::string indent(text.size() + indent_columns, ' ');
    return {text.empty() ? Styled{} : Styled{{std::move(text), dim}}, {{indent}}};
}

ChatScreen::Line ChatScreen::begin_marked_line(std::string_view mark, WallTime time,
                                               const Look& look) const {
    auto text = time_in_front(time);
    const std::string blanks(text.size(), ' ');
    Line line;
    line.text.push_back({std::move(text), dim});
    line.text.push_back({std::string(mark) + " ", look});
    line.indent.push_back({blanks});
    line.indent.push_back({std::string(mark) + " ", look});
    return line;
}

ChatScreen::Line ChatScreen::message_line(WallTime time, const std::string& name,
                                          const std::string& rest, bool is_mention,
                                          const std::string& number) const {
    auto line = begin_line(time);
    if (!number.empty()) {
        line.text.push_back({number, dim});
    }
    if (!name.empty()) {
        auto look = name_look(name);
        look.is_bold = name == own_name_ || is_mention;
        look.is_reversed = is_mention;
        line.text.push_back({displayable(name), look});
    }
    line.text.push_back({displayable(rest)});
    return line;
}

std::vector<Styled> ChatScreen::rows_of(const Line& line) const {
    return wrapped(line.text, columns_, line.indent);
}

void ChatScreen::write_rows(const std::vector<Styled>& rows) {
    for (const auto& row : rows) {
        out_ += painted(row, settings_.colours) + "\r\n";
    }
}

void ChatScreen::add_line(const Line& line) {
    const auto rows = rows_of(line);
    write_rows(rows);
    rows_.add_rows(rows.size());
}

void ChatScreen::add_message(const Line& line, ScreenRows::Message message, std::string_view mark) {
    auto rows = rows_of(line);
    const auto indent = columns_of(plain(line.indent));
    message.has_mark = !mark.empty() && indent + mark_columns <= columns_;
    if (message.has_mark && columns_of(plain(rows.back())) + mark_columns > columns_) {
        rows.push_back(line.indent);
    }
    message.last_row = painted(rows.back(), settings_.colours);
    message.rows = rows.size();
    if (message.has_mark) {
        rows.back().push_back({std::string(mark)});
    }
    write_rows(rows);
    rows_.add(std::move(message));
}

std::string ChatScreen::recalled_row(WallTime time, const std::string& name) const {
    Event event;
    event.kind = EventKind::said;
    event.name = name;
    const auto text = notice_of(event); // Without a text it was recalled.
    const auto line =
        message_line(time, name, text.substr(std::min(name.size(), text.size())), false);
    return painted(rows_of(line).front(), settings_.colours);
}

void ChatScreen::call_attention(const std::string& text) {
    attention_ = attention_bytes(settings_.attention, settings_.is_capable, displayable(text));
}

} // namespace chatroom
