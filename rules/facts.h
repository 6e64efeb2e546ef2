// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/message.h"

namespace custos::rules {

/// What rules may ask about the people of a message that the message itself does not say. Ids are canonical: one person
/// has one id, whatever the source. An empty text or list means "not known", and a rule that asks for it stays quiet.
struct Facts {
  std::string employee;                      ///< whose conversation this is
  std::string customer;                      ///< whom it is with; empty in a group unless the customer speaks
  std::string device;                        ///< the work phone it was recorded on
  std::vector<std::string> departments;      ///< the employee's departments and all above them, each by id and by name
  std::vector<std::string> own_departments;  ///< those the employee is directly in, as "source/id": what groups count
  std::vector<std::string> customer_tags;    ///< the company's tags of the customer, each by id and by name
};

/// What can be told from the message alone: employee and customer as "source/id", and the device where its detail
/// names one.
Facts FactsOf(const Message& message);

}  // namespace custos::rules
