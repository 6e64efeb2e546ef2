// SPDX-License-Identifier: Apache-2.0
#include "connectors/sheet/workbook.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <optional>
#include <pugixml.hpp>

#include "connectors/record/element_scanner.h"
#include "connectors/sheet/zip_part.h"

namespace custos::sheet {
namespace {

constexpr std::uint64_t kLargestPlan = std::uint64_t{4} << 20;  // workbook.xml and its relations
constexpr unsigned kParse = pugi::parse_default | pugi::parse_ws_pcdata;

Error Damaged() { return {ErrorKind::kInvalid, "lead.workbook", "the file is no workbook, or it is damaged"}; }
Error TooLarge() { return {ErrorKind::kInvalid, "lead.workbook_too_large", "the workbook is too large"}; }

/// The name without its namespace: some programs write x:row.
std::string_view LocalName(const char* name) {
  const std::string_view whole(name);
  const std::size_t colon = whole.find(':');
  return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

std::optional<double> NumberOf(std::string_view text) {
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

/// A number as people read it: 1.39E10 is 13900000000.
std::string NumberText(const std::string& text) {
  constexpr double kLargestWhole = 9'007'199'254'740'991.0;
  if (text.find_first_of("eE.") == std::string::npos) return text;
  const auto number = NumberOf(text);
  if (!number || std::floor(*number) != *number || std::fabs(*number) > kLargestWhole) return text;
  return std::to_string(static_cast<std::int64_t>(*number));
}

/// All the text of a string item; readings (rPh) are no part of it.
void AddText(const pugi::xml_node& node, std::string& text) {
  for (const pugi::xml_node& child : node.children()) {
    const std::string_view name = LocalName(child.name());
    if (name == "t") text += child.text().get();
    if (name == "r") AddText(child, text);
  }
}

/// "BC12" is column 54; 0 when it says none.
std::size_t ColumnOf(std::string_view reference) {
  std::size_t column = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z' || column > 100'000) break;
    column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
  }
  return column;
}

class Reader {
 public:
  Reader(ZipParts& parts, const WorkbookLimits& limits, const OnRow& on_row)
      : parts_(parts), limits_(limits), on_row_(on_row) {}

  Status Run() {
    const Result<std::string> sheet = FirstSheet();
    if (!sheet) return sheet.error();
    if (const Status texts = ReadTexts(); !texts) return texts;
    record::ElementScanner scanner({"row", "x:row"}, 0, 1, limits_.row_bytes);
    Status fault;
    bool more = true;
    const Status read = parts_.Read(*sheet, limits_.part_bytes, [&](std::string_view piece) {
      scanner.Feed(piece);
      record::Element element;
      while (more && fault && scanner.Next(element)) fault = Row(element, more);
      return more && static_cast<bool>(fault);
    });
    if (!fault) return fault;
    if (!read) return read;
    record::Element rest;
    return more && scanner.Rest(rest) ? Status(Damaged()) : Status();
  }

 private:
  Result<std::string> FirstSheet() {
    const Result<std::string> plan = parts_.ReadAll("xl/workbook.xml", kLargestPlan);
    if (!plan) return plan.error().kind == ErrorKind::kNotFound ? Damaged() : plan.error();
    const Result<std::string> relations = parts_.ReadAll("xl/_rels/workbook.xml.rels", kLargestPlan);
    if (!relations) return relations.error().kind == ErrorKind::kNotFound ? Damaged() : relations.error();
    pugi::xml_document book, links;
    if (!book.load_buffer(plan->data(), plan->size(), kParse) ||
        !links.load_buffer(relations->data(), relations->size(), kParse)) {
      return Damaged();
    }
    const pugi::xml_node sheet =
        book.find_node([](const pugi::xml_node& node) { return LocalName(node.name()) == "sheet"; });
    std::string id;
    for (const pugi::xml_attribute& attribute : sheet.attributes()) {
      if (std::string_view(attribute.name()).ends_with(":id")) id = attribute.value();
    }
    const pugi::xml_node link = links.find_node([&](const pugi::xml_node& node) {
      return LocalName(node.name()) == "Relationship" && node.attribute("Id").value() == id;
    });
    std::string target = link.attribute("Target").value();
    if (id.empty() || target.empty()) return Damaged();
    return target.front() == '/' ? target.substr(1) : "xl/" + target;
  }

  /// Texts that cells share, by number.
  Status ReadTexts() {
    record::ElementScanner scanner({"si", "x:si"}, 0, 1, limits_.row_bytes);
    std::uint64_t total = 0;
    Status fault;
    const Status read = parts_.Read("xl/sharedStrings.xml", limits_.part_bytes, [&](std::string_view piece) {
      scanner.Feed(piece);
      record::Element element;
      while (fault && scanner.Next(element)) {
        pugi::xml_document document;
        if (element.state == record::Element::State::kTooLarge) {
          fault = TooLarge();
        } else if (!document.load_buffer(element.bytes.data(), element.bytes.size(), kParse)) {
          fault = Damaged();
        } else {
          texts_.emplace_back();
          AddText(document.first_child(), texts_.back());
          total += texts_.back().size() + sizeof(std::string);
          if (total > limits_.text_bytes) fault = TooLarge();
        }
      }
      return static_cast<bool>(fault);
    });
    if (!fault) return fault;
    if (!read && read.error().kind != ErrorKind::kNotFound) return read;  // a workbook of numbers has none
    return {};
  }

  Status Row(const record::Element& element, bool& more) {
    if (element.state == record::Element::State::kTooLarge) return TooLarge();
    pugi::xml_document document;
    if (element.state != record::Element::State::kWhole ||
        !document.load_buffer(element.bytes.data(), element.bytes.size(), kParse)) {
      return Damaged();
    }
    const pugi::xml_node row = document.first_child();
    const std::uint64_t stated = row.attribute("r").as_ullong();
    number_ = stated != 0 ? stated : number_ + 1;
    std::vector<std::string> cells;
    for (const pugi::xml_node& cell : row.children()) {
      if (LocalName(cell.name()) != "c") continue;
      const std::size_t column = ColumnOf(cell.attribute("r").value());
      const std::size_t at = column == 0 ? cells.size() : column - 1;
      if (at >= limits_.columns) continue;
      if (cells.size() <= at) cells.resize(at + 1);
      if (!ReadCell(cell, cells[at])) return Damaged();
    }
    if (std::all_of(cells.begin(), cells.end(), [](const std::string& cell) { return cell.empty(); })) return {};
    if (++rows_ > limits_.rows) return TooLarge();
    more = on_row_(number_, cells);
    return {};
  }

  bool ReadCell(const pugi::xml_node& cell, std::string& text) const {
    const std::string_view type = cell.attribute("t").value();
    std::string value;
    for (const pugi::xml_node& child : cell.children()) {
      const std::string_view name = LocalName(child.name());
      if (name == "v") value = child.text().get();
      if (name == "is") AddText(child, text);
    }
    if (type == "inlineStr" || type == "e") return true;  // an error such as #N/A says nothing
    if (type != "s") {
      text = type == "str" || type == "b" ? value : NumberText(value);
      return true;
    }
    std::size_t index = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), index);
    if (read.ec != std::errc() || index >= texts_.size()) return false;
    text = texts_[index];
    return true;
  }

  ZipParts& parts_;
  const WorkbookLimits& limits_;
  const OnRow& on_row_;
  std::vector<std::string> texts_;
  std::uint64_t number_ = 0;
  std::uint64_t rows_ = 0;
};

}  // namespace

Status ReadWorkbook(std::string_view bytes, const WorkbookLimits& limits, const OnRow& on_row) {
  const Result<std::unique_ptr<ZipParts>> parts = ZipParts::Open(bytes);
  if (!parts) return parts.error();
  return Reader(**parts, limits, on_row).Run();
}

std::string SerialToText(const std::string& cell) {
  constexpr double kFirst = 20'000;  // 1954
  constexpr double kLast = 80'000;   // 2119
  constexpr double kUnixEpoch = 25'569;
  const auto days = NumberOf(cell);
  if (!days || *days < kFirst || *days > kLast) return cell;
  using namespace std::chrono;
  const sys_seconds at{seconds(std::llround((*days - kUnixEpoch) * 86'400))};
  const sys_days day = floor<std::chrono::days>(at);
  const year_month_day date{day};
  const hh_mm_ss clock{at - day};
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

bool LooksLikeWorkbook(std::string_view bytes) { return bytes.starts_with("PK\x03\x04"); }

}  // namespace custos::sheet
