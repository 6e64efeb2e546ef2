import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import { FilterSelect } from "@/components/filters/FilterSelect";
import { SearchBox } from "@/components/filters/SearchBox";
import { AllocateMany } from "@/components/ownership/AllocateMany";
import { PickBar, usePickColumn, usePicks } from "@/components/ownership/PickBar";
import { PersonPicker } from "@/components/pickers/PersonPicker";
import { TagMany } from "@/components/tags/TagMany";
import { type Column, DataTable } from "@/components/ui/DataTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { MoreButton } from "@/components/ui/MoreButton";
import { PageHeader } from "@/components/ui/PageHeader";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { Tag } from "@/components/ui/Tag";
import type { CustomerSummary } from "@/lib/api/types";
import { formatDateTime, formatShort } from "@/lib/format";
import { can } from "@/lib/permissions";
import { useMe } from "@/lib/session";
import { customersQuery, segmentsQuery } from "./api/customers";
import type { ListSearch } from "./filters";
import { nameOf } from "./names";
import "./customers.css";

const route = getRouteApi("/app/customers");

/** Everybody who is a customer of the company, once. */
export function CustomersPage() {
  const { t } = useTranslation();
  const search: ListSearch = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(customersQuery(search));
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const change = (part: ListSearch) => void navigate({ search: { ...search, ...part }, replace: true });
  const columns = useColumns(change);
  const me = useMe();
  const orders = can(me, "orderOwnership");
  const allocates = can(me, "allocate");
  const picks = usePicks();
  const pickedOf = (customer: CustomerSummary) => ({ id: customer.id, name: nameOf(t, customer) });
  const pick = usePickColumn(picks, pickedOf);
  return (
    <div className="page">
      <div className="page-inner">
        <PageHeader title={t("customers.title")} hint={t("customers.hint")}>
          <SearchBox
            className="customer-search"
            label={t("customers.search")}
            find={t("customers.find")}
            value={search.q}
            onChange={(q) => change({ q })}
          />
          <PersonPicker
            kind="employee"
            label={t("customers.employee")}
            value={search.employee}
            onChange={(employee) => change({ employee })}
          />
          <PersonPicker
            kind="employee"
            label={t("customers.owner")}
            value={search.owner}
            onChange={(owner) => change({ owner })}
          />
          <Segment value={search.segment} onChange={(segment) => change({ segment })} />
          <Input
            key={`grade ${search.grade ?? ""}`}
            className="customer-grade"
            allowClear
            defaultValue={search.grade}
            maxLength={40}
            aria-label={t("customers.grade")}
            placeholder={t("customers.grade")}
            onPressEnter={(event) => change({ grade: event.currentTarget.value.trim() || undefined })}
            onBlur={(event) => change({ grade: event.currentTarget.value.trim() || undefined })}
            onClear={() => change({ grade: undefined })}
          />
        </PageHeader>
        {search.tag && (
          <p className="customer-chips">
            <Button size="small" onClick={() => change({ tag: undefined })}>
              {t("customers.without_tag", { tag: search.tag })}
            </Button>
          </p>
        )}
        {query.error && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
        {query.isPending && <SkeletonRows />}
        {orders && (
          <PickBar
            picks={picks}
            customers={rows.map(pickedOf)}
            acts={["assign", "return", "share"]}
            more={(picked) => (
              <>
                {allocates && <AllocateMany customers={picked} onSent={() => picks.set([])} />}
                <TagMany customers={picked} onSent={() => picks.set([])} />
              </>
            )}
          />
        )}
        {query.data && (
          <DataTable
            caption={t("customers.title")}
            columns={orders ? [pick, ...columns] : columns}
            rows={rows}
            rowKey={(customer) => customer.id}
            empty={<EmptyState title={t("customers.nobody")} hint={t("customers.nobody_hint")} />}
          />
        )}
        <MoreButton pages={query} />
      </div>
    </div>
  );
}

/** The saved segments to choose from; nothing while there is none. */
function Segment({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (segment: string | undefined) => void;
}) {
  const { t } = useTranslation();
  const segments = useQuery(segmentsQuery).data?.items ?? [];
  if (segments.length === 0 && !value) return null;
  const unknown = value && !segments.some((one) => one.id === value) ? [{ value, label: value }] : [];
  return (
    <FilterSelect
      label={t("customers.segment")}
      any={t("customers.all_segments")}
      value={value}
      options={[...segments.map((one) => ({ value: one.id, label: one.name })), ...unknown]}
      onChange={onChange}
    />
  );
}

function useColumns(change: (part: ListSearch) => void): Column<CustomerSummary>[] {
  const { t } = useTranslation();
  return [
    {
      key: "name",
      title: t("customers.name"),
      render: (customer) => (
        <>
          <Link to="/customers/$id" params={{ id: customer.id }} className="customer-name">
            {nameOf(t, customer)}
          </Link>
          {customer.corp_name && <div className="muted">{customer.corp_name}</div>}
        </>
      ),
    },
    {
      key: "phones",
      title: t("customers.phones"),
      render: (customer) => customer.phones.join(", "),
      nowrap: true,
    },
    {
      key: "employees",
      title: t("customers.employees"),
      render: (customer) => customer.employees.map((person) => person.name || person.id).join(", "),
    },
    {
      key: "owners",
      title: t("customers.owner"),
      render: (customer) => customer.owners.map((person) => person.name || person.id).join(", "),
    },
    {
      key: "tags",
      title: t("customers.tags"),
      render: (customer) => (
        <span className="customer-tags">
          {customer.grade && <Tag tone="ok">{customer.grade}</Tag>}
          {customer.tags.map((tag) => (
            <button key={tag} type="button" className="plain" onClick={() => change({ tag })}>
              <Tag tone="low">{tag}</Tag>
            </button>
          ))}
        </span>
      ),
    },
    {
      key: "last",
      title: t("customers.last"),
      nowrap: true,
      render: (customer) =>
        customer.last_at && (
          <time dateTime={customer.last_at} title={formatDateTime(customer.last_at)} className="num">
            {formatShort(customer.last_at)}
          </time>
        ),
    },
  ];
}
