import { lazy } from "react";
import { useTranslation } from "react-i18next";
import { ManyButton } from "@/components/many/ManyButton";
import type { Picked } from "@/components/many/picked";

// The picker comes when somebody tags.
const TagManyDialog = lazy(async () => ({ default: (await import("./TagManyDialog")).TagManyDialog }));

/** Tags for all customers that are picked. */
export function TagMany({ customers, onSent }: { customers: readonly Picked[]; onSent: () => void }) {
  const { t } = useTranslation();
  return (
    <ManyButton
      label={t("tags.edit")}
      onSent={onSent}
      dialog={(close) => <TagManyDialog customers={customers} onClose={close} />}
    />
  );
}
