/** Scam reports: what most people reported in the last day stands first. A count is no verdict; two people list. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { fresh } from "./house-queries.ts";
import { useText } from "./i18n.ts";
import { type Cluster, scams } from "./scams-api.ts";
import { Loading } from "./shell.tsx";

export function ScamsPage() {
  const { t } = useText();
  useEffect(() => {
    document.title = t("scams.title");
  }, [t]);
  const list = useQuery({ ...fresh, queryKey: ["scams"], queryFn: scams.list });
  const clusters = list.data?.clusters ?? [];
  const open = clusters.filter(({ mark }) => mark === null);
  const noted = clusters.filter(({ mark }) => mark !== null);
  return (
    <main className="house" id="main">
      <h1>{t("scams")}</h1>
      <p className="m">{t("scams.lead")}</p>
      <p>
        <Link to="/desk/registry">{t("registry")}</Link>
      </p>
      {list.data ? (
        <>
          {open.length === 0 ? <p className="blank">{t("scams.none")}</p> : null}
          {open.length > 0 ? <Table clusters={open} label={t("scams")} /> : null}
          {noted.length > 0 ? (
            <section className="sec" aria-labelledby="noted">
              <h2 id="noted">{t("scams.noted")}</h2>
              <Table clusters={noted} label={t("scams.noted")} />
            </section>
          ) : null}
        </>
      ) : (
        <Loading error={list.error} again={() => void list.refetch()} />
      )}
    </main>
  );
}

const heads = ["what", "verdict", "imitates", "today", "ten-days", "clicked", "paid"] as const;
const counts = new Set<string>(["today", "ten-days", "clicked", "paid"]);

function Table({ clusters, label }: { clusters: Cluster[]; label: string }) {
  const { t, say } = useText();
  return (
    <table aria-label={label}>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col" className={counts.has(head) ? "n" : undefined}>
              {t(`scams.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {clusters.map(({ id, kind, value, verdict, imitates, people, listedSince, mark }) => (
          <tr key={id}>
            <th scope="row" className="what">
              <Link to="/desk/scams/$clusterId" params={{ clusterId: id }}>
                <bdi className={kind === "message" ? undefined : "mono"}>{value}</bdi>
              </Link>
              <p className="m">
                {t(`scams.kind.${kind}`)}
                {listedSince ? ` · ${t("scams.listed")}` : null}
                {mark ? ` · ${t(`scams.mark.${mark.is}`)}` : null}
              </p>
            </th>
            <td>{t(`scams.verdict.${verdict}`)}</td>
            <td>{imitates ? say(imitates.name) : "–"}</td>
            <td className="n">{people.today}</td>
            <td className="n">{people.tenDays}</td>
            <td className="n">{people.clicked}</td>
            <td className="n">{people.paid}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
