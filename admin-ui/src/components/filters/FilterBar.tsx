import type { ReactNode } from "react";
import "./filters.css";

interface Props {
  className?: string;
  label?: string;
  children: ReactNode;
}

/** What a list is narrowed by, in a line that wraps. */
export function FilterBar({ className = "", label, children }: Props) {
  return (
    <search className={`filter-bar ${className}`.trim()} aria-label={label}>
      {children}
    </search>
  );
}
