import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Picked } from "./BatchDialog";

const AllocateDialog = lazy(async () => ({ default: (await import("./AllocateDialog")).AllocateDialog }));

/** Has the rules choose who gets the customers that are picked. */
export function AllocateMany({ customers, onSent }: { customers: readonly Picked[]; onSent: () => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const close = (sent: boolean) => {
    setOpen(false);
    if (sent) onSent();
  };
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t("allocation.by_rules")}
      </Button>
      {open && (
        <Suspense>
          <AllocateDialog customers={customers} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
