/** The same for English: headlines, and the questions that customers ask. See `rules-zh.ts`. */
import type { Rule } from "./rules.ts";

const SERVICE =
  "aws|amazon|azure|microsoft|office|outlook|teams|google|gmail|youtube|cloudflare|github|gitlab|npm|slack|discord|zoom|openai|chatgpt|claude|anthropic|facebook|instagram|whatsapp|meta|twitter|x|reddit|paypal|venmo|zelle|cash app|stripe|visa|mastercard|coinbase|robinhood|apple|icloud|starlink|verizon|t-mobile|at&t|optus|bank|app|website|site|service|services|servers?|internet|network|dns|system|systems|steam|playstation|psn|xbox|roblox|fastly|heroku|signal|telegram|netflix|spotify|us-east-1|datacenter|data center|postman|hacker news|hn";

export const rulesEn: readonly Rule[] = [
  {
    name: "scam-compound",
    topic: "telecom_fraud_gang",
    all: [
      /pig.butcher|scam (?:compound|cent(?:er|re)|farm|factor|ring|network|empire|gang|mill|hub)|fraud (?:ring|gang|network|factory)|cyber ?(?:crime|fraud|scam) (?:network|gang|ring|compound|syndicate|cent)|money (?:launder|mule)|launder(?:ing|ed)|(?:myanmar|cambodia|laos|thai|mekong|kk park|prince group).{0,60}(?:scam|fraud|compound|traffick)|(?:scam|fraud).{0,60}(?:myanmar|cambodia|laos|kk park)|(?:arrest|seize|seizes|bust|dismantl|take down|takedown|extradit|sentenced|charged|raid|indict).{0,60}(?:scam|fraudsters|phishing|sim farm|sim box|fake accounts)|sim farm|sim box/,
    ],
    not: /poker|election|insurance/,
  },
  {
    name: "age-check",
    topic: "identity_verification",
    all: [
      /age.(?:verif|check|assurance|gat|estimat)|verify (?:your |users'? |their )?(?:age|identity|id)\b|identity (?:verif|check|document|proof)|(?:verif\w*|prov\w*|confirm\w*|validat\w*) (?:of )?(?:my|your|our|his|her|their|the|user|customer)? ?(?:identity|id)\b|\bkyc\b|know your customer|digital id\b|id (?:check|verif|upload|scan)|\breal.name\b|(?:identity|security|account) verification|verification.{0,30}identity|identity.{0,20}(?:verified|verification|check|proof|need)|proof of (?:identity|address)|id (?:card )?(?:not|is not|isn't|won't) (?:accepted|verif)|source of (?:my |the )?funds|where (?:my|the|your) (?:funds|money) (?:came|comes?|come) from|recognize who i am|government id/,
    ],
    not: /top.?up|crisis|leak|breach|stolen|exposed/,
  },
  {
    name: "child",
    topic: "minor_spending",
    all: [
      /(?:my |their |the )?(?:kids?|child(?:ren)?|son|daughter|toddler|teen(?:ager)?s?|minors?|year.old)\b.{0,50}(?:spent|spend|charged|bought|purchas|in.app|robux|credit card|gambl|loot box)|loot box.{0,40}(?:kids|children|minors)|(?:refund|in.app purchase).{0,40}(?:kids|children|child|minors)/,
    ],
  },
  {
    name: "impersonation",
    topic: "impersonation_scam",
    all: [
      /impersonat|deep ?fake|voice clon|clon(?:ed|ing) (?:my |her |his )?voice|phish|spoof|fake (?:support|customer|police|bank|call|cop|email|website|agent|official|recruiter|ceo)|pretend(?:ed|ing|s)? to be|pos(?:ed|ing) as|(?:tech|customer) support scam|remote access scam|screen.?shar|vishing|smishing|claim(?:ed|ing) to be (?:from )?(?:my|the|a)/,
    ],
    not: /spoof(?:ing)? (?:gps|dns|mac|tls|user.agent)/,
  },
  {
    name: "shopping-scam",
    topic: "refund_scam",
    all: [
      /refund (?:scam|fraud)|(?:shopping|ticket|parcel|package|delivery|marketplace|ebay|temu|amazon|etsy|task|gift card|brushing|free trial|rental|airbnb|counterfeit).{0,20}(?:scam|fraud)|(?:scam|fraud).{0,24}(?:ticket|parcel|package|marketplace|gift card|seller)|fake (?:store|shop|ticket|review|order)s?/,
    ],
  },
  {
    name: "taken-over",
    topic: "account_stolen",
    all: [
      /(?:account|email|wallet|profile|channel|number).{0,30}(?:hacked|compromised|hijack|taken over|stolen|broken into)|(?:hacked|compromised|hijacked|stolen|took over).{0,20}(?:account|wallet|profile|email)|account takeover|(?:didn'?t|did not|never|haven'?t|not) (?:make|made|do|authori[sz]e|recogni[sz]e|approve|buy|purchas|initiate|remember|withdraw)|(?:unauthori[sz]ed|unrecogni[sz]ed|fraudulent|unknown|unfamiliar|strange|suspicious|weird|not responsible for).{0,30}(?:payment|transaction|charge|withdraw|debit|purchase|transfer|activity|cash)|(?:payment|transaction|charge|withdrawal|debit|purchase)s?.{0,40}(?:didn'?t|did not|not mine|don'?t recogni|do not recogni|never seen|wasn'?t me|i am not responsible|don'?t remember|never made|not familiar|without my)|someone.{0,30}(?:us(?:ing|ed) my|has my card|access to my|stole my card (?:details|info|number))|card (?:details|information|info|number|data).{0,30}(?:stolen|compromised|leaked|used)|card.{0,20}(?:been|was|is) (?:compromised|cloned|hacked|skimmed)|skimm(?:er|ing)|(?:money|funds|savings|cash|crypto|coins).{0,30}(?:stolen|disappeared|vanished|missing from)|stole.{0,12}(?:\$|€|£|million|bitcoin|crypto|my money)|drained|don'?t know where.{0,40}(?:payment|transaction|debit|withdrawal|purchase) .{0,10}(?:came|come|is)|other than me|besides me/,
    ],
    not: /refund|phone (?:was|has been|got|is) (?:stolen|lost)|louvre|top.?up|transfer to|atm.{0,10}(?:swallow|kept|ate)|supply chain|model|weights|exchange rate/,
  },
  {
    name: "frozen",
    topic: "account_frozen",
    all: [
      /(?:account|card|wallet|profile|funds|paypal|domain|youtube channel).{0,30}(?:frozen|locked|suspended|banned|disabled|terminated|restricted|blocked|deactivated|closed|debank)|(?:froze|locked|suspended|banned|disabled|terminated|closed|blocked|deleted|shut down|locked me out of).{0,24}(?:my|our|his|her|their|developer|user)?.{0,12}account|locked out of|debank|(?:unblock|unfreeze|unlock)|(?:pin|card) (?:is |was |has been )?blocked|account closure/,
    ],
    not: /unlock(?:ed|ing)? (?:the|new|your potential|phones?|bootloader)|ad.?block|bootloader|(?:i|to|please|how).{0,20}(?:close|delete|terminate|deactivate) (?:my|the|an?) account|lost|stolen|social media ban|domain driven/,
  },
  {
    name: "password",
    topic: "forgot_password",
    all: [
      /(?:forg[eo]t|forgotten|reset|recover|retriev|remember|lost|change|weak|default|leaked|reused|reuse|strong|common|worst).{0,24}(?:password|passcode|passkey|pin code|log ?in details)|(?:password|passcode|passkey)s?.{0,24}(?:forg[eo]t|reset|recover|retriev|incorrect|wrong|not work|weak|manager|rules|requirement|policy|rotation|expir|louvre)|passkeys?\b|passwordless|password manager|(?:forg[eo]t|don'?t remember|can'?t remember|cannot remember).{0,30}(?:code|details|pin)\b|account recovery/,
    ],
    not: /pin (?:to something|number different)|lost my phone/,
  },
  {
    name: "number",
    topic: "phone_number",
    all: [
      /(?:phone|mobile|cell|telephone) ?number|sim.?swap|port(?:ed|ing)? (?:out )?(?:my )?number|number (?:has )?changed|recycled (?:phone )?number|change my number|new number|esim\b|sms verification/,
    ],
    not: /number (?:to|for) (?:freeze|call|contact|support|customer|block|report)|stolen|prime number|show hn|what'?s the phone number/,
  },
  {
    name: "lost",
    topic: "lost_device_card",
    all: [
      /(?:lost|lose|losing|stolen|stole|misplac|missing|mugged|robbed|left behind|can'?t find|cannot find|not sure where|don'?t have|do not have|dropped|took).{0,24}(?:\bcard\b|phone|wallet|purse|device|mobile|iphone|laptop)|(?:\bcard\b|phone|wallet|purse|iphone|mobile).{0,24}(?:lost|stolen|missing|misplaced|gone missing|robbed|snatch|swallow|been stolen|was taken|theft)|mugged|lost track of|freeze (?:a|my|the) card|(?:atm|machine).{0,20}(?:swallow|kept|ate|took|stole|retain|give me back|didn'?t give|did not give).{0,12}card|swallowed my/,
    ],
    not: /details|information|headphone jack|virtual|disposable|new card yet|payment|memory card|graphics card|sd card|don'?t have (?:a|any|one) (?:virtual|physical)?/,
  },
  {
    name: "wrong-payee",
    topic: "mistaken_transfer",
    all: [
      /(?:wrong|incorrect|another|different|mistaken).{0,20}(?:account|person|recipient|payee|number|beneficiary|amount sent).{0,20}|(?:transfer|payment|transaction|sent|money).{0,40}(?:by mistake|mistake|in error|by accident|accident(?:al)?ly|wrong|incorrect)|(?:accident(?:al)?ly|mistaken(?:ly)?|by mistake|in error).{0,30}(?:sent|transfer|paid|pay|send)|(?:cancel|reverse|undo|stop|void|recall|revert|take back|change).{0,24}(?:transfer|payment i|transaction|money i sent)|(?:transfer|transaction|payment).{0,30}(?:cancel(?:led|ed)?\b|reversed|undone|taken back)/,
    ],
    not: /exchange|rate|atm|withdraw|top.?up|was cancel|got cancel|been cancel|been revert|was revert|get cancel|declined|app cancel|cancelled it|wrong with|went wrong|reverted|charged|charge|refund|\bfee/,
  },
  {
    name: "outage",
    topic: "app_outage",
    all: [
      new RegExp(
        `\\b(?:${SERVICE})(?:'s)?\\b.{0,40}\\b(?:outages?|is down|are down|was down|went down|goes down|down again|offline|crash(?:ed|es|ing)?|downtime|degraded|disruption|unavailable|not responding|incident)\\b|\\boutages?\\b|\\b(?:is|are) down\\b(?! the)|post-?mortem.{0,30}(?:incident|outage)|status page|app (?:keeps|is) (?:crash|not work|freez)|internal server error|service (?:disruption|interruption)`,
      ),
    ],
    not: /breaks? down|turn(?:ing)? down|slow down|power outage|track(?:ed|ing) down|card is down|melt/,
  },
  {
    name: "leak",
    topic: "data_leak",
    all: [
      /data.?(?:breach|leak|exfiltrat|theft|broker|spill)|breach(?:es|ed)?\b|(?:leak|expos|steal|stole|sell|sold|harvest|collect|scrap|exfiltrat|track|spy)\w*.{0,40}(?:user|customer|personal|private|patient|location|medical|health|biometric|email|voter|passenger|children'?s|password|credential).{0,16}(?:data|info|record|address|photo|detail|message|id|s\b)|(?:user|customer|personal|private|patient|location|medical|driver|passport)s?.{0,4}(?:data|info|information|records|details|photos|messages|ids).{0,40}(?:leak|expos|stolen|sold|breach|compromis|hacked|dump|online|scrap|harvest)|doxx|ransomware|privacy (?:violation|breach|scandal|fine|lawsuit)|spyware|gdpr|surveillance|infostealer|data exfiltration/,
    ],
    not: /gpt-oss|model weights|training data|memory leak|breach of contract|pixel/,
  },
  {
    name: "face",
    topic: "face_recognition",
    all: [
      /fac(?:e|ial)[ -]?(?:recognition|scan|id|match|verif|unlock|print|biometric)|scanning faces|biometric|fingerprint (?:scan|reader|sensor|unlock|login|id)|iris scan|palm (?:scan|print|payment)|selfie|worldcoin|clearview|face id/,
    ],
    not: /browser fingerprint|canvas fingerprint/,
  },
  {
    name: "loan",
    topic: "loan_scam",
    all: [
      /(?:personal|payday|online|student|predatory|fake|car) loan|loan (?:scam|shark|app|fraud)|loan.{0,30}(?:in my name|not mine|never applied)|credit (?:report|record|score|bureau|history|repair|file|rating)|overdraft|overdrawn|debt collect|past due|buy now,? pay later|bnpl|klarna|\bdebts?\b|(?:opened|taken out|applied).{0,40}(?:in my name|without my (?:consent|knowledge))|identity theft|overdue|delinquen|charge.?off/,
    ],
    not: /technical debt|tech debt|national debt|sleep debt|government debt|us debt|debt ceiling|federal debt|corporate debt|public debt/,
  },
  {
    name: "settings",
    topic: "security_settings",
    all: [
      /two.factor|2fa\b|\bmfa\b|multi.factor|security key|yubikey|contactless (?:limit|payments?) (?:limit|off|disable)|(?:spend|transfer|payment|daily|transaction|withdrawal).{0,6}limits?|advanced protection|lockdown mode|theft protection|stolen device protection|security settings|totp|authenticator app|turn off (?:contactless|tap)/,
    ],
    not: /top.?up|show hn|rate limit/,
  },
  {
    name: "charge",
    topic: "payment_charge",
    all: [
      /(?:charged|charge|billed|payment|debited|deducted|transaction)s?.{0,40}(?:twice|double|two times|more than once|duplicat|multiple times|again|extra)|(?:double|duplicat\w*|extra|hidden|unexpected|additional|unexplained|multiple|surprise).{0,16}(?:charge|fee|payment|transaction|billing)|auto.?renew|subscription (?:trap|cancel|fee|charge|renew)|(?:cancel|unsubscribe).{0,16}subscription|click.to.cancel|junk fees?|dark pattern|refund|(?:charge|charged|pay|paying|paid|charging|cost|costs).{0,30}\bfees?\b|\bfees?\b.{0,40}(?:charge|transfer|withdraw|payment|card|atm|statement|cash|appl)|why (?:was|am|did|were|is|are|have|do|have i).{0,20}(?:been )?(?:charg|bill)\w*|charged (?:for|when|to|a|an|me|my|extra|more)|(?:£|\$|€)? ?1(?:£|\$|€)? (?:charge|fee|pound|payment)|(?:a |one |1)(?:pound|dollar|euro).{0,16}(?:charge|fee)|charge (?:of|for|on|in error|coming)|(?:withdraw\w*|atm).{0,20}(?:extra|cost|charged)|overcharg|chargeback|swipe fees?|interchange fee/,
    ],
    not: /exchange|currenc|refund the|government|discount|avoid|battery|wireless|charging (?:station|port|cable|speed)|usb|tuition|prosecut|criminal/,
  },
  {
    name: "trust-scam",
    topic: "social_scam",
    all: [
      /\bscam|scammed|scammers?|con ?(?:man|men|artist)|ponzi|romance fraud|crypto fraud|investment fraud|rug pull|pyramid scheme|swindl|defraud|fraudsters?|fake (?:job|investment|charity|recruit)|wire fraud/,
    ],
    not: /poker|benchmark|show hn|insurance fraud|research fraud|scientific fraud/,
  },
];
