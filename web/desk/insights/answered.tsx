/** What is shown while figures come, when they do not come, and how old they are. */
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { Refusal } from "../api.ts";
import { useText } from "../i18n.ts";
import { Loading } from "../shell.tsx";
import type { Head } from "./head.ts";

type Dated = Pick<Head, "freshAt" | "stale">;

/** Old figures stay while new ones are asked for, and when those do not come; both is said. */
export function Answered<T extends Dated>({
  query,
  children,
}: {
  query: UseQueryResult<T>;
  children: (answer: T) => ReactNode;
}) {
  const { t, moment } = useText();
  const { data, error, isFetching, isPlaceholderData, dataUpdatedAt } = query;
  // Another filter was refused: the old figures would be taken for its answer.
  const isRefused = error instanceof Refusal && error.status >= 400 && error.status < 500;
  if (!data || isRefused) return <Loading error={error} again={() => void query.refetch()} />;
  return (
    <>
      {data.stale ? (
        <p className="stale" role="status">
          {data.freshAt
            ? t("insights.stale", { time: moment(data.freshAt) })
            : t("insights.first-count")}
        </p>
      ) : null}
      {error ? (
        <p className="wrong" role="alert">
          {t("insights.old")}{" "}
          <button type="button" className="plain" onClick={() => void query.refetch()}>
            {t("again")}
          </button>
        </p>
      ) : null}
      <div aria-busy={isPlaceholderData || undefined}>{children(data)}</div>
      <Updated at={dataUpdatedAt} isAsking={isFetching} />
    </>
  );
}

/** "Updated 12 s ago". Not a live region: it changes every second. */
function Updated({ at, isAsking }: { at: number; isAsking: boolean }) {
  const { t } = useText();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const ago = t("insights.updated", { seconds: Math.max(0, Math.round((now - at) / 1000)) });
  return <p className="m updated">{isAsking ? `${ago} ${t("insights.asking")}` : ago}</p>;
}
