import type { ReactNode } from "react";
import type { CustomerSummary, Refusal } from "./api";
import { formatShort } from "./format";
import { codeText, t } from "./texts";

/** What went wrong, with a way to try again. */
export function Problem({ error, onRetry }: { error: Refusal | undefined; onRetry?: () => void }) {
  if (!error) return null;
  return (
    <div className="problem" role="alert">
      <p>{codeText("problem", error.code)}</p>
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {t("retry")}
        </button>
      )}
    </div>
  );
}

export function Loading({ when }: { when: boolean }) {
  return when ? <p className="muted">{t("loading")}</p> : null;
}

export function Time({ at }: { at: string }) {
  return (
    <time className="num muted" dateTime={at}>
      {formatShort(at)}
    </time>
  );
}

export function Page({ title, back, children }: { title: string; back?: string; children: ReactNode }) {
  return (
    <>
      <header className="head">
        {back && (
          <a className="button" href={back}>
            {t("back")}
          </a>
        )}
        <h1>{title}</h1>
      </header>
      {children}
    </>
  );
}

export const nameOf = (customer: Pick<CustomerSummary, "name">): string =>
  customer.name || t("customers.nameless");

export function Tags({ customer }: { customer: CustomerSummary }) {
  const tags = [
    ...(customer.grade ? [t("customer.grade", { grade: customer.grade })] : []),
    ...(customer.stage ? [customer.stage] : []),
    ...customer.tags,
  ];
  if (tags.length === 0) return null;
  return (
    <ul className="tags">
      {tags.map((tag) => (
        <li key={tag}>{tag}</li>
      ))}
    </ul>
  );
}
