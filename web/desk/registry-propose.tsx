/** One edit of the official channels, for a second admin to agree to. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Asked } from "./house-api.ts";
import { AskedNote, AskForm } from "./house-words.tsx";
import { useText } from "./i18n.ts";
import {
  type BrandList,
  brandLists,
  channels,
  commonLists,
  type Edit,
  type ListName,
  type Registry,
} from "./registry-api.ts";

const deeds = ["add", "remove", "replace"] as const;
const lists: readonly ListName[] = [...brandLists, ...commonLists];

export function Propose({ registry }: { registry: Registry }) {
  const { t, say } = useText();
  const queries = useQueryClient();
  const brands = registry.brands.filter(({ id }) => !registry.fromConfiguration.includes(id));
  const [deed, setDeed] = useState<Edit["deed"]>("add");
  const [list, setList] = useState<ListName>("domains");
  const [brand, setBrand] = useState(brands[0]?.id ?? "");
  const [value, setValue] = useState("");
  const [by, setBy] = useState("");
  const [asked, setAsked] = useState<Asked | null>(null);
  const isOfBrand = brandLists.some((one) => one === list);
  const owner = brands.find(({ id }) => id === brand);
  const there = isOfBrand
    ? (owner?.[list as BrandList] ?? [])
    : registry[list as (typeof commonLists)[number]];
  const send = async (reason: string) => {
    const edit: Edit = { deed, list, brand: isOfBrand ? brand : null, value };
    const given = deed === "replace" ? { ...edit, by } : edit;
    setAsked(await channels.propose(given, reason));
    setValue("");
    setBy("");
    await queries.invalidateQueries({ queryKey: ["registry"] });
    await queries.invalidateQueries({ queryKey: ["house"] });
  };
  return (
    <section className="sec" aria-labelledby="registry-propose">
      <h2 id="registry-propose">{t("registry.propose")}</h2>
      <p className="m">{t("registry.propose.lead")}</p>
      {asked ? <AskedNote asked={asked} /> : null}
      <details>
        <summary>{t("registry.propose.open")}</summary>
        <AskForm id="registry-edit" label={t("ask.send")} deed={send}>
          <label htmlFor="registry-deed">{t("registry.deed")}</label>
          <select
            id="registry-deed"
            value={deed}
            onChange={(event) => setDeed(event.target.value as Edit["deed"])}
          >
            {deeds.map((one) => (
              <option key={one} value={one}>
                {t(`registry.deed.${one}`)}
              </option>
            ))}
          </select>
          <label htmlFor="registry-list">{t("registry.list")}</label>
          <select
            id="registry-list"
            value={list}
            onChange={(event) => setList(event.target.value as ListName)}
          >
            {lists.map((one) => (
              <option key={one} value={one}>
                {t(`registry.list.${one}`)}
              </option>
            ))}
          </select>
          {isOfBrand ? (
            <>
              <label htmlFor="registry-brand">{t("registry.brand")}</label>
              <select
                id="registry-brand"
                value={brand}
                onChange={(event) => setBrand(event.target.value)}
              >
                {brands.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {say(name)}
                  </option>
                ))}
              </select>
            </>
          ) : null}
          <label htmlFor="registry-value">{t("registry.value")}</label>
          <input
            id="registry-value"
            value={value}
            maxLength={200}
            autoComplete="off"
            list={deed === "add" ? undefined : "registry-there"}
            onChange={(event) => setValue(event.target.value)}
          />
          <datalist id="registry-there">
            {there.map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
          {deed === "replace" ? (
            <>
              <label htmlFor="registry-by">{t("registry.by-what")}</label>
              <input
                id="registry-by"
                value={by}
                maxLength={200}
                autoComplete="off"
                onChange={(event) => setBy(event.target.value)}
              />
            </>
          ) : null}
        </AskForm>
      </details>
    </section>
  );
}
