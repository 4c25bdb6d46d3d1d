/** What the figures of attacks, of the desk's clock and of the recoverable share mean. */
import { ATTACK_DEFINITIONS } from "./bursts.ts";
import type { Definition } from "./definitions.ts";

const one = (
  page: "abuse" | "team" | "share",
  unit: Definition["unit"],
  id: string,
  [en, zh]: [string, string],
  [formulaEn, formulaZh]: [string, string],
): Definition => ({
  ...{ id, name: { en, zh }, formula: { en: formulaEn, zh: formulaZh } },
  ...{ version: page === "abuse" ? ATTACK_DEFINITIONS : 1, owner: owners[page], page, unit },
});
const owners = { abuse: "fraud-lead", team: "support-lead", share: "product" } as const;

export const abuseDefinitions: readonly Definition[] = [
  one(
    "abuse",
    "rate",
    "attempts-through",
    ["Attempts that got through", "得手的攻击尝试"],
    [
      "Claims of the period that carry a sign of attack and have ended: let in and objected to within 30 days, of all of them. With those that nobody objected to it is the highest that it can be. A claim may carry several signs and counts once in each. Whether a place tried out names on a day is judged by all claims of that day, whatever the filter shows.",
      "期内带有攻击迹象且已结束的申请中，已进入账户且 30 天内被提出异议的占比；再加上无人提出异议的部分，即为可能的最高值。一次申请可带多个迹象，各计一次。某来源当日是否在批量试探，按当日全部申请判断，与筛选条件无关。",
    ],
  ),
  one(
    "abuse",
    "count",
    "attempts-by-day",
    ["Attempts by day", "每日攻击尝试"],
    [
      "By the day on which the claim began; freezes by when they were placed, refusals at the desk by when they were refused.",
      "按申请开始之日计；冻结按发起之日，客服越权按被拒之日。",
    ],
  ),
  one(
    "abuse",
    "count",
    "attempt-clusters",
    ["Where most attempts came from", "攻击来源"],
    [
      "Browsers and networks with 3 or more attempts in the period, each by a name that leads back to nobody. A claim counts once, whatever signs it carries.",
      "期内发起 3 次及以上尝试的浏览器和网络，以无法追溯到个人的代号表示。一次申请无论带几个迹象只计一次。",
    ],
  ),
  one(
    "team",
    "rate",
    "promise-kept",
    ["Promise kept", "按时答复率"],
    [
      "Cases decided, or handed back to the claimant, before they were due, of all cases due in the period until now. One that is late and still open counts as missed on the day on which it was due.",
      "截至目前期内到期的案件中，在到期前已作出决定或已转由用户补充的占比。逾期仍未结的案件，计入其到期当日的未达标。",
    ],
  ),
  one(
    "team",
    "seconds",
    "whose-turn",
    ["Our time and the customer's", "我方用时与客户等待"],
    [
      "Of cases closed in the period: the sum of the stretches in which our clock ran, and of those in which it stood still for the claimant, from the clock's own record.",
      "期内结案的案件：我方计时运行的时段之和，以及为等待用户而暂停的时段之和，取自计时记录。",
    ],
  ),
  one(
    "team",
    "seconds",
    "first-reply",
    ["First word from a person", "首次人工回复"],
    [
      "From the opening of a case to the first message, question, request or decision of a person; cases opened in the period. By the wall clock, and in the working time of the desk.",
      "期内新建案件自建立到首次人工消息、提问、补充要求或决定的时间；分别按自然时间和工作时间计。",
    ],
  ),
  one(
    "team",
    "count",
    "backlog-by-age",
    ["Open cases by age", "未结案件账龄"],
    [
      "Cases open now, by the hours since they were opened and whose turn it is.",
      "当前未结案件，按建立至今的小时数和当前由谁处理划分。",
    ],
  ),
  one(
    "team",
    "count",
    "forecast",
    ["Arrivals and capacity to come", "到件与处理能力预测"],
    [
      "Each of the next 7 days as the same weekday was over the last 4 weeks: cases opened and cases closed, mean, least and most. Capacity is what was closed, not what could have been.",
      "未来 7 天按过去 4 周同一星期几推算：新建与结案数的平均、最少和最多。处理能力指实际结案数。",
    ],
  ),
  one(
    "share",
    "rate",
    "recoverable-share",
    ["Recoverable without the phone", "无手机可找回率"],
    [
      "Accounts that could walk a path of the policy in force for a lost phone, at elevated risk, with what is left when number, apps and devices are gone; of all accounts, once a day. What is too young to count does not; people who decide are no way that an account holds.",
      "按现行策略“手机丢失”（中等风险），在手机号、应用和设备都不可用时仍能走通某条路径的账户，占全部账户的比例，每日一次。尚未生效的方式不计；人工审核不算账户自备的方式。",
    ],
  ),
  one(
    "share",
    "rate",
    "nudges",
    ["What became of the cards", "提醒的效果"],
    [
      "Cards shown to owners in the period: put away by the owner, and followed within 30 days by a way that was asked to be added. The second is not because of the first.",
      "期内向账户本人展示的提醒：被本人收起的占比，以及 30 天内随后申请添加找回方式的占比。两者仅为先后，不代表因果。",
    ],
  ),
];
