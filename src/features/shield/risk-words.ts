/** Words, endings and hosts that mean nothing alone and much beside a brand's name. Facts of the trade, not of a brand. */

/** What a caller to act is dressed in, English and Chinese in pinyin. */
export const RISK_WORDS: readonly string[] = [
  ...[
    "login",
    "logon",
    "signin",
    "signon",
    "verif",
    "secur",
    "account",
    "acct",
    "update",
    "support",
  ],
  ...[
    "unlock",
    "locked",
    "confirm",
    "validat",
    "authent",
    "auth",
    "authoriz",
    "identity",
    "billing",
  ],
  ...["invoice", "refund", "rebate", "bonus", "reward", "giveaway", "claim", "airdrop", "recover"],
  ...["restore", "suspend", "suspicious", "restrict", "disabled", "reactivat", "activat", "alert"],
  ...[
    "notice",
    "notif",
    "urgent",
    "webscr",
    "customer",
    "helpdesk",
    "helpcenter",
    "help",
    "service",
  ],
  ...["wallet", "payment", "pay", "transfer", "deposit", "token", "password", "passcode"],
  ...[
    "unusual",
    "limited",
    "resolution",
    "resolve",
    "review",
    "cancel",
    "expire",
    "renew",
    "redeem",
  ],
  ...["tracking", "parcel", "package", "delivery", "redeliver", "postage", "customs", "fees"],
  ...["device", "session", "safety", "safe", "protect", "profile"],
  ...["access", "gift", "prize", "winner", "stimulus", "tax"],
  ...["skins", "nitro", "signup", "webmail", "mailbox"],
  ...["sms", "otp", "kyc", "2fa"],
  ...[
    "kefu",
    "denglu",
    "dengluo",
    "anquan",
    "renzheng",
    "tuikuan",
    "jiedong",
    "dongjie",
    "yanzheng",
  ],
  ...[
    "shengji",
    "zhongxin",
    "huodong",
    "lingqu",
    "lingjiang",
    "jifen",
    "duihuan",
    "butie",
    "shiming",
  ],
  ...[
    "zhifu",
    "qianbao",
    "zhanghu",
    "mima",
    "shensu",
    "peifu",
    "tousu",
    "fuwu",
    "guanfang",
    "xiazai",
  ],
  ...[
    "seguro",
    "segura",
    "cliente",
    "conta",
    "acceso",
    "acesso",
    "soporte",
    "verific",
    "connexion",
  ],
  ...[
    "sicher",
    "konto",
    "kunden",
    "facture",
    "paiement",
    "pagamento",
    "cuenta",
    "clienti",
    "accedi",
  ],
];

/** The same beside a name, and nothing without one: every second program has such a host. */
export const MILD_WORDS: readonly string[] = [
  ...[
    "app",
    "home",
    "user",
    "client",
    "web",
    "care",
    "contact",
    "info",
    "online",
    "mobile",
    "connect",
  ],
  ...["portal", "free", "promo", "trade", "offer", "clone", "register", "office", "bank", "track"],
];

/** Endings that cost next to nothing and carry far more abuse than their share. */
export const CHEAP_ENDINGS = new Set(
  (
    "top xyz icu vip club cc tk ml ga cf gq cyou sbs buzz rest click link live online site website space fun work " +
    "shop store pw monster quest cfd bond lol mom beauty hair skin makeup autos boats yachts homes motorcycles " +
    "help support center digital support tech world today life email host press pro ink info biz win bid loan men " +
    "date trade party review stream download racing faith science cricket accountant webcam gdn kim asia su ws " +
    "bar cam best art run zip mov ru.com sa.com za.com in.net com.de br.com us.com uk.com eu.com my.id " +
    "biz.id web.id xin ltd wang ren red mobi pics finance money loans cash bet app dev"
  ).split(" "),
);

/** Where anybody has a host of his own in a minute; the list of private suffixes knows most of them. */
export const FREE_HOSTS = new Set(
  (
    "weebly.com wix.com wordpress.com godaddysites.com jimdosite.com strikingly.com yolasite.com webnode.com " +
    "ucraft.net site123.me 000webhost.com 000webhostapp.com webcindario.com altervista.org simplesite.com " +
    "webwave.dev tilda.ws ukit.me square.site mystrikingly.com business.site carrd.co notion.site canva.site " +
    "framer.website framer.app typeform.com jotform.com formstack.com surveymonkey.com wufoo.com zohosites.com " +
    "activehosted.com ipfs.io dweb.link cf-ipfs.com translate.goog ngrok.io trycloudflare.com plesk.page " +
    "atwebpages.com mydomain.com freehosting.com byethost.com infinityfreeapp.com epizy.com rf.gd 42web.io " +
    "liveblog365.com great-site.net 4dq.com qpoe.com itsaol.com viewdns.net publicvm.com myvnc.com ddns.net " +
    "duckdns.org serveirc.com hopto.org zapto.org sytes.net beget.tech temp.swtest.ru hyperphp.com rackcdn.com " +
    "backblazeb2.com clickfunnels.com mybluemix.net appdomain.cloud sendpulse.site umblr.com blogspot.com"
  ).split(" "),
);

/** Where a page wants to be told something, in its path. */
export const LOGIN_PATH =
  /(?:log|sign)[-_]?(?:in|on)|verif|secur|account|webscr|auth|confirm|password|wallet|kefu|denglu|renzheng|yanzheng/i;

/** What honest names put beside a company's: its own sites, and those that write about it. */
export const PLAIN_WORDS: readonly string[] = [
  ...[
    "advertis",
    "ads",
    "api",
    "art",
    "award",
    "aws",
    "beta",
    "blog",
    "book",
    "brand",
    "brasil",
    "bowl",
  ],
  ...[
    "career",
    "cdn",
    "city",
    "code",
    "communit",
    "conference",
    "content",
    "corp",
    "cup",
    "design",
    "dev",
  ],
  ...[
    "developer",
    "digital",
    "edu",
    "engineering",
    "event",
    "expert",
    "fan",
    "field",
    "film",
    "font",
    "forum",
  ],
  ...[
    "foundation",
    "giving",
    "group",
    "growth",
    "guide",
    "histor",
    "holding",
    "hotel",
    "house",
    "images",
  ],
  ...[
    "industr",
    "insider",
    "invest",
    "jobs",
    "journal",
    "lab",
    "land",
    "learn",
    "lib",
    "life",
    "magazine",
  ],
  ...[
    "market",
    "media",
    "museum",
    "music",
    "news",
    "newsroom",
    "park",
    "partner",
    "people",
    "photo",
    "press",
  ],
  ...[
    "project",
    "research",
    "resort",
    "review",
    "school",
    "science",
    "solution",
    "stadium",
    "static",
  ],
  ...[
    "status",
    "studio",
    "summit",
    "syndication",
    "tag",
    "team",
    "tech",
    "theater",
    "tips",
    "tour",
    "travel",
  ],
  ...["trend", "tutorial", "university", "vacation", "ventures", "watch", "wiki", "world", "zone"],
];

/** A page that is there to be filled in, right behind a name. */
export const PAGE_TO_FILL =
  /(?:log|sign)[-_]?(?:in|on)\b|webscr|verif|password|account|denglu|renzheng|yanzheng/i;
