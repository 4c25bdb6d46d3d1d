/** D1: a passkey or the house's own provider; in the demo, one of its people. */
import { startAuthentication } from "@simplewebauthn/browser";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, Refusal } from "./api.ts";
import { useText } from "./i18n.ts";
import { Mark, OtherLanguage, start } from "./shell.tsx";

export function SignInPage() {
  const { t, lang } = useText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const people = useQuery({ queryKey: ["demo"], queryFn: api.demoPeople, enabled: start.demo });
  const enter = async (deed: () => Promise<unknown>) => {
    setBusy(true);
    setWrong("");
    try {
      await deed();
      queries.clear();
      await navigate({ to: "/desk" });
    } catch (error) {
      const said = error instanceof Refusal && error.status > 0;
      setWrong(said ? error.message : t("sign-in.failed"));
    } finally {
      setBusy(false);
    }
  };
  const withPasskey = async () => {
    const { options } = await api.passkeyOptions();
    await api.passkeySignIn(await startAuthentication({ optionsJSON: options }));
  };
  return (
    <main className="door" id="main">
      <p className="brand">
        <Mark />
        <span>{t("brand")}</span>
      </p>
      <h1>{t("sign-in.title")}</h1>
      <p className="m">{t("sign-in.lead")}</p>
      {wrong ? (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      ) : null}
      <button
        className="b p full"
        type="button"
        aria-disabled={busy}
        onClick={() => !busy && void enter(withPasskey)}
      >
        {busy ? t("sending") : t("sign-in.passkey")}
      </button>
      {start.provider ? (
        <a className="b full" href="/v1/desk/sign-ins/provider">
          {t("sign-in.provider")}
        </a>
      ) : null}
      {start.demo ? (
        <section className="sec" aria-labelledby="demo-people">
          <h2 id="demo-people">{t("sign-in.demo")}</h2>
          <ul className="people">
            {(people.data?.agents ?? []).map(({ id, name, role, team }) => (
              <li key={id}>
                <button
                  className="b full"
                  type="button"
                  onClick={() => !busy && void enter(() => api.demoSignIn(id))}
                >
                  <span>{name[lang]}</span>
                  <small>
                    {t(`role.${role}`)}
                    {team ? ` · ${t(`team.${team}`)}` : ""}
                  </small>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <p className="m">
        <OtherLanguage />
      </p>
    </main>
  );
}
