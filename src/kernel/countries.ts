import { zonesOf } from './calendar.ts';

// Regions that the standard's code space holds besides countries.
const NOT_COUNTRIES = new Set(['EU', 'EZ', 'UN', 'ZZ', 'XA', 'XB', 'QO']);
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'sv'];
const ALIASES: Record<string, string> = {
  usa: 'US',
  america: 'US',
  'united states of america': 'US',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  'great britain': 'GB',
  britain: 'GB',
  holland: 'NL',
  'the netherlands': 'NL',
  'czech republic': 'CZ',
  turkey: 'TR',
  korea: 'KR',
  russia: 'RU',
  uae: 'AE',
  brasil: 'BR',
  schweiz: 'CH',
  svizzera: 'CH',
  gbr: 'GB',
  deu: 'DE',
  ger: 'DE',
  fra: 'FR',
  esp: 'ES',
  ita: 'IT',
  nld: 'NL',
  bel: 'BE',
  aut: 'AT',
  che: 'CH',
  swe: 'SE',
  nor: 'NO',
  dnk: 'DK',
  fin: 'FI',
  pol: 'PL',
  prt: 'PT',
  irl: 'IE',
  can: 'CA',
  mex: 'MX',
  bra: 'BR',
  aus: 'AU',
  nzl: 'NZ',
  ind: 'IN',
  jpn: 'JP',
  chn: 'CN',
  sgp: 'SG',
  zaf: 'ZA',
};

const nameKey = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

let known: { codes: Set<string>; names: Map<string, string> } | undefined;

/** All countries by their names in a few languages, from the runtime's own tables; built at the first question. */
function tables(): { codes: Set<string>; names: Map<string, string> } {
  if (known) return known;
  const codes = new Set<string>();
  const names = new Map<string, string>(Object.entries(ALIASES));
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const english = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  for (const code of letters.flatMap((a) => letters.map((b) => a + b))) {
    if (NOT_COUNTRIES.has(code) || !english.of(code)) continue;
    codes.add(code);
  }
  for (const language of LANGUAGES) {
    const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const code of codes) {
      const key = nameKey(display.of(code) ?? '');
      if (key && !names.has(key)) names.set(key, current(code));
    }
  }
  known = { codes, names };
  return known;
}

const currentCodes = new Map<string, string>();

/** The code in use today: "UK" is GB, "DD" is DE. */
function current(code: string): string {
  const found = currentCodes.get(code) ?? new Intl.Locale(`und-${code}`).region ?? code;
  currentCodes.set(code, found);
  return found;
}

/** ISO 3166 alpha-2 of a country's code or name (English, German and some more languages); undefined for an unknown one. */
export function countryCode(text: string): string | undefined {
  const { codes, names } = tables();
  const plain = text.trim();
  const letters = plain.replace(/\./g, '').toUpperCase();
  if (codes.has(letters)) return current(letters);
  return names.get(nameKey(plain)) ?? names.get(letters.toLowerCase());
}

const zones = new Map<string, string | undefined>();

/** The time zone of a country in which only one is in use; undefined for the others. */
export function onlyZoneOf(country: string): string | undefined {
  if (!zones.has(country)) {
    const found = zonesOf(country);
    zones.set(country, found.length === 1 ? found[0] : undefined);
  }
  return zones.get(country);
}
