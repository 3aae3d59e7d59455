/** Countries of one market from a day on: ISO 3166 code and calling codes with network prefix. */
export interface MarketRow {
  readonly market: string;
  readonly effectiveFrom: string;
  readonly source: string;
  /** `CC:prefix` or `CC:prefix,prefix`, parted by blanks. */
  readonly countries: string;
}

/** The market of every country that no row names. */
export const OTHER = 'Other';

const PRICING = 'https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing';

const base = (market: string, countries: string): MarketRow => ({
  market,
  countries,
  effectiveFrom: '2025-07-01',
  source: `${PRICING} (country calling codes)`,
});

// From this day on nine more countries have rates of their own.
const ownSinceOctober2026 = (market: string, countries: string): MarketRow => ({
  market,
  countries,
  effectiveFrom: '2026-10-01',
  source: `${PRICING} (updates to rate cards, October 1, 2026)`,
});

// Shares the calling code of the USA and Canada, but Meta names none of them: they are "Other".
const OTHER_IN_THE_NORTH_AMERICAN_PLAN =
  'BS:1242 BB:1246 AI:1264 AG:1268 VG:1284 VI:1340 KY:1345 BM:1441 GD:1473 TC:1649 MS:1664 ' +
  'MP:1670 GU:1671 AS:1684 SX:1721 LC:1758 DM:1767 VC:1784 TT:1868 KN:1869';

/** Meta's markets by country calling code, oldest first. Dated: a later row for a code wins. */
export const MARKET_ROWS: readonly MarketRow[] = [
  base('Argentina', 'AR:54'),
  base('Brazil', 'BR:55'),
  base('Chile', 'CL:56'),
  base('Colombia', 'CO:57'),
  base('Egypt', 'EG:20'),
  base('France', 'FR:33'),
  base('Germany', 'DE:49'),
  base('India', 'IN:91'),
  base('Indonesia', 'ID:62'),
  base('Israel', 'IL:972'),
  base('Italy', 'IT:39'),
  base('Malaysia', 'MY:60'),
  base('Mexico', 'MX:52'),
  base('Netherlands', 'NL:31'),
  base('Nigeria', 'NG:234'),
  base('Pakistan', 'PK:92'),
  base('Peru', 'PE:51'),
  base('Russia', 'RU:7'),
  base('Saudi Arabia', 'SA:966'),
  base('South Africa', 'ZA:27'),
  base('Spain', 'ES:34'),
  base('Turkey', 'TR:90'),
  base('United Arab Emirates', 'AE:971'),
  base('United Kingdom', 'GB:44'),
  base('North America', 'US:1 CA:1'),
  base(
    'Rest of Africa',
    'DZ:213 AO:244 BJ:229 BW:267 BF:226 BI:257 CM:237 TD:235 CG:242 ER:291 ET:251 GA:241 GM:220 ' +
      'GH:233 GW:245 CI:225 KE:254 LS:266 LR:231 LY:218 MG:261 MW:265 ML:223 MR:222 MA:212 MZ:258 ' +
      'NA:264 NE:227 RW:250 SN:221 SL:232 SO:252 SS:211 SD:249 SZ:268 TZ:255 TG:228 TN:216 UG:256 ' +
      'ZM:260',
  ),
  base(
    'Rest of Asia Pacific',
    'AF:93 AU:61 BD:880 KH:855 CN:86 HK:852 JP:81 LA:856 MN:976 NP:977 NZ:64 PG:675 PH:63 SG:65 ' +
      'LK:94 TW:886 TJ:992 TH:66 TM:993 UZ:998 VN:84',
  ),
  base(
    'Rest of Central & Eastern Europe',
    'AL:355 AM:374 AZ:994 BY:375 BG:359 HR:385 CZ:420 GE:995 GR:30 HU:36 LV:371 LT:370 MD:373 ' +
      'MK:389 PL:48 RO:40 RS:381 SK:421 SI:386 UA:380',
  ),
  base('Rest of Western Europe', 'AT:43 BE:32 DK:45 FI:358 IE:353 NO:47 PT:351 SE:46 CH:41'),
  base(
    'Rest of Latin America',
    'BO:591 CR:506 DO:1809,1829,1849 EC:593 SV:503 GT:502 HT:509 HN:504 JM:1658,1876 NI:505 ' +
      'PA:507 PY:595 PR:1787,1939 UY:598 VE:58',
  ),
  base('Rest of Middle East', 'BH:973 IQ:964 JO:962 KW:965 LB:961 OM:968 QA:974 YE:967'),
  base(OTHER, OTHER_IN_THE_NORTH_AMERICAN_PLAN),
  ownSinceOctober2026('Bangladesh', 'BD:880'),
  ownSinceOctober2026('Iraq', 'IQ:964'),
  // The national destination codes 6 and 7 of the calling code that Russia and Kazakhstan share.
  ownSinceOctober2026('Kazakhstan', 'KZ:76,77'),
  ownSinceOctober2026('Kuwait', 'KW:965'),
  ownSinceOctober2026('Morocco', 'MA:212'),
  ownSinceOctober2026('Nepal', 'NP:977'),
  ownSinceOctober2026('Oman', 'OM:968'),
  ownSinceOctober2026('Sri Lanka', 'LK:94'),
  ownSinceOctober2026('Ukraine', 'UA:380'),
];
