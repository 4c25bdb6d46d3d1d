/** What the topic labels are held against: nothing, a list of words that anybody would write on the first day, and centroids. */
import { readTitle } from "../../src/features/topics/classify.ts";
import { eachFeature } from "../../src/features/topics/words.ts";

type Labelled = { title: string; topic: string };
export type Judge = (title: string) => string;

const DAY_ONE: [topic: string, words: string][] = [
  ["telecom_fraud_gang", "缅北|电诈|园区|洗钱|跑分|诈骗团伙|诈骗集团|scam compound|laundering"],
  ["minor_spending", "未成年|充值|打赏|孩子.*花|in-app"],
  ["impersonation_scam", "冒充|假客服|换脸|共享屏幕|impersonat|phishing|deepfake"],
  ["refund_scam", "刷单|仅退款|退款骗|退票|refund scam|fake ticket"],
  ["loan_scam", "网贷|征信|校园贷|贷款|逾期|loan|credit score|overdraft"],
  ["account_stolen", "盗刷|盗号|被盗|被转走|hacked|stolen card|unauthorized|didn't make"],
  ["account_frozen", "冻结|封号|解封|风控|frozen|suspended|blocked|locked"],
  ["data_leak", "泄露|泄漏|隐私|开盒|data breach|leak|privacy"],
  ["face_recognition", "人脸|刷脸|指纹|facial recognition|biometric"],
  ["identity_verification", "实名|身份证|identity|verify|age verification"],
  ["forgot_password", "密码|password|passcode|passkey"],
  ["phone_number", "手机号|换号|二次放号|phone number|sim swap"],
  ["lost_device_card", "手机丢|挂失|丢失|lost|stolen phone|misplaced"],
  ["mistaken_transfer", "转错|误转|转账|wrong account|cancel transfer|by mistake"],
  ["app_outage", "崩了|宕机|故障|outage|is down|crash"],
  ["payment_charge", "自动续费|扣费|扣款|手续费|charged|fee|refund|subscription"],
  ["security_settings", "免密|安全锁|限额|two-factor|2fa"],
  ["social_scam", "骗|诈|scam|fraud"],
];

export function keywords(): Judge {
  const list = DAY_ONE.map(([topic, words]) => [topic, new RegExp(words)] as const);
  return (title) => {
    const text = title.toLowerCase();
    return list.find(([, words]) => words.test(text))?.[0] ?? "other";
  };
}

/** TF-IDF of the features, nearest centroid by cosine; every label has one, `other` too. */
export function centroids(known: readonly Labelled[]): Judge {
  const countsOf = (title: string) => {
    const counts = new Map<string, number>();
    eachFeature(readTitle(title), (each) => counts.set(each, (counts.get(each) ?? 0) + 1));
    return counts;
  };
  const read = known.map(({ title, topic }) => ({ topic, counts: countsOf(title) }));
  const inHowMany = new Map<string, number>();
  for (const { counts } of read)
    for (const each of counts.keys()) inHowMany.set(each, (inHowMany.get(each) ?? 0) + 1);
  const idf = (each: string) => Math.log((1 + read.length) / (1 + (inHowMany.get(each) ?? 0))) + 1;
  const unit = (counts: Map<string, number>) => {
    const vector = new Map([...counts].map(([each, n]) => [each, n * idf(each)]));
    const length = Math.hypot(...vector.values()) || 1;
    for (const [each, value] of vector) vector.set(each, value / length);
    return vector;
  };
  const middles = new Map<string, Map<string, number>>();
  for (const { topic, counts } of read) {
    const middle = middles.get(topic) ?? new Map<string, number>();
    middles.set(topic, middle);
    for (const [each, value] of unit(counts)) middle.set(each, (middle.get(each) ?? 0) + value);
  }
  const lengths = new Map([...middles].map(([topic, m]) => [topic, Math.hypot(...m.values())]));
  return (title) => {
    const vector = unit(countsOf(title));
    let best = "other";
    let nearest = 0;
    for (const [topic, middle] of middles) {
      let dot = 0;
      for (const [each, value] of vector) dot += value * (middle.get(each) ?? 0);
      const near = dot / (lengths.get(topic) ?? 1);
      if (near > nearest) [best, nearest] = [topic, near];
    }
    return best;
  };
}
