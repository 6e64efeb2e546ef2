import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { wishesQuery } from "@/components/tags/api";
import { useTagCode } from "@/components/tags/code";
import { DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
import { NativeSelect } from "@/components/ui/NativeSelect";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import type { TagWishState } from "@/lib/api/types";
import { formatDateTime } from "@/lib/format";

const states: readonly TagWishState[] = ["waiting", "refused", "overtaken", "done", "replaced"];

/** What was to be written to the platform, and what became of it. */
export function WishList() {
  const { t } = useTranslation();
  const code = useTagCode();
  const [state, setState] = useState<TagWishState>("waiting");
  const query = useInfiniteQuery(wishesQuery(state));
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="tag-tab">
      <NativeSelect
        label={t("tags.show")}
        value={state}
        options={states.map((value) => ({ value, label: t(`tags.state.${value}`) }))}
        onChange={setState}
      />
      {query.error && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <SkeletonRows />}
      {query.data && (
        <DataTable
          caption={t("tags.tab_wishes")}
          rows={rows}
          rowKey={(wish) => wish.id}
          empty={<EmptyState title={t("tags.wishes_none")} hint={t("tags.wishes_none_hint")} />}
          columns={[
            {
              key: "tag",
              title: t("tags.tag"),
              render: (wish) => `${t(wish.add ? "tags.add" : "tags.remove")} · ${wish.tag.name}`,
            },
            {
              key: "customer",
              title: t("tags.customer"),
              nowrap: true,
              render: (wish) => (
                <Link to="/customers/$id" params={{ id: wish.customer }}>
                  {t("tags.customer_link")}
                </Link>
              ),
            },
            {
              key: "employee",
              title: t("tags.employee"),
              render: (wish) => wish.employee.name || wish.employee.id,
            },
            { key: "why", title: t("tags.why"), render: (wish) => wish.code && code(wish.code) },
            { key: "who", title: t("tags.who"), render: (wish) => wish.user_name || wish.cause },
            {
              key: "time",
              title: t("tags.time"),
              nowrap: true,
              render: (wish) => (
                <time className="num" dateTime={wish.created_at}>
                  {formatDateTime(wish.created_at)}
                </time>
              ),
            },
          ]}
        />
      )}
      <MoreButton pages={query} />
    </div>
  );
}
