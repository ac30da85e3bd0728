import { addDays, fromLocal, type LocalDay, toLocal } from '../../kernel/calendar.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { InboundKind, Intent, Reading } from './index.ts';

export interface MailFacts {
  direction: 'in' | 'out';
  fromAddress: string;
  fromName: string;
  ownAddress: string;
  /** Addresses of all connected mailboxes, lower case. */
  ownAddresses: string[];
  subject: string;
  text: string;
  words: string;
  headers: Record<string, string>;
  hasReport: boolean;
  /** Our own key on an outgoing mail. */
  hasTouchKey: boolean;
  /** It belongs to a lead: by our thread, by a Message-ID of ours, or by its address. */
  knownLead: boolean;
}

const DAEMON = /^(mailer-daemon|postmaster|mail-daemon|bounce|bounces|noreply-bounce)@/i;
const BOUNCE_SUBJECT = /(undeliver|delivery (status|failure|has failed)|returned mail|mail delivery failed|failure notice|unzustellbar|non remis|no entregado)/i;

const AWAY =
  /\b(out of (the )?office|on (annual |parental |maternity |sick )?leave|on (vacation|holiday)|away from (the office|my desk)|limited access to (my )?e-?mail|currently away|abwesend|abwesenheit|nicht im (büro|haus)|im urlaub|absent(e)? du bureau|en congés?|absence du bureau|de vacaciones|fuera de la oficina|ausente|fuori ufficio|in ferie|afwezig|niet op kantoor|met vakantie|estou de férias|ausente do escritório|fora do escritório|frånvarande|på semester|poza biurem|na urlopie)\b/i;
const LEFT =
  /\b(no longer (work|works|with|employed)|has left (the )?(company|organi[sz]ation|team|us)|have left (the )?(company|organi[sz]ation)|left the company|nicht mehr (bei|für|im unternehmen)|a quitté (la société|l'entreprise)|ne (travaille|fait) plus|ya no (trabaja|forma)|não trabalha mais|werkt niet (meer|langer)|już nie pracuje)\b/i;
const STOP =
  /\b(unsubscribe( me)?|opt[ -]?(me )?out|remove me|take me off|stop (writing|emailing|e-mailing|contacting|mailing|messaging|sending)|do not (contact|email|write|mail)|don['’]?t (contact|email|write|mail) (me|us)|please stop\b|no more (e-?mails?|messages)|leave me alone|schreiben sie mir nicht|keine (weiteren )?(e-?mails|nachrichten|mails)|nicht mehr (kontaktieren|anschreiben|schreiben)|austragen|abmelden|ne (plus )?m['’]?(écrivez|écrire|envoyez|contactez)|désabonn|désinscri|retirez[- ]moi|no me (escriba|escriban|contacte|contacten|envíe|envíen)|d(e|é)n?me de baja|darme de baja|non (mi )?(scriv|contatt)|cancellami|uitschrijven|schrijf me niet|não me (contate|escreva|envie)|descadastr|nie pisz|wypisz)/i;

function header(headers: Record<string, string>, name: string): string {
  return (headers[name] ?? '').trim().toLowerCase();
}

/** A robot wrote this, by the headers that robots set (RFC 3834 and what vendors made of it). */
export function isAutomatic(headers: Record<string, string>): boolean {
  const submitted = header(headers, 'auto-submitted');
  if (submitted && submitted !== 'no') return true;
  if ('x-autoreply' in headers || 'x-autorespond' in headers || 'x-autoresponder' in headers) return true;
  if (/^(auto_reply|bulk|junk|list)$/.test(header(headers, 'precedence'))) return true;
  if ('list-id' in headers) return true;
  return header(headers, 'return-path') === '<>';
}

/** What a mail is. Direction first, then reports, then robots, then what a person says: a false reply or a missed no both cost a customer. */
export function classify(mail: MailFacts): InboundKind {
  if (mail.direction === 'out' || mail.fromAddress === mail.ownAddress.toLowerCase()) {
    return mail.hasTouchKey || !mail.knownLead ? 'own' : 'by_hand';
  }
  if (mail.hasReport || DAEMON.test(mail.fromAddress) || (BOUNCE_SUBJECT.test(mail.subject) && isAutomatic(mail.headers))) return 'bounce';
  if (isAutomatic(mail.headers)) return automatic(mail);
  if (!mail.knownLead) return STOP.test(mail.words) ? 'opt_out' : 'unrelated';
  // Some servers set no header at all; the usual subject lines still give the robot away.
  if (/^(automatic reply|auto(matic)?[- ]?(reply|response)|out of office|automatische antwort|abwesenheitsnotiz|réponse automatique|respuesta automática|risposta automatica|automatisch antwoord|resposta automática|autosvar|odpowiedź automatyczna)\b/i.test(mail.subject.trim())) {
    return automatic(mail);
  }
  return STOP.test(mail.words) ? 'opt_out' : 'reply';
}

function automatic(mail: MailFacts): InboundKind {
  if (!mail.knownLead) return 'unrelated';
  const text = `${mail.subject}\n${mail.words || mail.text.slice(0, 5000)}`;
  if (LEFT.test(text)) return 'left_company';
  return AWAY.test(text) ? 'out_of_office' : 'auto_reply';
}

/** Only a permanent failure (5.x.x) says that an address is dead. */
export function isPermanent(status: string | undefined, text: string): boolean {
  if (status) return status.startsWith('5');
  return /\b(5\d\d[ -]5\.\d+\.\d+|550|user unknown|no such user|does not exist|unknown recipient|address rejected)\b/i.test(text);
}

const MONTHS: Record<string, number> = {};
const MONTH_NAMES = [
  ['january', 'jan', 'januar', 'janvier', 'enero', 'gennaio', 'januari', 'janeiro', 'stycznia'],
  ['february', 'feb', 'februar', 'février', 'febrero', 'febbraio', 'februari', 'fevereiro', 'lutego'],
  ['march', 'mar', 'märz', 'mars', 'marzo', 'maart', 'março', 'marca'],
  ['april', 'apr', 'avril', 'abril', 'aprile', 'kwietnia'],
  ['may', 'mai', 'mayo', 'maggio', 'mei', 'maio', 'maj', 'maja'],
  ['june', 'jun', 'juni', 'juin', 'junio', 'giugno', 'junho', 'czerwca'],
  ['july', 'jul', 'juli', 'juillet', 'julio', 'luglio', 'julho', 'lipca'],
  ['august', 'aug', 'août', 'agosto', 'augustus', 'augusti', 'sierpnia'],
  ['september', 'sep', 'sept', 'septembre', 'septiembre', 'settembre', 'setembro', 'września'],
  ['october', 'oct', 'okt', 'oktober', 'octobre', 'octubre', 'ottobre', 'outubro', 'października'],
  ['november', 'nov', 'novembre', 'noviembre', 'novembro', 'listopada'],
  ['december', 'dec', 'dez', 'dezember', 'décembre', 'diciembre', 'dicembre', 'dezembro', 'grudnia'],
];
for (const [index, names] of MONTH_NAMES.entries()) for (const name of names) MONTHS[name] = index + 1;

function dayFrom(year: number | undefined, month: number, day: number, today: LocalDay): LocalDay | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const guess = { year: year ?? today.year, month, day };
  const before = guess.year * 372 + month * 31 + day < today.year * 372 + today.month * 31 + today.day;
  return year === undefined && before ? { ...guess, year: guess.year + 1 } : guess;
}

function dates(text: string, today: LocalDay): LocalDay[] {
  const out: LocalDay[] = [];
  const push = (day: LocalDay | undefined) => day && out.push(day);
  for (const m of text.matchAll(/\b(\d{4})-(\d{2})-(\d{2})\b/g)) push(dayFrom(Number(m[1]), Number(m[2]), Number(m[3]), today));
  for (const m of text.matchAll(/\b(\d{1,2})\.\s?(\d{1,2})\.(\d{4}|\d{2})?/g)) push(dayFrom(m[3] ? Number(m[3].padStart(4, '20')) : undefined, Number(m[2]), Number(m[1]), today));
  for (const m of text.matchAll(/\b(\d{1,2})(?:st|nd|rd|th|\.|er)?\s+(?:de\s+|of\s+)?(\p{L}{3,12})\.?(?:,?\s+(?:de\s+)?(\d{4}))?/giu)) {
    const month = MONTHS[(m[2] ?? '').toLowerCase()];
    if (month) push(dayFrom(m[3] ? Number(m[3]) : undefined, month, Number(m[1]), today));
  }
  for (const m of text.matchAll(/\b(\p{L}{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?\b/giu)) {
    const month = MONTHS[(m[1] ?? '').toLowerCase()];
    if (month) push(dayFrom(m[3] ? Number(m[3]) : undefined, month, Number(m[2]), today));
  }
  return out;
}

/** The day on which somebody who is away says to be back: the latest date named, within a year; 9:00 there. A date behind "until" means the day after. */
export function returnsAt(text: string, now: Instant, zone: string): Instant | undefined {
  const local = toLocal(now, zone);
  const today: LocalDay = { year: local.year, month: local.month, day: local.day };
  const found = dates(text.slice(0, 5000), today)
    .map((day) => fromLocal(day, 9 * 60, zone))
    .filter((at) => at > now && at < now + 366 * 86_400_000)
    .sort((a, b) => a - b)
    .at(-1);
  if (found === undefined) return undefined;
  const isUntil = /\b(until|till|through|bis|jusqu['’]au|hasta|fino al|tot|até)\b/i.test(text) && !/\b(back|return|returning|zurück|retour|regreso|vuelvo|rientro|terug|volto)\b/i.test(text);
  if (!isUntil) return found;
  const day = toLocal(found, zone);
  return fromLocal(addDays({ year: day.year, month: day.month, day: day.day }, 1), 9 * 60, zone);
}

const INTENTS: [Intent, RegExp][] = [
  ['opt_out', STOP],
  ['not_interested', /\b(not interested|no interest|no need|not (something )?(for us|relevant|a fit)|we('re| are) (all )?(set|good|fine)|no,? thank|no thanks|kein (interesse|bedarf)|pas intéress|no (nos|me) interesa|no estamos interesad)/i],
  ['meeting', /\b(let['’]?s (talk|meet|set up|schedule|have a call)|book (a|some) (time|call|slot)|(schedule|arrange) a (call|meeting)|send (me )?(an )?invite|are you free|I('m| am) (free|available)|can do (mon|tues|wednes|thurs|fri)day|termin|rendez-vous|reunión|call (me )?(on|next|this))\b/i],
  ['interested', /\b(interested|sounds (good|interesting|useful)|looks (useful|good|interesting)|tell me more|send (it|me|that|over|the)|would like to (see|know|hear|learn)|happy to|worth a (look|talk)|curious|yes,? please|please do|gern(e)?\b|interessant|klingt (gut|spannend|interessant)|intéress(é|ant|e)|volontiers|me interesa|interesante|con gusto)/i],
  ['not_now', /\b(not (right )?now|later|next (quarter|year|month)|circle back|(get|come) back to (me|us) in|in (january|february|march|april|may|june|july|august|september|october|november|december|q[1-4])|too (busy|early)|bad time|after (the )?(summer|year[- ]end|quarter)|budget (is )?(closed|frozen)|nächstes (jahr|quartal)|später|plus tard|l'année prochaine|más adelante|el próximo)/i],
  ['referral', /\b(not the right (person|contact)|(speak|talk|write|reach out) to (my|our|the)|(forwarded|forwarding|passed) (this|it|your)|you should (contact|talk|speak)|the right person is|in charge of this is|cc['’]?(ing|ed)|zuständig ist|la personne (en charge|concernée)|la persona (indicada|encargada))/i],
  ['question', /\?/],
];

const POSITIVE = /\b(thank|great|good|useful|happy|love|interesting|helpful|perfect|danke|merci|gracias|gut|bien)\b/i;
const NEGATIVE = /\b(annoy|spam|stop|terrible|angry|waste|rude|never|harass|report you|ridiculous|unverschämt|nervt|arrêtez|basta)\b/i;

/** Reads a prospect's words by rules. Says 'unclear' where nothing gives it away. */
export function read(words: string, objections: { key: string; name: string; signs: string[] }[]): Reading {
  const low = words.toLowerCase();
  const met = objections.filter((one) => one.signs.some((sign) => hasSign(low, sign)));
  let intents: Intent[] = INTENTS.filter(([, pattern]) => pattern.test(words)).map(([intent]) => intent);
  if (intents.includes('opt_out')) intents = ['opt_out'];
  if (intents.includes('not_interested')) intents = intents.filter((one) => one !== 'interested' && one !== 'meeting');
  if (met.length > 0) intents.push('objection');
  if (intents.length === 0) intents = ['unclear'];
  const negative = NEGATIVE.test(words) || intents.includes('opt_out');
  const positive = POSITIVE.test(words) || intents.includes('interested') || intents.includes('meeting');
  const sentiment: Reading['sentiment'] = negative ? 'negative' : positive ? 'positive' : words.length < 15 ? 'unclear' : 'neutral';
  return { intents, objections: met.map((one) => one.key), sentiment, words, summary: summary(intents, met.map((one) => one.name)) };
}

function hasSign(low: string, sign: string): boolean {
  const at = low.indexOf(sign.toLowerCase());
  if (at < 0) return false;
  const isLetter = (char: string | undefined) => char !== undefined && /\p{L}/u.test(char);
  return !isLetter(low[at - 1]);
}

const INTENT_WORDS: Partial<Record<Intent, string>> = {
  opt_out: 'wants no more messages',
  not_interested: 'not interested',
  meeting: 'wants to talk',
  interested: 'interested',
  not_now: 'not now',
  referral: 'points to somebody else',
  question: 'asks something',
  unclear: 'answered',
};

function summary(intents: Intent[], objections: string[]): string {
  const parts = intents.map((one) => INTENT_WORDS[one]).filter((one) => one !== undefined);
  if (parts.length > 1 && parts.at(-1) === INTENT_WORDS.question && intents.includes('meeting')) parts.pop();
  if (objections.length > 0) parts.push(`objects: ${objections.map((one) => one.toLowerCase()).join(' and ')}`);
  return parts.slice(0, 3).join(', ');
}
