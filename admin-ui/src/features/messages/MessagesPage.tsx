import { FileSearchOutlined } from "@ant-design/icons";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { VirtualGrid } from "@/components/ui/VirtualGrid";
import type { Message } from "@/lib/api/types";
import { useCursor } from "@/lib/cursor";
import { formatNumber } from "@/lib/format";
import { useShortcuts } from "@/lib/keys";
import { usePreferences } from "@/lib/preferences";
import { facetsQuery, messagesQuery } from "./api/messages";
import { FacetPanel } from "./components/FacetPanel";
import { Histogram } from "./components/Histogram";
import { Notices } from "./components/Notices";
import { QueryChips } from "./components/QueryChips";
import { faultOf, QueryFault } from "./components/QueryFault";
import { Replay } from "./components/Replay";
import { ResultRow } from "./components/ResultRow";
import { SavedSearches } from "./components/SavedSearches";
import { SearchForm } from "./components/SearchForm";
import type { ArchiveSearch } from "./filters";
import "./messages.css";

const route = getRouteApi("/app/messages");

/** Search of the archive; what is found opens in its conversation beside the list. */
export function MessagesPage() {
  const { t } = useTranslation();
  const search: ArchiveSearch = route.useSearch();
  const navigate = route.useNavigate();
  const compact = usePreferences().density === "compact";
  const [focusTick, setFocusTick] = useState(0);
  // A relative range is fixed when it is asked, or the list would start anew with every minute.
  const asked = JSON.stringify({ ...search, in: undefined, at: undefined, off: undefined });
  const query = useInfiniteQuery(useMemo(() => messagesQuery(JSON.parse(asked)), [asked]));
  const facets = useQuery({
    ...useMemo(() => facetsQuery(JSON.parse(asked)), [asked]),
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const marked = useMemo(() => new Map(rows.map((message) => [message.id, message.segments])), [rows]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const [cursor, moveTo] = useCursor(search.at);
  const change = (part: ArchiveSearch) =>
    void navigate({ search: (old: ArchiveSearch) => ({ ...old, ...part }), replace: true });
  const narrow = (part: ArchiveSearch) => change({ ...part, in: undefined, at: undefined });
  const open = (message: Message | undefined) => {
    if (!message) return;
    moveTo(message.id);
    change({ in: message.conversation_id, at: message.id });
    setFocusTick((tick) => tick + 1);
  };
  const close = () => change({ in: undefined, at: undefined });
  const step = (by: 1 | -1) => {
    const index = rows.findIndex((message) => message.id === cursor);
    open(index < 0 ? rows[0] : rows[index + by]);
  };
  useShortcuts({
    next: () => step(1),
    previous: () => step(-1),
    back: close,
  });

  return (
    <div className="archive">
      <h1 className="visually-hidden">{t("nav.messages")}</h1>
      <SearchForm
        search={search}
        busy={query.isFetching && !query.isFetchingNextPage}
        onChange={narrow}
        extra={
          <SavedSearches
            search={search}
            onOpen={(saved) => void navigate({ search: saved, replace: false })}
          />
        }
      >
        {faultOf(query.error) ? (
          <QueryFault query={search.q ?? ""} error={query.error} />
        ) : (
          <QueryChips search={search} parts={query.data?.pages[0]?.query_parts ?? []} onChange={narrow} />
        )}
      </SearchForm>
      <div className={`archive-panes ${search.in ? "archive-open" : ""}`}>
        <aside className="archive-facets">
          {facets.data && <FacetPanel facets={facets.data} search={search} onChange={narrow} />}
        </aside>
        <section className="archive-list" aria-label={t("search.results")}>
          <p className="archive-total muted" role="status">
            {query.data && <Total pages={query.data.pages} />}
            <span>{t("search.recorded")}</span>
          </p>
          {facets.data && rows.length > 0 && (
            <Histogram bars={facets.data.histogram} exact={facets.data.exact} onChange={narrow} />
          )}
          <Notices pages={query.data?.pages ?? []} onMore={loadMore} />
          {query.error && !faultOf(query.error) && (
            <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
          )}
          {query.isPending && <SkeletonRows rows={10} />}
          {query.data && rows.length === 0 && (
            <EmptyState
              icon={<FileSearchOutlined aria-hidden />}
              title={t("search.nothing")}
              hint={t("search.nothing_hint")}
            />
          )}
          {rows.length > 0 && (
            <VirtualGrid
              label={t("search.results")}
              rows={rows}
              total={
                query.data?.pages[0]?.total_exact
                  ? Math.max(query.data.pages[0].estimated_total, rows.length)
                  : -1
              }
              rowKey={(message) => message.id}
              rowHeight={compact ? 36 : 70}
              selected={cursor}
              focusTick={focusTick}
              onSelect={open}
              onEndReached={loadMore}
            >
              {(message) => <ResultRow message={message} compact={compact} />}
            </VirtualGrid>
          )}
        </section>
        <section className="archive-replay" aria-label={t("search.replay")}>
          {search.in ? (
            <Replay
              key={`${search.in}/${search.at}`}
              conversationId={search.in}
              at={search.at}
              marked={marked}
              onClose={close}
            />
          ) : (
            <EmptyState title={t("search.nothing_open")} hint={t("search.nothing_open_hint")} />
          )}
        </section>
      </div>
    </div>
  );
}

function Total({ pages }: { pages: { estimated_total: number; total_exact: boolean }[] }) {
  const { t } = useTranslation();
  const { estimated_total, total_exact } = pages.at(-1)!;
  return (
    <span className="num">
      {t(total_exact ? "search.total" : "search.total_about", { total: formatNumber(estimated_total) })}
    </span>
  );
}
