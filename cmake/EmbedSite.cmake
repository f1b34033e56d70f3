# SPDX-License-Identifier: GPL-3.0-or-later
# Writes the files as a C++ source, see web/site_files.hpp. Run with -DFILES=... -DOUTPUT=... -P.
# Of scripts and styles what browsers do not need stays behind: indentation, lines of comment, and
# comments after "; ".
set(type_html "text/html; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_svg "image/svg+xml")
set(type_webmanifest "application/manifest+json")

set(bodies "")
set(rows "")
set(number 0)
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  get_filename_component(kind ${file} LAST_EXT)
  string(SUBSTRING ${kind} 1 -1 kind)
  file(READ ${file} text)
  if(kind MATCHES "^(js|css)$")
    string(REGEX REPLACE "\n +" "\n" text "${text}")
    string(REGEX REPLACE "\n(//[^\n]*|/\\*[^\n]*\\*/)" "" text "${text}")
    string(REGEX REPLACE "; // [^\n]*\n" ";\n" text "${text}")
  endif()
  file(WRITE ${OUTPUT}.part "${text}")
  file(READ ${OUTPUT}.part bytes HEX)
  file(SHA256 ${OUTPUT}.part hash)
  string(SUBSTRING ${hash} 0 32 tag)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
  string(APPEND bodies "constexpr char body_${number}[] = {${bytes} 0};\n")
  string(APPEND rows "    {\"/${name}\", \"${type_${kind}}\", "
    "{body_${number}, sizeof body_${number} - 1}, \"\\\"${tag}\\\"\"},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Made by cmake/EmbedSite.cmake.
#include \"web/site_files.hpp\"

#include <array>

namespace chatroom {

namespace {

${bodies}
constexpr std::array<SiteFile, ${number}> files{{
${rows}}};

} // namespace

std::span<const SiteFile> site_files() {
    return files;
}

} // namespace chatroom
")
