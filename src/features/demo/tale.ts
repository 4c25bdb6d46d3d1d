/** What `rightful demo` plays: each tale by the public API alone, as a portal and a wallet would. */
import type { Stage } from "./play.ts";

type Words = { en: string; zh: string };
export type Telling = (words: Words) => void;
type Tale = { title: Words; play: (stage: Stage, tell: Telling) => Promise<void> };
type Recovery = { id: string; state: string };
type Claim = { recovery: Recovery; token: string };

const CODE = /(?<!\d)(\d{6})(?!\d)/;
const NEW_PASSWORDS = { lin: "brass otters under moonlight", zhou: "twelve kettles by the gate" };

async function signIn(
  { call, serviceKey }: Stage,
  identifier: string,
  password: string,
  deviceId: string,
) {
  return call("POST", "/v1/sign-ins", { identifier, password, deviceId }, serviceKey);
}

async function claim({ call, expect }: Stage, identifier: string, deviceToken?: string) {
  const begun = await call("POST", "/v1/recoveries", {
    identifier,
    situation: "forgot-password",
    locale: "en",
    ...(deviceToken && { deviceToken }),
  });
  return expect(begun, 201) as unknown as Claim;
}

const ask = ({ call, expect }: Stage, { recovery, token }: Claim) =>
  call("POST", `/v1/recoveries/${recovery.id}/challenges`, { proof: "sms-code" }, token).then(
    (reply) => expect(reply, 201),
  );

const give = ({ call }: Stage, { recovery, token }: Claim, proof: string, code: string) =>
  call("POST", `/v1/recoveries/${recovery.id}/proofs`, { proof, code }, token);

const stateOf = (body: Record<string, unknown>) => (body.recovery as Recovery).state;

const complete = ({ call }: Stage, { recovery, token }: Claim, newPassword: string) =>
  call("POST", `/v1/recoveries/${recovery.id}/completion`, { newPassword }, token);

const ownPhone: Tale = {
  title: {
    en: "1. Lin Xiaomei forgot her password. Her number and her phone are her own.",
    zh: "一、林晓梅忘记了密码，手机号和手机都在自己手里。",
  },
  async play(stage, tell) {
    const { call, expect, equal, message, account, serviceKey } = stage;
    const lin = account("acc_lin");
    const device = lin.devices[0]?.deviceId ?? "";
    const before = expect(await signIn(stage, lin.phone, lin.password, device), 201);
    const session = (before.session as { id: string }).id;
    tell({ en: "Another browser is signed in to the wallet.", zh: "另一个浏览器已登录钱包。" });

    const { token } = expect(
      await call("POST", "/v1/device-tokens", { deviceId: device }, serviceKey),
      201,
    );
    const claimed = await claim(stage, lin.phone, String(token));
    equal(claimed.recovery.state, "proving");
    tell({ en: "She presses “Forgot password?” on her phone.", zh: "她在手机上点“忘记密码？”。" });

    await ask(stage, claimed);
    const code = await message(lin.phone, CODE);
    tell({ en: "The code arrives by text message.", zh: "收到短信验证码。" });

    equal(stateOf(expect(await give(stage, claimed, "sms-code", code), 200)), "ready");
    tell({
      en: "The code is right, the phone is known: no wait.",
      zh: "验证码正确，又是常用手机：无需等待。",
    });

    expect(await complete(stage, claimed, lin.password), 422, "weak-password");
    tell({ en: "The old password is refused as the new one.", zh: "旧密码不能再当新密码。" });

    const done = expect(await complete(stage, claimed, NEW_PASSWORDS.lin), 200);
    equal(stateOf(done), "completed");
    tell({ en: "She sets a new password. The account is hers.", zh: "设好新密码，账户找回。" });

    const path = `/v1/accounts/${lin.id}/sign-ins/${session}`;
    expect(await call("GET", path, {}, serviceKey), 404, "session-ended");
    tell({ en: "The other browser has been signed out.", zh: "另一个浏览器已被退出登录。" });

    expect(await signIn(stage, lin.phone, lin.password, device), 422, "wrong-password");
    expect(await signIn(stage, lin.phone, NEW_PASSWORDS.lin, device), 201);
    tell({ en: "Only the new password signs in.", zh: "只有新密码能登录。" });
  },
};

const savedCode: Tale = {
  title: {
    en: "2. Zhou Hang has a new phone, and the recovery codes that he kept on paper.",
    zh: "二、周航换了新手机，手里有抄在纸上的恢复码。",
  },
  async play(stage, tell) {
    const { expect, equal, message, account } = stage;
    const zhou = account("acc_zhou");
    const claimed = await claim(stage, zhou.phone);
    await ask(stage, claimed);
    const code = await message(zhou.phone, CODE);
    equal(stateOf(expect(await give(stage, claimed, "sms-code", code), 200)), "proving");
    tell({
      en: "A code alone is not enough on a new phone.",
      zh: "新手机上，只有短信验证码还不够。",
    });

    const saved = zhou.recoveryCodes?.[3] ?? "";
    equal(stateOf(expect(await give(stage, claimed, "recovery-code", saved), 200)), "ready");
    tell({ en: "With one recovery code it is.", zh: "再加一个恢复码就够了。" });

    const done = expect(await complete(stage, claimed, NEW_PASSWORDS.zhou), 200);
    equal(stateOf(done), "completed");
    equal((done.recoveryCodes as string[] | undefined)?.length, 1);
    tell({
      en: "New password set, and the used code replaced by a new one.",
      zh: "设好新密码，用掉的恢复码换成了新的。",
    });
    expect(await signIn(stage, zhou.email, NEW_PASSWORDS.zhou, "demo-phone-zhou-new"), 201);
    tell({ en: "He signs in with his e-mail address.", zh: "他用邮箱登录成功。" });
  },
};

const guesser: Tale = {
  title: {
    en: "3. A thief guesses at Ma Li's code.",
    zh: "三、有人想猜中马丽的验证码。",
  },
  async play(stage, tell) {
    const { expect, equal, message, account } = stage;
    const ma = account("acc_ma");
    const claimed = await claim(stage, ma.phone);
    await ask(stage, claimed);
    const code = await message(ma.phone, CODE);
    tell({ en: "The code goes to her phone, not to the thief.", zh: "验证码发到她的手机。" });

    const guess = (step: number) =>
      give(stage, claimed, "sms-code", String((Number(code) + step) % 1_000_000).padStart(6, "0"));
    for (let left = 4; left >= 1; left--)
      equal(expect(await guess(left), 422, "wrong-code").triesLeft, left);
    expect(await guess(5), 429, "resting");
    tell({ en: "Five wrong codes: the tries run out.", zh: "连错五次，次数用完。" });

    expect(await give(stage, claimed, "sms-code", code), 429, "resting");
    tell({ en: "Even the right code is of no use here now.", zh: "此时即使输入正确的也无效。" });

    expect(await signIn(stage, ma.phone, ma.password, "demo-phone-ma-own"), 201);
    tell({ en: "Ma Li signs in as always.", zh: "马丽本人照常登录。" });
  },
};

const notMe: Tale = {
  title: {
    en: "4. A thief has Gao Yuan's SIM card and one of his codes. The balance is high, so it waits.",
    zh: "四、有人拿到了高远的 SIM 卡和一个恢复码。账户余额较高，所以要等待。",
  },
  async play(stage, tell) {
    const { call, expect, equal, message, account } = stage;
    const gao = account("acc_gao");
    const claimed = await claim(stage, gao.phone);
    await ask(stage, claimed);
    const code = await message(gao.phone, CODE);
    expect(await give(stage, claimed, "sms-code", code), 200);
    const saved = gao.recoveryCodes?.[0] ?? "";
    equal(stateOf(expect(await give(stage, claimed, "recovery-code", saved), 200)), "waiting");
    tell({
      en: "Both proofs are right, yet 12 hours must pass.",
      zh: "两项都对，仍要等 12 小时。",
    });

    expect(await complete(stage, claimed, "stolen password nobody knows"), 409, "waiting");
    tell({ en: "A new password is refused until then.", zh: "在此之前不能设置新密码。" });

    const link = await message(gao.email, /\/not-me#([\w-]+)/);
    tell({ en: "Gao Yuan is told by e-mail.", zh: "高远收到邮件提醒。" });

    const said = expect(await call("POST", "/v1/not-me", { token: link }), 200);
    equal(said.done, "stopped");
    tell({ en: "He presses “This wasn't me”.", zh: "他点了“不是我”。" });

    const path = `/v1/recoveries/${claimed.recovery.id}`;
    const seen = expect(await call("GET", path, {}, claimed.token), 200);
    equal(stateOf(seen.recovery ? seen : { recovery: seen }), "cancelled");
    expect(await complete(stage, claimed, "stolen password nobody knows"), 409);
    tell({ en: "The thief's recovery is over.", zh: "对方的找回申请就此结束。" });

    expect(await signIn(stage, gao.phone, gao.password, gao.devices[0]?.deviceId ?? ""), 201);
    tell({ en: "His own password still works.", zh: "他自己的密码照常可用。" });
  },
};

export const tales: readonly Tale[] = [ownPhone, savedCode, guesser, notMe];
