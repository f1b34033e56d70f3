// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/command_line.hpp"

#include "base/printable.hpp"
#include "base/utf8.hpp"
#include "ctl/rooms.hpp"
#include "ctl/time_text.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <CLI/CLI.hpp>

namespace chatroom {

namespace {

/// It asks no daemon in particular.
constexpr std::string_view rooms_verb = "rooms";
constexpr std::string_view rooms_help = "Which rooms this machine has";
/// It asks for two things, and makes something else of them.
constexpr std::string_view invite_verb = "invite";
constexpr std::string_view invite_help = "Print a link to the room, and its QR code";

/// A day: longer is a mistake, not a wish.
constexpr double max_timeout_seconds = 24 * 60 * 60;

struct WrongUsage : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What the options and words of any verb become before they are checked.
struct Raw {
    std::string socket;
    std::string room;
    bool json = false;
    double timeout_seconds = 5;
    std::map<const control::Field*, std::string> values;
    std::map<const control::Field*, bool> flags;
    std::string host; ///< Of an invitation.
};

bool is_word(const control::Field& field) {
    return !field.rules.label.empty() && field.rules.option.empty();
}

/// Whether the option stands alone: what it is about is so, or not.
bool is_flag(const control::Field& field, const control::Verb& verb) {
    const auto request = verb.new_request();
    return std::holds_alternative<bool*>(field.place(control::object_in(request)));
}

/// These stand before the verb or after it.
void add_common_options(CLI::App& app, Raw& raw) {
    auto* socket = app.add_option("--socket", raw.socket, "The daemon's control socket");
    socket->type_name("PATH");
    app.add_option("--room", raw.room, "The room of that name: chatroomd@NAME")
        ->type_name("NAME")
        ->excludes(socket);
    app.add_flag("--json", raw.json, "Print the result as JSON on one line");
    app.add_option("--timeout", raw.timeout_seconds, "Give up after so long (default: 5)")
        ->type_name("SECONDS");
}

/// CLI11 takes a list's word "[a,b]" apart, so single words are declared and the others are left
/// over; see words_of().
void add_verb(CLI::App& app, const control::Verb& verb, Raw& raw, bool has_literal_words) {
    auto* subcommand = app.add_subcommand(std::string(verb.row.method), std::string(verb.row.help));
    for (const auto& field : verb.parameters) {
        const auto& rules = field.rules;
        if (rules.label.empty() && rules.option.empty()) {
            continue;
        }
        if (is_flag(field, verb)) {
            subcommand->add_flag(std::string(rules.option), raw.flags[&field],
                                 std::string(rules.help));
            continue;
        }
        auto* option =
            subcommand->add_option(std::string(is_word(field) ? rules.label : rules.option),
                                   raw.values[&field], std::string(rules.help));
        option->type_name(is_word(field) ? "" : std::string(rules.label));
        option->required(!rules.optional && !has_literal_words);
        subcommand->allow_extras(subcommand->get_allow_extras() || is_word(field));
    }
    add_common_options(*subcommand, raw);
    subcommand->group("Verbs");
}

/// All words of the verb in their order: declared ones, those left over, those after "--".
std::vector<std::string> words_of(const CLI::App& subcommand, const control::Verb& verb,
                                  const Raw& raw, const std::vector<std::string>& literal) {
    std::vector<std::string> words;
    for (const auto& field : verb.parameters) {
        if (is_word(field) && subcommand.count(std::string(field.rules.label)) > 0) {
            words.push_back(raw.values.at(&field));
        }
    }
    for (auto& word : subcommand.remaining()) {
        const bool is_option = word.size() > 1 && word[0] == '-' &&
                               std::isdigit(static_cast<unsigned char>(word[1])) == 0;
        if (is_option) {
            throw WrongUsage("there is no option " + printable(word, 100) +
                             "; put -- before words that begin with a dash");
        }
        words.push_back(std::move(word));
    }
    words.insert(words.end(), literal.begin(), literal.end());
    if (!std::all_of(words.begin(), words.end(), is_utf8)) {
        throw WrongUsage("the text is not valid UTF-8; is the terminal set to UTF-8?");
    }
    return words;
}

std::string join(std::vector<std::string>::const_iterator begin,
                 std::vector<std::string>::const_iterator end) {
    std::string text;
    for (auto word = begin; word != end; ++word) {
        text += (word == begin ? "" : " ") + *word;
    }
    return text;
}

/// Returns what the value must be if it is not, as control::set_text() does.
std::string try_to_set(const control::Field& field, void* object, const std::string& value,
                       WallTime now) {
    if (std::holds_alternative<WallTime*>(field.place(object))) {
        const auto time = time_in(value, now);
        return time ? control::set_text(field, object, to_rfc3339(*time)) : std::string(time_forms);
    }
    return control::set_text(field, object, value);
}

void set(const control::Field& field, void* object, const std::string& value, WallTime now) {
    if (!is_utf8(value)) {
        throw WrongUsage("the text is not valid UTF-8; is the terminal set to UTF-8?");
    }
    const auto wanted = try_to_set(field, object, value, now);
    if (!wanted.empty()) {
        const auto name = is_word(field) ? field.rules.label : field.rules.option;
        throw WrongUsage(std::string(name) + " must be " + wanted + ", not " +
                         printable(value, 100));
    }
}

/// Whether the only word is a dash that stands for standard input.
bool is_input(const control::Field& field, const std::vector<std::string>& words,
              const std::vector<std::string>& literal) {
    return field.rules.may_be_input && literal.empty() && words == std::vector<std::string>{"-"};
}

void read_request(Command& command, const CLI::App& subcommand, const control::Verb& verb,
                  const Raw& raw, const std::vector<std::string>& literal, WallTime now) {
    command.request = verb.new_request();
    auto* object = control::object_in(command.request);
    const auto words = words_of(subcommand, verb, raw, literal);
    auto word = words.begin();
    for (const auto& field : verb.parameters) {
        const auto& rules = field.rules;
        if (!rules.option.empty() && subcommand.count(std::string(rules.option)) > 0) {
            const bool has_value = raw.values.contains(&field);
            set(field, object, has_value ? raw.values.at(&field) : "yes", now);
        } else if (is_word(field) && word != words.end()) {
            const auto end = rules.takes_all_words ? words.end() : word + 1;
            command.input = is_input(field, words, literal) ? &field : command.input;
            set(field, object, join(word, end), now);
            word = end;
        } else if (!rules.optional) {
            throw WrongUsage(std::string(rules.label) + " is required; try chatroomctl " +
                             subcommand.get_name() + " --help");
        }
    }
    if (word != words.end()) {
        throw WrongUsage(
            subcommand.get_name() + " takes no " +
            (word == words.begin() ? "words, but there is " : "more words, but there is also ") +
            printable(*word, 100));
    }
}

/// What no answer could be to.
void refuse_contradictions(const Command& command) {
    const auto* log = std::get_if<control::Log>(&command.request);
    if (log != nullptr && log->follow && log->until != WallTime{}) {
        throw WrongUsage("what is followed has no end: leave out --until or --follow");
    }
    const auto* stats = std::get_if<control::Stats>(&command.request);
    if (stats != nullptr && stats->prometheus && command.json) {
        throw WrongUsage("choose one of --json and --prometheus");
    }
}

std::chrono::milliseconds timeout_of(const Raw& raw) {
    // Written so that NaN is refused too.
    if (!(raw.timeout_seconds >= 0.001 && raw.timeout_seconds <= max_timeout_seconds)) {
        throw WrongUsage("--timeout is a number of seconds from 0.001 to 86400");
    }
    return std::chrono::milliseconds(static_cast<long>(raw.timeout_seconds * 1000));
}

std::filesystem::path socket_of(const Raw& raw) {
    if (raw.room.empty()) {
        return raw.socket;
    }
    if (!is_room_name(raw.room)) {
        throw WrongUsage("--room is the name of a room: letters, digits, \"_\" and \".\"");
    }
    return room_control_socket(raw.room);
}

Command command_of(const CLI::App& app, const Raw& raw, const std::vector<std::string>& literal,
                   WallTime now) {
    Command command;
    command.socket = socket_of(raw);
    command.json = raw.json;
    command.timeout = timeout_of(raw);
    const auto& subcommand = *app.get_subcommands().front();
    read_request(command, subcommand, *control::find_verb(subcommand.get_name()), raw, literal,
                 now);
    refuse_contradictions(command);
    return command;
}

void list_options(std::ostream& lines, const CLI::App& app, std::string_view scope,
                  std::span<const control::Field> parameters) {
    for (const auto* option : app.get_options()) {
        if (!option->nonpositional()) {
            continue;
        }
        const auto& names = option->get_lnames();
        const auto name = names.empty() ? '-' + option->get_snames().front() : "--" + names.front();
        lines << "option " << scope << ' ' << name;
        if (option->get_expected_max() > 0) {
            lines << ' ' << option->get_type_name();
            const auto field = std::ranges::find_if(
                parameters, [&](const auto& known) { return known.rules.option == name; });
            if (field != parameters.end() && !field->rules.listed_by.empty()) {
                lines << ' ' << field->rules.listed_by;
            }
        }
        lines << '\n';
    }
}

/// What can stand in the place of a word.
std::string choice_of(const control::Rules& rules) {
    if (!rules.words.empty()) {
        auto words = "=" + std::string(rules.words);
        std::ranges::replace(words, ' ', ',');
        return words;
    }
    return std::string(rules.listed_by.empty() ? "-" : rules.listed_by);
}

/// The answer to --complete.
std::string completion_of(const CLI::App& app) {
    std::ostringstream lines;
    list_options(lines, app, "-", {});
    lines << "verb " << rooms_verb << '\n';
    lines << "help " << rooms_verb << ' ' << rooms_help << '\n';
    lines << "verb " << invite_verb << " -\nhelp " << invite_verb << ' ' << invite_help << '\n';
    list_options(lines, *app.get_subcommand(std::string(invite_verb)), invite_verb, {});
    list_options(lines, *app.get_subcommand(std::string(rooms_verb)), rooms_verb, {});
    for (const auto& verb : control::verbs()) {
        lines << "verb " << verb.row.method;
        for (const auto& field : verb.parameters) {
            if (is_word(field)) {
                lines << ' ' << choice_of(field.rules);
            }
        }
        lines << "\nhelp " << verb.row.method << ' ' << verb.row.help << '\n';
        list_options(lines, *app.get_subcommand(std::string(verb.row.method)), verb.row.method,
                     verb.parameters);
    }
    return lines.str();
}

/// Takes "--" and everything behind it off the arguments: those words are text, whatever they
/// look like.
std::vector<std::string> take_literal_words(std::vector<std::string>& arguments) {
    const auto mark = std::find(arguments.begin(), arguments.end(), "--");
    if (mark == arguments.end()) {
        return {};
    }
    std::vector<std::string> literal(mark + 1, arguments.end());
    arguments.erase(mark, arguments.end());
    return literal;
}

UsageError usage_error(const CLI::App& app, const CLI::ParseError& error, bool json) {
    const auto rest = app.remaining(true);
    const auto word = rest.empty() ? std::string() : rest.front();
    const bool is_option = word.starts_with('-');
    if (is_option || (app.get_subcommands().empty() && !rest.empty())) {
        const auto* kind = is_option ? "option " : "verb ";
        return {std::string("there is no ") + kind + printable(word, 100) +
                    "; try chatroomctl --help",
                json};
    }
    return {printable(error.what()) + "; try chatroomctl --help", json};
}

void describe(CLI::App& app, Raw& raw, bool has_literal_words) {
    app.set_version_flag("--version", "chatroomctl " CHATROOM_VERSION);
    app.require_subcommand(1);
    app.get_formatter()->label("SUBCOMMAND", "VERB");
    app.get_formatter()->label("REQUIRED", "");
    app.footer("Exit status: 0 done, 1 refused or failed, 2 usage, 3 chatroomd is not running,\n"
               "4 permission denied, 5 timed out. CHATROOM_SOCKET in the environment is --socket.");
    add_common_options(app, raw);
    for (const auto& verb : control::verbs()) {
        add_verb(app, verb, raw, has_literal_words);
    }
    auto* rooms = app.add_subcommand(std::string(rooms_verb), std::string(rooms_help));
    rooms->group("Verbs");
    add_common_options(*rooms, raw);
    auto* invite = app.add_subcommand(std::string(invite_verb), std::string(invite_help));
    invite->add_option("HOST", raw.host, "By what others reach this machine")->type_name("");
    invite->group("Verbs");
    add_common_options(*invite, raw);
}

/// What whoever is invited has to know of the room.
Command invitation_of(const Raw& raw) {
    if (raw.host.find_first_of(" /?#%") != std::string::npos || !is_utf8(raw.host)) {
        throw WrongUsage("HOST is a name or an address, without a port");
    }
    return {.socket = socket_of(raw),
            .json = raw.json,
            .timeout = timeout_of(raw),
            .request = control::Fingerprint{},
            .invites_to = raw.host};
}

} // namespace

std::variant<Command, RoomsWanted, Information, UsageError>
parse_arguments(std::vector<std::string> arguments, WallTime now) {
    const auto literal = take_literal_words(arguments);
    const bool json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
    Raw raw;
    CLI::App app("Run a chat room: tell everyone something, see who is there, remove somebody.",
                 "chatroomctl");
    describe(app, raw, !literal.empty());
    if (arguments == std::vector<std::string>{"--complete"}) {
        return Information{completion_of(app)};
    }
    try {
        if (std::find(arguments.begin(), arguments.end(), "++") != arguments.end()) {
            throw WrongUsage("put -- before the word ++"); // CLI11 would swallow it.
        }
        std::reverse(arguments.begin(), arguments.end());
        app.parse(std::move(arguments));
        if (app.got_subcommand(std::string(rooms_verb))) {
            return RoomsWanted{raw.json, timeout_of(raw)};
        }
        if (app.got_subcommand(std::string(invite_verb))) {
            return invitation_of(raw);
        }
        return command_of(app, raw, literal, now);
    } catch (const CLI::Success& wish) {
        std::ostringstream text;
        app.exit(wish, text, text);
        return Information{text.str()};
    } catch (const CLI::ParseError& error) {
        return usage_error(app, error, json);
    } catch (const WrongUsage& error) {
        return UsageError{error.what(), json};
    }
}

std::vector<std::filesystem::path> control_sockets(const std::filesystem::path& given,
                                                   const Environment& environment) {
    if (!given.empty()) {
        return {given};
    }
    if (const auto path = environment("CHATROOM_SOCKET")) {
        return {*path};
    }
    std::error_code ignored; // A file that cannot be looked at is none that can be used.
    if (const auto own = user_control_socket(environment);
        own && std::filesystem::exists(*own, ignored)) {
        return {*own, system_control_socket};
    }
    return {system_control_socket};
}

} // namespace chatroom
