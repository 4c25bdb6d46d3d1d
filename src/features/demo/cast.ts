/** What the demo knows of a person, who works in it, and what its situations still wait for. Pure data. */
export type Words = { en: string; zh: string };
export type Enrolled =
  | "sms-code"
  | "email-code"
  | "recovery-code"
  | "authenticator-code"
  | "contact-approval"
  | "known-device";

export type DemoAccount = {
  id: string;
  name: Words;
  phone: string;
  email: string;
  birthday: string;
  password: string;
  locale: "en" | "zh";
  situation: Words;
  /** What is really bound, and works. */
  enrolled: Enrolled[];
  devices: { deviceId: string; boundDaysAgo: number }[];
  balance: number;
  balanceHigh?: true;
  /** What became of the number; otherwise it works. */
  number?: "deactivated" | "recycled" | "swapped";
  largeType?: true;
  /** Frozen by its owner. */
  frozen?: true;
  /** Part of the situation that a later version brings; `face`: that is there once it is installed. */
  later?: Later;
  recoveryCodes?: string[];
  /** Base32, for an authenticator app. */
  authenticator?: string;
  contacts?: DemoContact[];
};

/** Somebody without an account here, whose messages land on the demo's phone as well. */
export type DemoContact = { id: string; nickname: Words; address: string };

export const wuMinsFriends: DemoContact[] = [
  {
    id: "wu-brother",
    nickname: { en: "Brother Qiang", zh: "哥哥吴强" },
    address: "138 0000 2001",
  },
  {
    id: "wu-neighbour",
    nickname: { en: "Aunt Li next door", zh: "邻居李阿姨" },
    address: "138 0000 2002",
  },
  {
    id: "wu-friend",
    nickname: { en: "He Jing from school", zh: "同学何静" },
    address: "he.jing@mail.example",
  },
];

export type Later = "face";

/** Said where the situation is shown, so that nobody looks for what is not there. */
export const laterWords: Record<Later, Words> = {
  face: {
    en: "The face check is not installed here: run `npm run face:add` and start again.",
    zh: "此处尚未安装人脸验证：运行 npm run face:add 后重新启动。",
  },
};

export type DemoAgent = {
  id: string;
  name: Words;
  role: "agent" | "supervisor" | "analyst" | "admin";
  team: "east" | "west" | null;
};

export const staff: readonly DemoAgent[] = [
  { id: "agt_tang", name: { en: "Tang Wei", zh: "唐薇" }, role: "agent", team: "east" },
  { id: "agt_luo", name: { en: "Luo Cheng", zh: "罗成" }, role: "agent", team: "east" },
  { id: "agt_ye", name: { en: "Ye Qing", zh: "叶青" }, role: "agent", team: "west" },
  { id: "agt_shen", name: { en: "Shen Hua", zh: "沈华" }, role: "supervisor", team: "east" },
  { id: "agt_pan", name: { en: "Pan Rui", zh: "潘蕊" }, role: "supervisor", team: "west" },
  { id: "agt_du", name: { en: "Du Heng", zh: "杜衡" }, role: "analyst", team: null },
  { id: "agt_qian", name: { en: "Qian Yi", zh: "钱一" }, role: "admin", team: null },
  { id: "agt_xu", name: { en: "Xu Wen", zh: "徐雯" }, role: "admin", team: null },
];
