# SPDX-License-Identifier: Apache-2.0
# Writes OUTPUT, a source that holds the text of every migration in FILES, in order of number.
list(SORT FILES)
string(CONCAT text "// Made from storage/postgres/migrations.\n#include \"storage/postgres/migrations.h\"\n\n"
         "namespace custos::storage {\n\nconst std::vector<Migration>& EmbeddedMigrations() {\n"
         "  static const std::vector<Migration> kAll = {\n")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME_WE)
  string(REGEX MATCH "^[0-9]+" digits ${name})
  string(REGEX REPLACE "^0+" "" number ${digits})
  file(READ ${file} sql)
  string(APPEND text "      {${number}, \"${name}\", R\"custos_sql(${sql})custos_sql\"},\n")
endforeach()
string(APPEND text "  };\n  return kAll;\n}\n\n}  // namespace custos::storage\n")
file(WRITE ${OUTPUT} "${text}")
