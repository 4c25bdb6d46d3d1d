/** The last real recoveries under a draft. Asked for, because it reads what people did; figures only, nobody is named. */
import { useState } from "react";
import { useText } from "../i18n.ts";
import { policies, type Replay as Replayed } from "./policies-api.ts";
import { refusalWords } from "./policy-words.tsx";
import { count } from "./say.ts";

const parts = ["undisputed", "disputed"] as const;
const fates = ["same", "sooner", "later", "shutOut"] as const;

export function Replay({ draft }: { draft: string }) {
  const text = useText();
  const { t } = text;
  const [found, setFound] = useState<Replayed | null>(null);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const ask = async () => {
    if (busy) return;
    setBusy(true);
    setWrong("");
    try {
      setFound((await policies.replay(draft)).replay);
    } catch (error) {
      setWrong(refusalWords(text, error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="panel" aria-labelledby="replay">
      <h2 id="replay">{t("policies.replay")}</h2>
      <p className="m">{t("policies.replay.lead")}</p>
      <button className="b" type="button" aria-disabled={busy} onClick={() => void ask()}>
        {busy ? t("loading") : t("policies.replay.go")}
      </button>
      {wrong ? (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      ) : null}
      <div role="status">
        {found && found.looked === 0 ? (
          <p>{t("policies.replay.none", { days: found.days })}</p>
        ) : null}
        {found && found.looked > 0 ? <Fates of={found} /> : null}
      </div>
    </section>
  );
}

function Fates({ of }: { of: Replayed }) {
  const { t } = useText();
  return (
    <>
      <table className="twin">
        <caption className="vh">{t("policies.replay")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("policies.replay.which")}</th>
            <th scope="col" className="n">
              {t("insights.head.n")}
            </th>
            {fates.map((fate) => (
              <th scope="col" className="n" key={fate}>
                {t(`policies.replay.${fate}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <tr key={part}>
              <th scope="row">{t(`policies.replay.${part}`)}</th>
              <td className="n">{count(of[part].n)}</td>
              {fates.map((fate) => (
                <td className="n" key={fate}>
                  {count(of[part][fate])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="m">{t("policies.replay.unclear", { n: of.unclear, looked: of.looked })}</p>
    </>
  );
}
