import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Person } from "@/lib/api/types";
import { joinRef, splitRef } from "@/lib/searchParams";
import { customersQuery, employeesQuery } from "./directory";

const typingMs = 250;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), typingMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function optionOf(person: Person) {
  const where = person.department ? ` · ${person.department}` : "";
  return { value: joinRef(person.source, person.id), label: `${person.name || person.id}${where}` };
}

interface Common {
  kind: "employee" | "customer";
  label: string;
  id?: string;
}

type Props = Common &
  (
    | { multiple?: false; value: string | undefined; onChange: (ref: string | undefined) => void }
    | { multiple: true; value: string[]; onChange: (refs: string[]) => void }
  );

/** Finds people by name or id on the server. Values are refs, "source|id". */
export function PersonPicker(props: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const settled = useSettled(text);
  const { data, isFetching } = useQuery(
    props.kind === "employee" ? employeesQuery(settled) : customersQuery(settled),
  );
  const chosen = props.multiple ? props.value : props.value ? [props.value] : [];
  // A person that came with the address is not among what was typed: he is asked for by his id.
  const missing = chosen.find(
    (ref) => !data?.items.some((person) => joinRef(person.source, person.id) === ref),
  );
  const missingId = missing ? (splitRef(missing)?.id ?? missing) : "";
  const extra = useQuery({
    ...(props.kind === "employee" ? employeesQuery(missingId) : customersQuery(missingId)),
    enabled: missingId !== "",
  });
  const options = new Map(
    [...(extra.data?.items ?? []), ...(data?.items ?? [])].map((person) => [
      joinRef(person.source, person.id),
      person,
    ]),
  );
  return (
    <Select
      id={props.id}
      mode={props.multiple ? "multiple" : undefined}
      aria-label={props.label}
      placeholder={props.label}
      allowClear
      showSearch={{ filterOption: false, onSearch: setText, searchValue: text }}
      loading={isFetching}
      value={(props.multiple ? props.value : props.value) as never}
      onChange={(value: unknown) => {
        setText("");
        if (props.multiple) props.onChange((value as string[]) ?? []);
        else props.onChange((value as string | undefined) ?? undefined);
      }}
      options={[...options.values()].map(optionOf)}
      popupMatchSelectWidth={false}
      notFoundContent={isFetching ? t("common.loading") : t("common.nobody_found")}
    />
  );
}
