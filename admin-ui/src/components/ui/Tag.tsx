import type { ReactNode } from "react";
import "./tags.css";

export type Tone = "critical" | "high" | "medium" | "low" | "informational" | "ok";

/** A short word with a tone; the icon carries the tone for those who do not see colours. */
export function Tag({ tone, icon, children }: { tone: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={`tag tag-${tone}`}>
      {icon && <span aria-hidden>{icon}</span>}
      {children}
    </span>
  );
}
