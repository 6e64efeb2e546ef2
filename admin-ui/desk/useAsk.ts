import { useCallback, useEffect, useRef, useState } from "react";
import { ask, Refusal } from "./api";

interface Asked<T> {
  data: T | undefined;
  error: Refusal | undefined;
  loading: boolean;
  reload: () => void;
}

/** What a path answers. Old data stay while new ones come; null asks nothing. */
export function useAsk<T>(path: string | null): Asked<T> {
  const [state, setState] = useState<{ path: string | null; data?: T; error?: Refusal; loading: boolean }>({
    path,
    loading: path !== null,
  });
  const turn = useRef(0);
  const load = useCallback(() => {
    const mine = ++turn.current;
    if (path === null) {
      setState({ path, loading: false });
      return;
    }
    setState((old) => ({ path, data: old.data, loading: true }));
    ask<T>("GET", path).then(
      (data) => mine === turn.current && setState({ path, data, loading: false }),
      (error: unknown) =>
        mine === turn.current &&
        setState((old) => ({
          path,
          data: old.data,
          error: error instanceof Refusal ? error : new Refusal(0, "offline"),
          loading: false,
        })),
    );
  }, [path]);
  useEffect(() => {
    load();
    return () => {
      turn.current += 1;
    };
  }, [load]);
  return { data: state.data, error: state.error, loading: state.loading, reload: load };
}
