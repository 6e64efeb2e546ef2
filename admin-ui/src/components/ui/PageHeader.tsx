import type { ReactNode } from "react";
import "./page.css";

/** Title of a page, with its acts at the end of the line. */
export function PageHeader({
  title,
  hint,
  children,
}: {
  title: string;
  hint?: string;
  children?: ReactNode;
}) {
  return (
    <header className="page-header">
      <div>
        <h1>{title}</h1>
        {hint && <p className="muted">{hint}</p>}
      </div>
      {children && <div className="page-acts">{children}</div>}
    </header>
  );
}
