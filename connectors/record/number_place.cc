// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/number_place.h"

#include <phonenumbers/geocoding/phonenumber_offline_geocoder.h>
#include <phonenumbers/phonenumberutil.h>

#include <mutex>

namespace custos::record {

std::string PlaceOfNumber(std::string_view id) {
  using namespace i18n::phonenumbers;
  static std::mutex mutex;  // reads its tables when they are first asked for
  static const PhoneNumberOfflineGeocoder places;
  PhoneNumber number;
  if (PhoneNumberUtil::GetInstance()->Parse("+" + std::string(id), "CN", &number) !=
      PhoneNumberUtil::NO_PARSING_ERROR) {
    return {};
  }
  const std::scoped_lock lock(mutex);
  std::string place = places.GetDescriptionForNumber(number, icu::Locale("zh", "CN"));
  return place == "中国" ? std::string() : place;
}

}  // namespace custos::record
