import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ErrorNotice } from "@/components/ui/ErrorNotice";
import { SkeletonRows } from "@/components/ui/SkeletonRows";
import { useShortcuts } from "@/lib/keys";
import { customerQuery } from "./api/customers";
import { FactsPane } from "./components/FactsPane";
import { IdentityPane } from "./components/IdentityPane";
import { Timeline } from "./components/Timeline";
import type { CustomerSearch } from "./filters";
import "./customers.css";

const route = getRouteApi("/app/customers/$id");

/** One customer: who he is and who has him, everything with him in one order, and what is known beside. */
export function CustomerPage() {
  const { id } = route.useParams();
  const search: CustomerSearch = route.useSearch();
  const navigate = route.useNavigate();
  const go = useNavigate();
  const { data, error, refetch, isPending } = useQuery(customerQuery(id));
  const change = (part: CustomerSearch) =>
    void navigate({ search: (old: CustomerSearch) => ({ ...old, ...part }), replace: true });
  useShortcuts({ back: () => void go({ to: "/customers" }) });
  if (error)
    return (
      <div className="page">
        <div className="page-inner">
          <ErrorNotice error={error} onRetry={() => void refetch()} />
        </div>
      </div>
    );
  if (isPending)
    return (
      <div className="page">
        <SkeletonRows rows={10} />
      </div>
    );
  return (
    <div className="customer">
      <IdentityPane customer={data} />
      <Timeline customer={data} search={search} onChange={change} />
      <FactsPane customer={data} />
    </div>
  );
}
