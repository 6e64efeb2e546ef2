import { InboxOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import "./notice.css";

/** Says why there is nothing, and offers where to go instead. */
export function EmptyState({
  title,
  hint,
  icon,
  children,
}: {
  title: string;
  hint?: string;
  icon?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="empty">
      <span className="empty-icon" aria-hidden>
        {icon ?? <InboxOutlined />}
      </span>
      <p className="empty-title">{title}</p>
      {hint && <p>{hint}</p>}
      {children}
    </div>
  );
}
