import { Button } from "antd";
import { type ReactNode, Suspense, useState } from "react";

interface Props {
  label: string;
  onSent: () => void;
  /** What opens; it may be loaded only then. Closing it says whether something was sent. */
  dialog: (close: (sent: boolean) => void) => ReactNode;
}

/** Something that can be done with all customers that are picked. */
export function ManyButton({ label, onSent, dialog }: Props) {
  const [open, setOpen] = useState(false);
  const close = (sent: boolean) => {
    setOpen(false);
    if (sent) onSent();
  };
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open && <Suspense>{dialog(close)}</Suspense>}
    </>
  );
}
