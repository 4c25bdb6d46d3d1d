/** What `rightful demo` plays: each tale by the public API alone, as a portal and a wallet would. */
import type { Stage } from "./play.ts";

type Words = { en: string; zh: string };
export type Telling = (words: Words) => void;
type Tale = { title: Words; play: (stage: Stage, tell: Telling) => Promise<void> };
type Recovery = { id: string; state: string };
type Claim = { recovery: Recovery; token: string };

const CODE = /(?<!\d)(\d{6})(?!\d)/;
const NEW_PASSWORDS = {
  lin: "brass otters under moonlight",
  zhou: "twelve kettles by the gate",
  zhao: "five lanterns on the quay",
};

async function signIn(
  { call, serviceKey }: Stage,
  identifier: string,
  password: string,
  deviceId: string,
) {
  return call("POST", "/v1/sign-ins", { identifier, password, deviceId }, serviceKey);
}

async function claim(
  { call, expect }: Stage,
  identifier: string,
  deviceToken?: string,
  situation = "forgot-password",
) {
  const begun = await call("POST", "/v1/recoveries", {
    identifier,
    situation,
    locale: "en",
    ...(deviceToken && { deviceToken }),
  });
  return expect(begun, 201) as unknown as Claim;
}

const ask = ({ call, expect }: Stage, { recovery, token }: Claim, proof = "sms-code") =>
  call("POST", `/v1/recoveries/${recovery.id}/challenges`, { proof }, token).then((reply) =>
    expect(reply, 201),
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

const otherHands: Tale = {
  title: {
    en: "5. Zhao Ming's old number belongs to somebody else now. The operator knows.",
    zh: "五、赵明的旧手机号已归他人使用，运营商知道这一点。",
  },
  async play(stage, tell) {
    const { call, expect, equal, message, account, serviceKey } = stage;
    const zhao = account("acc_zhao");
    const sentToNumber = async () => {
      const path = `/demo/messages?to=${encodeURIComponent(zhao.phone)}`;
      return (await call("GET", path)).body as unknown as unknown[];
    };
    const holder = await claim(stage, zhao.phone);
    await ask(stage, holder);
    tell({
      en: "Whoever has the number now asks for a code to it.",
      zh: "号码的新用户向这个号码请求验证码。",
    });

    await message(zhao.email, /(归他人使用)/);
    tell({
      en: "The number is taken off the account; Zhao Ming is told by e-mail.",
      zh: "号码已从账户移除，赵明收到邮件通知。",
    });

    equal((await sentToNumber()).length, 0);
    expect(await give(stage, holder, "sms-code", "123456"), 422, "wrong-code");
    tell({
      en: "No code comes, and nothing is told: as for a number without an account.",
      zh: "收不到验证码，也看不到任何信息，与没有账户的号码一样。",
    });

    const own = await claim(stage, zhao.email, undefined, "lost-phone");
    await ask(stage, own, "email-code");
    const code = await message(zhao.email, CODE);
    equal(stateOf(expect(await give(stage, own, "email-code", code), 200)), "proving");
    const saved = zhao.recoveryCodes?.[0] ?? "";
    equal(stateOf(expect(await give(stage, own, "recovery-code", saved), 200)), "waiting");
    tell({
      en: "He proves himself by e-mail and one saved code. It waits for a day.",
      zh: "他本人用邮箱验证码和一个恢复码证明身份，等待一天。",
    });

    expect(await call("POST", "/demo/clock", { advance: "PT24H" }), 200);
    equal(stateOf(expect(await complete(stage, own, NEW_PASSWORDS.zhao), 200)), "completed");
    tell({ en: "A day later he sets a new password.", zh: "一天后，他设好新密码。" });

    const signed = call(
      "POST",
      "/v1/sign-ins",
      { identifier: zhao.email, password: NEW_PASSWORDS.zhao, deviceId: "demo-phone-zhao-new" },
      serviceKey,
    );
    expect(await signed, 201);
    equal((await sentToNumber()).length, 0);
    tell({
      en: "The account is his. His old number was never told a word.",
      zh: "账户找回。自始至终，没有向旧号码发送过任何内容。",
    });
  },
};

export const tales: readonly Tale[] = [ownPhone, savedCode, guesser, notMe, otherHands];
