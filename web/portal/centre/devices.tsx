/** P31: where the account is signed in. To sign out protects: one press, at once, and it says so. */
import { useRef, useState } from "react";
import { Icon } from "../../shared/icons.tsx";
import { call } from "../api.ts";
import type { Device } from "../centre.ts";
import { SignedOut } from "../pages/me.tsx";
import { Form, Notice, Page } from "../parts.tsx";
import { usePortal, useSend } from "../portal.ts";

type Deed = "out" | "unknown";

export function Devices() {
  const { text, state, set, url } = usePortal();
  const { t } = text;
  const [said, setSaid] = useState<string>(url.searchParams.get("done") ?? "");
  const [gone, setGone] = useState(false);
  const deed = useRef<{ deed: Deed; device: Device } | null>(null);
  const { busy, refusal, send } = useSend<unknown>(async () => {
    const done = deed.current;
    if (done?.device.current) return setGone(true);
    const answer = await call<{ devices: Device[] }>("GET", "/v1/me/devices");
    if (answer.ok) set({ devices: answer.body.devices, refusal: null });
    setSaid(done?.deed ?? "");
    scrollTo(0, 0);
  }, state.refusal ?? null);
  if (!state.me || !state.devices || gone) return <SignedOut />;
  const act = (what: Deed, device: Device) => {
    deed.current = { deed: what, device };
    const path = `/v1/me/devices/${device.id}`;
    if (what === "out") void send("DELETE", path);
    else void send("POST", `${path}/disowning`, {});
  };
  const counting = state.devices.filter(({ endedAt }) => !endedAt);
  const ended = state.devices.filter(({ endedAt }) => endedAt);
  return (
    <Page title={t("me.devices")} back="/me">
      {refusal ? <Notice refusal={refusal} /> : null}
      {said === "out" ? (
        <div className="notice ok" role="status">
          <p>
            <b>{t("devices.out.done")}</b>
          </p>
          <p>{t("devices.told")}</p>
        </div>
      ) : null}
      {said === "unknown" ? <Unknown /> : null}
      <p className="lead">{t("devices.lead")}</p>
      {counting.length === 0 ? <p>{t("devices.none")}</p> : null}
      <ul className="devices">
        {counting.map((device) => (
          <Line key={device.id} device={device} busy={busy} act={act} />
        ))}
      </ul>
      <p className="note">{t("devices.undo")}</p>
      {ended.length > 0 ? (
        <>
          <h2>{t("devices.ended")}</h2>
          <p className="hint">{t("devices.ended.more")}</p>
          <ul className="devices">
            {ended.map((device) => (
              <Line key={device.id} device={device} busy={busy} act={act} />
            ))}
          </ul>
        </>
      ) : null}
    </Page>
  );
}

function Line(props: { device: Device; busy: boolean; act: (deed: Deed, device: Device) => void }) {
  const { device, busy, act } = props;
  const { text, when } = usePortal();
  const { t } = text;
  const { id, name, city, current, is, lastSeenAt, endedAt } = device;
  const where = [city, t("ways.device.seen", { at: when.date(lastSeenAt) })].filter(Boolean);
  const form = (to: string, deed: Deed, words: string) => (
    <Form to={to} onSend={() => act(deed, device)}>
      <input type="hidden" name="device" value={id} />
      {current ? <input type="hidden" name="current" value="yes" /> : null}
      <button
        type="submit"
        className="link inline"
        aria-disabled={busy ? "true" : undefined}
        aria-describedby={`name-${id}`}
      >
        {words}
      </button>
    </Form>
  );
  return (
    <li>
      <Icon of="phone" />
      <div>
        <p id={`name-${id}`}>
          <b>{name}</b>
          {current ? <span className="tag ok">{t("ways.device.current")}</span> : null}
        </p>
        <p className="hint">{where.join(" · ")}</p>
        {endedAt ? (
          <p className="hint">{t(`devices.${is}`, { at: when.short(endedAt) })}</p>
        ) : is === "known" ? (
          <p className="hint">{t("devices.known")}</p>
        ) : null}
        <div className="pair">
          {endedAt
            ? null
            : form("device-out", "out", t(is === "known" ? "devices.forget" : "devices.out"))}
          {current || is === "disowned"
            ? null
            : form("device-unknown", "unknown", t("devices.unknown"))}
        </div>
        {current ? <p className="hint">{t("devices.current.more")}</p> : null}
      </div>
    </li>
  );
}

/** Somebody may have been in: what stops money first, then what keeps them out. */
function Unknown() {
  const { text, state } = usePortal();
  const { t } = text;
  const frozen = state.holds?.holds.some(({ scope }) => scope === "everything");
  return (
    <div className="notice" role="status">
      <p>
        <b>{t("devices.unknown.done")}</b>
      </p>
      <p>{t("devices.unknown.next")}</p>
      <p className="pair">
        {frozen ? null : (
          <a className="inline" href="/me/freeze">
            {t("freeze.go")}
          </a>
        )}
        <a className="inline" href="/me/password">
          {t("health.change")}
        </a>
      </p>
    </div>
  );
}
