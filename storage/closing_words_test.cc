// SPDX-License-Identifier: Apache-2.0
#include "storage/closing_words.h"

#include <catch2/catch.hpp>

namespace custos::storage {

TEST_CASE("Thanks and consent end a talk, with whatever marks and emoji they come") {
  for (const char* text : {"好的", "好的，谢谢！", "谢谢~", "OK", "Ok.", "嗯嗯", "收到[OK]", "[微笑][微笑]", "👍",
                           "好的 谢谢您🙏", "thank you", "……"}) {
    CAPTURE(text);
    CHECK(IsClosing(text));
  }
}

TEST_CASE("Whatever asks or tells something waits for an answer") {
  for (const char* text : {"好的？", "?", "好的,什么时候发货", "谢谢,另外价格呢", "在吗", "1", "ok吗", "",
                           "[链接很长的一段不是表情的文字]在", "\xff\xfe"}) {
    CAPTURE(text);
    CHECK_FALSE(IsClosing(text));
  }
  CHECK_FALSE(IsClosing(std::string(97, '!')));
}

}  // namespace custos::storage
