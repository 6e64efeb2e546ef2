import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { customersQuery, employeesQuery } from "@/components/pickers/directory";
import { complete, personPrefix, quoted, type Suggestion, suggest } from "../language";

const most = 8;

/** What may come next in the query that is being written: fields, their values, people by name. */
export function Suggestions({ text, onTake }: { text: string; onTake: (text: string) => void }) {
  const { t } = useTranslation();
  const person = personPrefix(text);
  const employees = useQuery({ ...employeesQuery(person?.text ?? ""), enabled: person !== undefined });
  const customers = useQuery({ ...customersQuery(person?.text ?? ""), enabled: person !== undefined });
  const people = person ? [...(employees.data?.items ?? []), ...(customers.data?.items ?? [])] : [];
  const names = [...new Set(people.map((one) => one.name || one.id))];
  const offered: Suggestion[] = [
    ...suggest(text),
    ...names.map((name) => ({ text: `${person?.token}${quoted(name)}`, open: false })),
  ].slice(0, most);
  if (offered.length === 0) return null;
  return (
    <ul className="query-suggestions" aria-label={t("search.suggestions")}>
      {offered.map((one) => (
        <li key={one.text}>
          <button type="button" onClick={() => onTake(complete(text, one))}>
            {one.text}
          </button>
        </li>
      ))}
    </ul>
  );
}
