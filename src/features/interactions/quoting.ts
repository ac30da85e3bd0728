import { flat } from './lexicon.ts';

/** "On Tue, 3 Nov 2026 at 10:00, Rosa <r@x> wrote:" as mail programs put it, by language. */
const ATTRIBUTION = [
  /^On\b.{4,300}\bwrote\s*:$/i,
  /^Am\b.{4,300}\bschrieb\b.{0,200}:$/i,
  /^.{4,200}\bschrieb am\b.{4,100}:$/i,
  /^Le\b.{4,300}\ba écrit\s*:$/i,
  /^El\b.{4,300}\bescribió\s*:$/i,
  /^Il\b.{4,300}\bha scritto\s*:$/i,
  /^Op\b.{4,300}\bschreef\b.{0,200}:$/i,
  /^Em\b.{4,300}\bescreveu\s*:$/i,
  /^A\b.{4,300}\bescreveu\s*:$/i,
  /^W dniu\b.{4,300}\b(?:pisze|napisał\(?a?\)?)\s*:$/i,
  /^Den\b.{4,300}\bskrev\b.{0,200}:$/i,
  /^\S.{0,150}<[^<>\s]+@[^<>\s]+>\s*(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu)\s*:$/i,
  /^\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}.{0,150}<[^<>\s]+@[^<>\s]+>\s*:$/,
];
const BEGINS = /^(?:On|Am|Le|El|Il|Op|Em|A|W dniu|Den)\b/;
const DIVIDER =
  /^-{2,}\s*(?:Original[- ]?(?:Message|Appointment)|Ursprüngliche Nachricht|Original[- ]?Nachricht|Weitergeleitete Nachricht|Message (?:d'origine|original|transféré)|Mensaje (?:original|reenviado)|Messaggio (?:originale|inoltrato)|Oorspronkelijk bericht|Mensagem original|Forwarded message|Reply message)\s*-{0,}/i;
const HEADER_LINE =
  /^\*?(?:From|Sent|Date|To|Cc|Subject|Von|Gesendet|Datum|An|Betreff|De|Envoyé|À|A|Objet|Enviado|Para|Asunto|Da|Inviato|Oggetto|Van|Verzonden|Aan|Onderwerp|Assunto|Od|Do|Temat|Från|Skickat|Till|Ämne)\s?:\*?\s+\S/i;
const RULE = /^_{10,}$/;
const SIGNATURE = /^--$/;
const FROM_PHONE =
  /^(?:sent from (?:my|outlook|yahoo|proton)|gesendet (?:von (?:meinem|unterwegs)|mit)|von meinem .{2,30} gesendet|envoyé (?:de|depuis) (?:mon|mobile|outlook)|enviado desde (?:mi|outlook)|inviato da|verstuurd vanaf|verzonden vanaf|enviado do meu|get outlook for|holen sie sich outlook|télécharger outlook)\b.{0,80}$/i;
const MAX_TEXT = 200_000;
const MAX_WORDS = 20_000;
/** Shorter lines ("Thanks, Rosa") are anybody's. */
const OWN_LINE = 25;

/** How many lines an attribution takes (programs break a long one over up to three), 0 when there is none. */
function attributionAt(lines: string[], at: number): number {
  const first = lines[at]?.trim() ?? '';
  if (first.length > 400) return 0;
  for (let count = 1; count <= (BEGINS.test(first) ? 3 : 1); count += 1) {
    const joined = flat(lines.slice(at, at + count).join(' ')).trim();
    if (ATTRIBUTION.some((pattern) => pattern.test(joined))) return count;
  }
  return 0;
}

/** The block of headers that office programs put over the original. One such line alone is a person's own. */
function isHeaderBlock(lines: string[], at: number): boolean {
  const next = lines.slice(at, at + 7).filter((line) => line.trim() !== '');
  return (
    HEADER_LINE.test(next[0]?.trim() ?? '') &&
    next.slice(0, 4).filter((line) => HEADER_LINE.test(line.trim())).length >= 3
  );
}

function nextFilled(lines: string[], from: number): string {
  return (
    lines
      .slice(from, from + 4)
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  );
}

/** True where everything below is the history. */
function endsHere(lines: string[], at: number): boolean {
  const line = lines[at]?.trim() ?? '';
  if (line.length > 200) return false;
  if (SIGNATURE.test(line) || DIVIDER.test(flat(line)) || isHeaderBlock(lines, at)) return true;
  return RULE.test(line) && (nextFilled(lines, at + 1) === '' || isHeaderBlock(lines, at + 1));
}

function withoutHistory(lines: string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (/^\s*[>|]/.test(line)) continue;
    if (endsHere(lines, at)) break;
    const attribution = attributionAt(lines, at);
    if (attribution > 0) {
      // Marked line by line, the history ends where its marks end: an answer may stand below or between.
      if (!/^[>|]/.test(nextFilled(lines, at + attribution))) break;
      at += attribution - 1;
      continue;
    }
    if (!FROM_PHONE.test(line.trim())) kept.push(line.trimEnd());
  }
  return kept;
}

const keyOf = (line: string) => flat(line).trim().toLowerCase();

/**
 * What is new in a mail: quoted history, attributions and signatures taken off, and every line that `ours` (what we wrote to them) holds,
 * however their program has set it. Linear in the text's length; at most 20,000 characters.
 */
export function newWords(text: string, ours: string[] = []): string {
  const own = new Set(
    ours
      .flatMap((one) => one.split('\n'))
      .map(keyOf)
      .filter((line) => line.length >= OWN_LINE),
  );
  const lines = text.slice(0, MAX_TEXT).replace(/\r\n?/g, '\n').split('\n');
  return withoutHistory(lines)
    .filter((line) => !own.has(keyOf(line)))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, MAX_WORDS);
}
