import { lazy } from "react";
import { useTranslation } from "react-i18next";
import { ManyButton } from "@/components/many/ManyButton";
import type { Picked } from "@/components/many/picked";

const AllocateDialog = lazy(async () => ({ default: (await import("./AllocateDialog")).AllocateDialog }));

/** Has the rules choose who gets the customers that are picked. */
export function AllocateMany({ customers, onSent }: { customers: readonly Picked[]; onSent: () => void }) {
  const { t } = useTranslation();
  return (
    <ManyButton
      label={t("allocation.by_rules")}
      onSent={onSent}
      dialog={(close) => <AllocateDialog customers={customers} onClose={close} />}
    />
  );
}
