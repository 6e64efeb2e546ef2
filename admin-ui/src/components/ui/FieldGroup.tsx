import type { ReactNode } from "react";
import "./fieldGroup.css";

/** Fields of a form that belong together, under what they are about. */
export function FieldGroup({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className="field-group">
      <legend>{legend}</legend>
      {children}
    </fieldset>
  );
}
