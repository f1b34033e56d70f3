// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/options.hpp"

#include "client/core/display.hpp"
#include "client/core/room_link.hpp"
#include "client/core/wording.hpp"
#include "protocol/sealed/keys.hpp"

#include <charconv>
#include <iostream>
#include <string_view>

#include <CLI/CLI.hpp>

namespace chatroom {

namespace {

constexpr std::string_view language_option = "--lang";

/// What is asked for has to be known before anything is said about the others.
std::optional<classic::Language> language_in(int argc, const char* const* argv) {
    std::optional<classic::Language> language;
    for (int index = 1; index < argc; ++index) {
        const std::string_view word = argv[index];
        if (word == language_option && index + 1 < argc) {
            language = classic::language_from(argv[index + 1]);
        } else if (word.starts_with(std::string(language_option) + "=")) {
            language = classic::language_from(word.substr(language_option.size() + 1));
        }
    }
    return language;
}

/// A check that says of what is not fit that it is not.
template <typename IsFit>
auto fits(std::string_view words, IsFit is_fit) {
    return [words, is_fit](const std::string& text) {
        return is_fit(text) ? std::string() : worded(words, displayable(text));
    };
}

bool is_history(const std::string& text) {
    std::size_t count = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, count);
    return error == std::errc() && rest == end && count <= PipeOptions::max_history;
}

/// CLI11 has words of its own, in one language.
std::string error_text(const CLI::ParseError& error, const Wording& wording) {
    const std::string what = error.what();
    const auto colon = what.find(": ");
    const auto subject = displayable(what.substr(0, colon));
    const auto rest = colon == std::string::npos ? what : what.substr(colon + 2);
    constexpr std::string_view excludes = " excludes ";
    switch (static_cast<CLI::ExitCodes>(error.get_exit_code())) {
    case CLI::ExitCodes::ExtrasError:
        return worded(wording.option_unknown, displayable(rest));
    case CLI::ExitCodes::ArgumentMismatch:
        return worded(wording.option_needs_value, subject);
    case CLI::ExitCodes::ValidationError:
        return rest; // Of a check of ours.
    case CLI::ExitCodes::ExcludesError:
        if (const auto middle = what.find(excludes); middle != std::string::npos) {
            return worded(wording.option_excludes,
                          {what.substr(0, middle), what.substr(middle + excludes.size())});
        }
        break;
    default:
        break;
    }
    return worded(wording.option_wrong, displayable(what));
}

/// How the program is told where to go and who one is.
void add_room_options(CLI::App& app, ClientOptions& options, const Wording& wording) {
    app.add_option("room", options.room, std::string(wording.room_help))
        ->type_name("")
        ->check(
            fits(wording.no_room, [](const auto& text) { return bool(parse_room_link(text)); }));
    app.add_option("--name", options.name, std::string(wording.name_help))
        ->type_name(std::string(wording.name_label));
    auto* classic =
        app.add_flag("--classic", options.is_classic, std::string(wording.classic_help));
    app.add_option("--identity", options.identity, std::string(wording.identity_help))
        ->type_name(std::string(wording.file_label))
        ->excludes(classic);
    app.add_option("--fingerprint", options.fingerprint, std::string(wording.fingerprint_help))
        ->type_name("SHA256:...")
        ->check(fits(wording.no_fingerprint, sealed::is_fingerprint))
        ->excludes(classic);
    app.add_option("--passphrase-file", options.passphrase_file,
                   std::string(wording.passphrase_file_help))
        ->type_name(std::string(wording.file_label))
        ->excludes(classic);
}

void add_pipe_options(CLI::App& app, ClientOptions& options, const Wording& wording) {
    app.add_flag("--pipe", options.is_pipe, std::string(wording.pipe_help));
    app.add_flag("--json", options.pipe.is_json, std::string(wording.json_help));
    app.add_option("--history", options.history,
                   worded(wording.history_help, std::to_string(PipeOptions::max_history)))
        ->type_name(std::string(wording.count_label))
        ->check(fits(wording.no_history, is_history));
}

void set_words(CLI::App& app, const Wording& wording) {
    auto& formatter = *app.get_formatter();
    formatter.label("Usage", std::string(wording.usage_label));
    formatter.label("OPTIONS", std::string(wording.options_label));
    formatter.label("Positionals", std::string(wording.arguments_label));
    formatter.label("Excludes", std::string(wording.excludes_label));
    app.option_defaults()->group(std::string(wording.options_label));
    app.set_help_flag("-h,--help", std::string(wording.help_help))
        ->group(std::string(wording.options_label));
    app.set_version_flag("--version", "chatroom-client " CHATROOM_VERSION,
                         std::string(wording.version_help))
        ->group(std::string(wording.options_label));
}

/// How things are shown on a terminal.
void add_screen_options(CLI::App& app, ClientOptions& options, const Wording& wording) {
    app.add_option_function<std::string>(
           "--times", [&](const std::string& word) { options.times = *times_from(word); },
           std::string(wording.times_help))
        ->type_name("off|short|long")
        ->check(fits(wording.no_times, [](const auto& word) { return bool(times_from(word)); }));
    app.add_option_function<std::string>(
           "--color", [&](const std::string& word) { options.colours = *colour_choice_from(word); },
           std::string(wording.color_help))
        ->type_name("auto|always|never")
        ->check(fits(wording.no_color,
                     [](const auto& word) { return bool(colour_choice_from(word)); }));
    app.add_option_function<std::string>(
           "--notify", [&](const std::string& word) { options.attention = *attention_from(word); },
           std::string(wording.notify_help))
        ->type_name("off|bell|osc9|osc777")
        ->check(
            fits(wording.no_notify, [](const auto& word) { return bool(attention_from(word)); }));
}

} // namespace

std::variant<ClientOptions, ExitCode> parse_options(int argc, const char* const* argv,
                                                    const Environment& environment) {
    ClientOptions options;
    options.language = language_in(argc, argv);
    const auto& wording =
        options.language ? wording_in(*options.language) : choose_wording(environment);
    CLI::App app(std::string(wording.about), "chatroom-client");
    set_words(app, wording);
    add_room_options(app, options, wording);
    add_pipe_options(app, options, wording);
    add_screen_options(app, options, wording);
    std::string language; // It is known already.
    app.add_option(std::string(language_option), language, std::string(wording.lang_help))
        ->type_name("zh|en")
        ->check(fits(wording.no_language,
                     [](const auto& word) { return bool(classic::language_from(word)); }));
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& wanted) {
        app.exit(wanted);
        return ExitCode::left;
    } catch (const CLI::ParseError& error) {
        std::cerr << "chatroom-client: " << error_text(error, wording) << '\n'
                  << wording.see_help << '\n';
        return ExitCode::usage;
    }
    options.is_pipe = options.is_pipe || options.pipe.is_json;
    options.pipe.history = options.history.value_or(0);
    return options;
}

} // namespace chatroom
