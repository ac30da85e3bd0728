const ATTRIBUTION = [
  /^\s*On .{4,200}\bwrote:\s*$/i,
  /^\s*Am .{4,200}\bschrieb\b.{0,120}:?\s*$/i,
  /^\s*Le .{4,200}\ba écrit\s*:\s*$/i,
  /^\s*El .{4,200}\bescribió:\s*$/i,
  /^\s*Il .{4,200}\bha scritto:\s*$/i,
  /^\s*Op .{4,200}\bschreef\b.{0,120}:\s*$/i,
  /^\s*Em .{4,200}\bescreveu:\s*$/i,
  /^\s*-{2,}\s*(Original Message|Ursprüngliche Nachricht|Message d'origine|Mensaje original|Forwarded message)\s*-{2,}/i,
  /^\s*_{10,}\s*$/,
  /^\s*(From|Von|De|Da|Van):\s.+@.+/i,
];
const SIGNATURE = /^--\s?$/;
const PHONE_SIGNATURE = /^\s*(sent from my|gesendet von meinem|envoyé de mon|enviado desde mi|get outlook for)\b/i;
const MAX_WORDS = 20_000;

/** An attribution that a mail client has broken over two lines counts too. */
function startsQuote(lines: string[], index: number): boolean {
  const line = lines[index] ?? '';
  const joined = `${line.trimEnd()} ${(lines[index + 1] ?? '').trim()}`;
  return ATTRIBUTION.some((pattern) => pattern.test(line) || (/^\s*(On|Am|Le|El|Il|Op|Em)\b/.test(line) && pattern.test(joined)));
}

/** What is new in a mail: quoted history, attributions and signatures taken off. Linear in the text's length. */
export function newWords(text: string): string {
  const lines = text.slice(0, 400_000).replace(/\r\n?/g, '\n').split('\n');
  const kept: string[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    if (line.length < 1000 && startsQuote(lines, i)) break;
    if (SIGNATURE.test(line) || PHONE_SIGNATURE.test(line)) break;
    if (/^\s*>/.test(line)) continue;
    kept.push(line.trimEnd());
  }
  return kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, MAX_WORDS);
}
