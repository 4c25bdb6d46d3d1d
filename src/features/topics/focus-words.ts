/** What is no main focus: words that hold sentences together, words of every headline, and signs of a person's name. Data. */

/** Single words at which a Chinese phrase ends. */
export const breaksZh = new Set(
  [
    "的了着过在是有和与或及并被把将让给向从到对为以于由等之其这那哪谁我你他她它们您自己",
    "不没未也都就还才再又很太更最已曾要会能可该应想去来上下中里外前后后时今昨明日月年天",
    "个人名只条次元万亿岁分秒点多少几每各某超近约共全又竟却仍均使成做说称问如何吗呢吧啊",
  ]
    .join("")
    .split(""),
);
export const stopsZh = new Set(
  [
    "什么 怎么 如何 为什么 怎样 多少 哪些 是否 可以 不能 不会 没有 已经 正在 一定 需要 应该 自己 我们 你们 他们 她们",
    "因为 所以 如果 但是 而且 还是 以及 其中 之后 之前 以后 以前 时候 现在 目前 今天 昨天 明天 近日 凌晨 晚上 早上",
    "回应 曝光 通报 提醒 警方 官方 央视 网友 媒体 记者 发布 宣布 表示 称为 揭秘 起底 细节 最新 视频 图片 热搜 原因",
    "男子 女子 男孩 女孩 老人 小伙 孩子 宝妈 夫妻 父亲 母亲 家属 妈妈 爸爸 儿子 女儿 员工 学生 女生 男生 博主 多名 有人",
    "事件 情况 问题 方面 导致 发生 出现 进行 成为 引发 其实 究竟 到底 看待 合理 建议 关注 可能 竟然 居然 后果 原来",
    "一个 一种 一次 两次 几个 多个 多人 大量 全部 部分 所有 分钟 小时 月份 多年 多家 以上 以下 不少 超过 仅仅 直接",
    "发现 要求 认为 知道 觉得 看到 收到 遭到 涉嫌 被指 疑似 评论 讨论 来了 怎么办 怎么回事 致歉 道歉 客户 用户 公司",
    "犯罪 上千 首富 大佬 帮凶 发家 口出 狂言 简直 残忍 人性 覆灭 梳理 统一 新骗局 用了 加一个 加一 动作",
  ].flatMap((line) => line.split(" ")),
);

/** A surname before one or two signs that are no word together with it. Those that are words of money are left out. */
export const surnamesZh = new Set([
  ..."王李张刘陈杨黄赵吴周徐孙马朱胡郭何罗宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛",
  ..."叶阎余潘杜戴夏钟汪田任姜范姚谭廖邹熊陆郝孔白崔康毛邱秦江史顾侯邵孟龙段汤黎武贺龚檀鞠于",
]);
export const titlesZh = /[某氏姓]$|女士|先生|阿姨|大爷|大妈|院士|主持人|明星|演员|歌手/;

export const stopsEn = new Set(
  [
    "a an the and or but nor so if then than that this these those there here it its is are was were be been being am",
    "do does did done doing have has had having will would shall should can could may might must not no yes",
    "i me my mine we us our you your he him his she her they them their who whom whose which what when where why how",
    "of in on at by for from to into onto with without over under up down out off about after before since until while",
    "as also just only even still yet already again ever never always too very more most less least much many some any",
    "all each every both few other another such same own one two three first last next new old now today yesterday",
    "get gets got getting go goes going gone went come comes make makes made take takes took taken see seen say says",
    "said tell told ask asked asks let lets know knows think thinks want wants need needs try tries tried use uses used",
    "using help please thank thanks hi hello hn show launch im ive dont doesnt cant couldnt didnt isnt wasnt wont id ill",
    "someone somebody anyone something anything nothing everything thing things way ways like really happen happened",
    "happening happens back because keep keeps put through during against between via per etc vs lot able don doesn didn",
    "isn wasn couldn wouldn ve ll re s t m d find found give gives given look looks looking seem seems soon long time",
    "times day days week weeks month months year years people user users company companies report reports major wrong",
    "please correct right left good bad big step steps instruct possible strange several multiple extra",
    "recognize recognise prove authorize authorise showing rise rises charged withdraw withdrew withdrawn pay paid send sent receive received show shows find",
    "buy bought work works working accept accepted cancel change changed update updated enter block blocked reset stolen",
    "app stop stopped start started leave left pulled took turned requires required shut dead reason currently supposed",
  ].flatMap((line) => line.split(" ")),
);

/** First names that headlines use: with a second capital word they are a person. */
export const firstNames = new Set(
  [
    "james john robert michael david william richard joseph thomas charles daniel matthew anthony mark paul steven",
    "andrew kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen",
    "larry justin scott brandon benjamin samuel frank gregory alexander patrick jack dennis jerry tyler aaron adam",
    "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley",
    "emily donna michelle carol amanda melissa deborah stephanie rebecca laura sharon cynthia amy kathleen angela",
    "anna emma olivia sophia elon jeff bill tim sam donald joe peter simon martin alex chris ben tom steve",
  ].flatMap((line) => line.split(" ")),
);

/** Per topic: what it is called, and so says nothing more of it. */
export const stopsOf: Readonly<Record<string, readonly string[]>> = {
  account_stolen: ["被盗", "盗刷", "被盗刷", "stolen", "hacked", "compromised"],
  forgot_password: ["忘记密码", "密码", "password", "passcode", "forgot", "forgotten"],
  phone_number: ["手机号", "手机", "号码", "phone", "number", "phone number"],
  account_frozen: ["冻结", "封号", "被冻结", "账户", "账号", "frozen", "account"],
  impersonation_scam: ["诈骗", "骗子", "scam"],
  refund_scam: ["诈骗", "骗局", "退款", "refund", "scam"],
  social_scam: ["诈骗", "骗子", "骗局", "被骗", "scam", "scams"],
  telecom_fraud_gang: ["电诈", "诈骗", "fraud", "scam"],
  loan_scam: ["贷款", "网贷", "loan", "loans"],
  mistaken_transfer: ["转账", "转错", "transfer", "transfers", "mistake"],
  payment_charge: ["支付", "扣费", "payment", "charge", "charged"],
  identity_verification: ["身份", "认证", "身份认证", "identity", "verify", "verification"],
  face_recognition: ["人脸", "刷脸", "人脸识别", "face"],
  lost_device_card: ["手机", "丢失", "lost", "phone", "card"],
  app_outage: ["崩了", "宕机", "outage", "down", "outages"],
  data_leak: ["泄露", "泄漏", "leak", "leaks", "breach"],
  minor_spending: ["充值", "打赏"],
  security_settings: ["设置", "settings"],
};
