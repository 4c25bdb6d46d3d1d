/** Beside the official channels: the signed list, what waits for a second admin, and who changed what when. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { fresh } from "./house-queries.ts";
import { useText } from "./i18n.ts";
import { type Brand, channels, type Difference, type Registry } from "./registry-api.ts";
import { Loading, useMe } from "./shell.tsx";

export const useRegistry = () =>
  useQuery({ ...fresh, queryKey: ["registry"], queryFn: channels.read });

/** What others get and keep, and until when they may. */
export function Signed({ registry }: { registry: Registry }) {
  const { t, moment, day } = useText();
  const list = useQuery({ queryKey: ["registry", "signed"], queryFn: channels.signed });
  return (
    <section aria-labelledby="registry-signed">
      <h2 id="registry-signed">{t("registry.signed")}</h2>
      <p className="m">{t("registry.signed.lead")}</p>
      <dl className="kv">
        <div>
          <dt>{t("registry.version")}</dt>
          <dd>
            {t("registry.reviewed", { version: registry.version, day: day(registry.reviewed) })}
          </dd>
        </div>
        {list.data ? (
          <>
            <div>
              <dt>{t("registry.signed.holds")}</dt>
              <dd>
                {t("registry.signed.what", {
                  ...{ version: list.data.version, brands: list.data.brands },
                })}
              </dd>
            </div>
            <div>
              <dt>{t("registry.signed.until")}</dt>
              <dd>{moment(list.data.validUntil)}</dd>
            </div>
          </>
        ) : null}
      </dl>
      {list.data ? null : <Loading error={list.error} again={() => void list.refetch()} />}
      <p>
        <a href="/.well-known/official-channels.json">{t("registry.signed.open")}</a>
      </p>
    </section>
  );
}

function Differences({
  differences,
  brands,
}: {
  differences: Difference[];
  brands: readonly Brand[];
}) {
  const { t, say } = useText();
  const nameOf = (id: string) => {
    const brand = brands.find((one) => one.id === id);
    return brand ? say(brand.name) : id;
  };
  if (differences.length === 0) return <p className="m">{t("registry.no-difference")}</p>;
  return (
    <ul>
      {differences.map(({ deed, list, brand, value }) => (
        <li key={`${deed} ${list} ${brand} ${value}`}>
          <div>
            {t(`registry.${deed}`)} <bdi className="mono">{value}</bdi>
            <span className="m">
              {" · "}
              {t(`registry.list.${list}`)}
              {brand ? ` · ${nameOf(brand)}` : null}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** On the page of one change: what it would change. */
export function RegistryAsked({ changeId }: { changeId: string }) {
  const { t } = useText();
  const { data } = useRegistry();
  const change = data?.waiting.find((one) => one.changeId === changeId);
  return (
    <div>
      <dt>{t("registry")}</dt>
      <dd>
        {data && change ? (
          <Differences differences={change.differences} brands={data.brands} />
        ) : null}
        <Link to="/desk/registry">{t("registry.look")}</Link>
      </dd>
    </div>
  );
}

export function Waiting({ registry }: { registry: Registry }) {
  const { t, moment } = useText();
  const me = useMe();
  const { waiting, people, brands } = registry;
  return (
    <section className="sec" aria-labelledby="registry-waiting">
      <h2 id="registry-waiting">{t("registry.waiting")}</h2>
      {waiting.length === 0 ? <p className="m">{t("registry.waiting.none")}</p> : null}
      <ul className="list">
        {waiting.map((change) => (
          <li key={change.changeId}>
            <div>
              <Differences differences={change.differences} brands={brands} />
              <p className="m">
                {t("changes.asked-by", {
                  ...{ name: people[change.askedBy] ?? change.askedBy },
                  ...{ time: moment(change.askedAt) },
                })}
                {`: ${change.reason}`}
              </p>
              {me.role === "analyst" ? null : (
                <p>
                  <Link to="/desk/house/changes/$changeId" params={{ changeId: change.changeId }}>
                    {t("registry.decide")}
                  </Link>
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function History({ brands }: { brands: readonly Brand[] }) {
  const { t, moment } = useText();
  const list = useQuery({ ...fresh, queryKey: ["registry", "history"], queryFn: channels.history });
  return (
    <section className="sec" aria-labelledby="registry-history">
      <h2 id="registry-history">{t("registry.history")}</h2>
      {list.data ? (
        <ol className="list">
          {list.data.history.map(({ version, since, by, differences }) => {
            const name = (id: string | null) => (id ? (list.data.people[id] ?? id) : "–");
            return (
              <li key={version}>
                <div>
                  <b>{t("registry.since", { version, time: moment(since) })}</b>
                  {by ? (
                    <>
                      <Differences differences={differences} brands={brands} />
                      <p className="m">
                        {t("registry.by", {
                          ...{ asked: name(by.askedBy), decided: name(by.decidedBy) },
                          reason: by.reason,
                        })}
                      </p>
                    </>
                  ) : (
                    <p className="m">{t("registry.shipped")}</p>
                  )}
                </div>
              </li>
            );
          })}
        </ol>
      ) : (
        <Loading error={list.error} again={() => void list.refetch()} />
      )}
    </section>
  );
}
