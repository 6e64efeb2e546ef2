import { useTranslation } from "react-i18next";
import type { TableKind } from "./api";

/** Why a row or a file is refused: in the words of its kind, else in those that all tables share. */
export function useFaultText(kind: TableKind): (code: string) => string {
  const { t } = useTranslation();
  return (code) => {
    const key = code.replaceAll(".", "_");
    return t([`${kind}.faults.${key}`, `leads.faults.${key}`], { defaultValue: code });
  };
}
