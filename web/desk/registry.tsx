/** The official channels: what everybody's "is this really you?" is answered by. Read by all of the desk, edited by two admins. */
import { useEffect, useState } from "react";
import { useText } from "./i18n.ts";
import {
  type Brand,
  brandLists,
  commonLists,
  officialLists,
  type Registry,
} from "./registry-api.ts";
import { Propose } from "./registry-propose.tsx";
import { History, Signed, useRegistry, Waiting } from "./registry-side.tsx";
import { Loading } from "./shell.tsx";

export function RegistryPage() {
  const { t } = useText();
  const registry = useRegistry();
  useEffect(() => {
    document.title = `${t("registry")} · ${t("brand")}`;
  }, [t]);
  return (
    <main className="house" id="main">
      <h1>{t("registry")}</h1>
      <p className="m">{t("registry.lead")}</p>
      {registry.data ? (
        <div className="halves">
          <Channels registry={registry.data} />
          <div>
            <Signed registry={registry.data} />
            <Waiting registry={registry.data} />
            {registry.data.mayPropose ? <Propose registry={registry.data} /> : null}
            <History brands={registry.data.brands} />
          </div>
        </div>
      ) : (
        <Loading error={registry.error} again={() => void registry.refetch()} />
      )}
    </main>
  );
}

const holds = (texts: readonly string[], typed: string) =>
  texts.some((text) => text.toLowerCase().includes(typed));

/** Brands that are shown before somebody searches or asks for all. */
const FIRST = 12;

/** Every brand that has what was typed, in its name or in any of its lists. */
function Channels({ registry }: { registry: Registry }) {
  const { t } = useText();
  const [typed, setTyped] = useState("");
  const [isWhole, setWhole] = useState(false);
  const wanted = typed.trim().toLowerCase();
  const found = registry.brands.filter(
    (brand) =>
      holds([brand.id, brand.name.en, brand.name.zh], wanted) ||
      brandLists.some((list) => holds(brand[list], wanted)),
  );
  const shown = isWhole ? found : found.slice(0, FIRST);
  const common = commonLists.map((list) => ({
    list,
    values: registry[list].filter((value) => holds([value], wanted)),
  }));
  const others = common.reduce((sum, { values }) => sum + values.length, 0);
  return (
    <div>
      <search>
        <form className="form" onSubmit={(event) => event.preventDefault()}>
          <label htmlFor="registry-search">{t("registry.search")}</label>
          <input
            id="registry-search"
            type="search"
            value={typed}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
        </form>
      </search>
      <p className="m" role="status">
        {t("registry.found", { brands: found.length, others })}
      </p>
      {found.length + others === 0 ? <p className="blank">{t("registry.none")}</p> : null}
      {found.length > 0 ? (
        <table aria-label={t("registry.brands")}>
          <thead>
            <tr>
              <th scope="col">{t("registry.brand")}</th>
              <th scope="col">{t("registry.channels")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((brand) => (
              <Row
                key={brand.id}
                brand={brand}
                isConfigured={registry.fromConfiguration.includes(brand.id)}
              />
            ))}
          </tbody>
        </table>
      ) : null}
      {shown.length < found.length ? (
        <button className="b" type="button" onClick={() => setWhole(true)}>
          {t("registry.whole", { brands: found.length })}
        </button>
      ) : null}
      {common.map(({ list, values }) =>
        values.length > 0 ? (
          <details key={list} open={wanted !== ""}>
            <summary>
              {t(`registry.list.${list}`)} ({values.length})
            </summary>
            <p className="m">{t(`registry.lead.${list}`)}</p>
            <p className="mono">{values.join(", ")}</p>
          </details>
        ) : null,
      )}
    </div>
  );
}

function Row({ brand, isConfigured }: { brand: Brand; isConfigured: boolean }) {
  const { t, say } = useText();
  const rest = brandLists.slice(officialLists.length).filter((list) => brand[list].length > 0);
  return (
    <tr>
      <th scope="row" className="what named">
        {say(brand.name)}
        <p className="m">
          {t(isConfigured ? "registry.configured" : `registry.tier.${brand.tier}`)}
        </p>
      </th>
      <td>
        <Lists brand={brand} lists={officialLists.filter((list) => brand[list].length > 0)} />
        {rest.length > 0 ? (
          <details>
            <summary>{t("registry.more")}</summary>
            <Lists brand={brand} lists={rest} />
          </details>
        ) : null}
      </td>
    </tr>
  );
}

const Lists = ({
  brand,
  lists,
}: {
  brand: Brand;
  lists: readonly (typeof brandLists)[number][];
}) => {
  const { t } = useText();
  return (
    <dl className="kv">
      {lists.map((list) => (
        <div key={list}>
          <dt>{t(`registry.list.${list}`)}</dt>
          <dd>
            <bdi>{brand[list].join(", ")}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
};
