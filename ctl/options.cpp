// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctl/options.hpp"

#include "base/printable.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <CLI/CLI.hpp>

namespace chatroom {

namespace {

/// A day: longer is a mistake, not a wish.
constexpr double max_timeout_seconds = 24 * 60 * 60;

struct WrongUsage : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What the options and words of any verb become before they are checked.
struct Raw {
    std::string socket;
    bool json = false;
    double timeout_seconds = 5;
    std::string first;  ///< TEXT or NAME.
    std::string second; ///< REASON.
    std::uint32_t count = control::default_log_count;
};

/// These stand before the verb or after it.
void add_common_options(CLI::App& app, Raw& raw) {
    app.add_option("--socket", raw.socket, "The daemon's control socket")->type_name("PATH");
    app.add_flag("--json", raw.json, "Print the result as JSON on one line");
    app.add_option("--timeout", raw.timeout_seconds, "Give up after so long (default: 5)")
        ->type_name("SECONDS");
}

/// CLI11 takes a list's word "[a,b]" apart, so a verb that takes free text declares single words
/// and leaves the others over; see words_of().
void add_verbs(CLI::App& app, Raw& raw, bool has_literal_words) {
    auto* announce = app.add_subcommand("announce", "Tell everyone in the room something");
    announce->add_option("TEXT", raw.first, "What to say; several words are one text")
        ->type_name("")
        ->required(!has_literal_words);
    announce->allow_extras();

    app.add_subcommand("who", "List who is in the room");

    auto* kick = app.add_subcommand("kick", "Remove a member from the room");
    kick->add_option("NAME", raw.first, "Whom")->type_name("")->required(!has_literal_words);
    kick->add_option("REASON", raw.second, "Why, told to everyone; several words are one text")
        ->type_name("");
    kick->allow_extras();

    app.add_subcommand("status", "Show how the daemon is doing");
    app.add_subcommand("ping", "See whether the daemon answers");

    auto* log = app.add_subcommand("log", "Show the latest events of the room");
    log->add_option("-n", raw.count, "How many, 1 to 1000 (default: 20)")
        ->type_name("N")
        ->check(CLI::Range(1U, control::max_log_count).description(""));

    app.add_subcommand("names", "List the names that belong to somebody");

    auto* release =
        app.add_subcommand("release", "Make a name nobody's, so that others can use it");
    release->add_option("NAME", raw.first, "Which")->type_name("")->required(!has_literal_words);
    release->allow_extras();

    app.add_subcommand("fingerprint", "Show the fingerprint of the server's key");

    for (auto* verb : app.get_subcommands({})) {
        add_common_options(*verb, raw);
        verb->group("Verbs");
    }
}

/// All words of the verb in their order: declared ones, those left over, those after "--".
std::vector<std::string> words_of(const CLI::App& verb, const Raw& raw,
                                  const std::vector<std::string>& literal) {
    std::vector<std::string> words;
    if (const auto* option = verb.get_option_no_throw("TEXT"); option && option->count() > 0) {
        words.push_back(raw.first);
    }
    if (const auto* option = verb.get_option_no_throw("NAME"); option && option->count() > 0) {
        words.push_back(raw.first);
    }
    if (const auto* option = verb.get_option_no_throw("REASON"); option && option->count() > 0) {
        words.push_back(raw.second);
    }
    for (auto& word : verb.remaining()) {
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

control::Request request_of(const CLI::App& verb, const Raw& raw,
                            const std::vector<std::string>& literal) {
    const auto words = words_of(verb, raw, literal);
    const auto& name = verb.get_name();
    if (name == "announce") {
        return control::Announce{join(words.begin(), words.end())};
    }
    if (name == "kick") {
        return control::Kick{words.front(), join(words.begin() + 1, words.end())};
    }
    if (name == "release") {
        if (words.size() > 1) {
            throw WrongUsage("release takes one name, but there is also " +
                             printable(words[1], 100));
        }
        return control::Release{words.front()};
    }
    if (!words.empty()) {
        throw WrongUsage(name + " takes no words, but there is " + printable(words.front(), 100));
    }
    if (name == "who") {
        return control::Who{};
    }
    if (name == "status") {
        return control::Status{};
    }
    if (name == "ping") {
        return control::Ping{};
    }
    if (name == "fingerprint") {
        return control::Fingerprint{};
    }
    if (name == "names") {
        return control::Names{};
    }
    return control::Log{raw.count};
}

Options options_of(const CLI::App& app, const Raw& raw, const std::vector<std::string>& literal) {
    // Written so that NaN is refused too.
    if (!(raw.timeout_seconds >= 0.001 && raw.timeout_seconds <= max_timeout_seconds)) {
        throw WrongUsage("--timeout is a number of seconds from 0.001 to 86400");
    }
    Options options;
    options.socket = raw.socket;
    options.json = raw.json;
    options.timeout = std::chrono::milliseconds(static_cast<long>(raw.timeout_seconds * 1000));
    options.request = request_of(*app.get_subcommands().front(), raw, literal);
    return options;
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

} // namespace

std::variant<Options, Information, UsageError> parse_options(std::vector<std::string> arguments) {
    const auto literal = take_literal_words(arguments);
    const bool json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
    Raw raw;
    CLI::App app("Run a chat room: tell everyone something, see who is there, remove somebody.",
                 "chatroomctl");
    app.set_version_flag("--version", "chatroomctl " CHATROOM_VERSION);
    app.require_subcommand(1);
    app.get_formatter()->label("SUBCOMMAND", "VERB");
    app.get_formatter()->label("REQUIRED", "");
    app.footer("Exit status: 0 done, 1 refused or failed, 2 usage, 3 chatroomd is not running,\n"
               "4 permission denied, 5 timed out. CHATROOM_SOCKET in the environment is --socket.");
    add_common_options(app, raw);
    add_verbs(app, raw, !literal.empty());
    try {
        if (std::find(arguments.begin(), arguments.end(), "++") != arguments.end()) {
            throw WrongUsage("put -- before the word ++"); // CLI11 would swallow it.
        }
        std::reverse(arguments.begin(), arguments.end());
        app.parse(std::move(arguments));
        return options_of(app, raw, literal);
    } catch (const CLI::Success& wish) {
        std::ostringstream text;
        app.exit(wish, text, text);
        return Information{text.str()};
    } catch (const CLI::ParseError& error) {
        const auto rest = app.remaining(true);
        const auto word = rest.empty() ? std::string() : rest.front();
        const bool is_option = word.starts_with('-');
        if (is_option || (app.get_subcommands().empty() && !rest.empty())) {
            const auto* kind = is_option ? "option " : "verb ";
            return UsageError{std::string("there is no ") + kind + printable(word, 100) +
                                  "; try chatroomctl --help",
                              json};
        }
        return UsageError{printable(error.what()) + "; try chatroomctl --help", json};
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
