// SPDX-License-Identifier: Apache-2.0
// Writes the table of syllables that core/text/syllables.cc includes. Runs while the program is built, because ICU's
// transliterator takes too long to be asked at every start.
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace {

constexpr int kFirst = 0x4E00, kLast = 0x9FA5;

// Sounds that many speakers and most keyboards do not keep apart count as one.
std::string Merged(std::string name) {
  if (name.size() > 2 && name[1] == 'h' && (name[0] == 'z' || name[0] == 'c' || name[0] == 's')) name.erase(1, 1);
  for (const std::string ending : {"ing", "eng"}) {
    if (name.size() > ending.size() && name.ends_with(ending)) name.pop_back();
  }
  return name;
}

std::vector<std::string> Readings() {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> latin(
      icu::Transliterator::createInstance("Han-Latin; NFD; [:Mn:] Remove; Lower", UTRANS_FORWARD, status));
  std::vector<std::string> readings;
  if (U_FAILURE(status) || !latin) return readings;
  icu::UnicodeString all;
  for (UChar32 c = kFirst; c <= kLast; ++c) all.append(c).append(u'\n');  // apart, so that no phrase rule sees two
  latin->transliterate(all);
  std::string utf8;
  all.toUTF8String(utf8);
  for (std::size_t at = 0; at < utf8.size();) {
    const auto end = utf8.find('\n', at);
    const std::string name = utf8.substr(at, end - at);
    const bool letters = name.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
    readings.push_back(letters ? name : "");
    at = end + 1;
  }
  return readings;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> readings = Readings();
  if (argc != 2 || readings.size() != kLast - kFirst + 1) {
    std::cerr << "usage: custos_syllable_maker FILE; needs ICU with the transliterator Han-Latin\n";
    return 1;
  }
  std::map<std::string, int> codes;      // merged name to code, from 1 on
  std::map<std::string, int> spellings;  // every spelling to code
  const auto code = [&](const std::string& name) {
    return codes.emplace(Merged(name), static_cast<int>(codes.size()) + 1).first->second;
  };
  // n, m and ng are sounds, but no way to write a word.
  const auto usable = [](const std::string& name) { return name.find_first_of("aeiou") != std::string::npos; };
  for (const auto& name : readings) {
    if (usable(name)) spellings[name] = code(name);
  }
  for (const auto& [merged, value] : codes) spellings.emplace(merged, value);
  for (const char* name : {"lu", "nu"}) spellings[std::string(1, name[0]) + 'v'] = spellings[name];
  std::map<std::string, int> places;  // spelling to its place, from 1 on
  std::ofstream out(argv[1]);
  out << "constexpr std::pair<std::string_view, std::uint16_t> kSpellings[] = {";
  for (const auto& [name, value] : spellings) {
    places.emplace(name, static_cast<int>(places.size()) + 1);
    out << "{\"" << name << "\"," << value << "},";
  }
  out << "};\nconstexpr std::uint16_t kReadings[] = {";
  for (const auto& name : readings) out << (usable(name) ? places[name] : 0) << ',';
  out << "};\nconstexpr std::uint16_t kCodes[] = {";
  for (const auto& name : readings) out << (usable(name) ? spellings[name] : 0) << ',';
  out << "};\n";
  return out.good() ? 0 : 1;
}
