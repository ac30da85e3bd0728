import { flat } from './lexicon.ts';

const MAX_LINES = 14;
const NO = '(?:no|nope|nah|nein|nee|nö|non|não|nao|nej)';
const THANKS =
  '(?:thanks?(?: you)?(?: very much| a lot| anyway)?|thx|ty|sorry|danke(?: schön)?|vielen dank|besten dank|merci(?: bien| beaucoup)?|gracias|muchas gracias|grazie(?: mille)?|bedankt|dank (?:u|je)(?: wel)?|obrigad[oa]|tack)';
const NO_INTEREST =
  "(?:(?:we are |we're |i am |i'm )?not interested|no interest|kein interesse|nicht interessiert|pas intéressée?s?|no (?:me|nos) interesa|non (?:mi|ci) interessa|geen interesse|niet geïnteresseerd|(?:não|sem) (?:tenho |temos )?interesse)";
const GREETING =
  '(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen|abend)|liebe[r]?|sehr geehrte[r]?|moin|bonjour|bonsoir|salut|hola|buen(?:os|as) (?:días|tardes)|estimad[oa]|buongiorno|buonasera|ciao|salve|gentile|beste|geachte|dag|goedemorgen|olá|bom dia|boa tarde|car[oa]|prezad[oa])';
const CLOSING =
  '(?:(?:with )?(?:best|kind|kindest|warm|many)?,? ?regards|best(?: wishes)?|cheers|sincerely|yours(?: \\p{L}+)?|thanks?|thank you|br|mit (?:freundlichen|besten|vielen) grüßen|(?:viele|beste|liebe|freundliche|schöne) grüße|gruß|mfg|vg|lg|bg|(?:bien )?cordialement|bien à vous|salutations|cdlt|(?:un )?(?:cordial )?saludos?|atentamente|(?:cordiali|distinti) saluti|saluti|cordialmente|mvg|(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|(?:com os )?(?:melhores )?cumprimentos|atenciosamente|abraço|sent from my .{1,30}|gesendet von .{1,30}|envoyé de .{1,30})';
/** The answer itself: "no", with thanks and "not interested" around it, and nothing that goes on. */
const ANSWER = new RegExp(
  `^(?:${GREETING}(?: \\p{L}+){0,3}?[,.!:]* )?(?:${THANKS}[,.]? (?:but )?)?${NO}(?:[ ,.!]+${NO})*(?:[ ,.!-]+(?:${THANKS}|${NO_INTEREST}|for (?:me|us)))*(?:[ ,.!-]+${CLOSING}(?:[ ,.]+\\p{Lu}[\\p{L}.'-]*){0,3})?[ .!,…]*$`,
  'iu',
);
const THANKED_AND_NAMED = new RegExp(
  `^${NO}[ ,.!]+${THANKS}[ ,.!–-]+(\\p{L}[\\p{L}'-]*)(?: \\p{L}[\\p{L}'-]*)?[ .!]*$`,
  'iu',
);
const GREETING_LINE = new RegExp(`^${GREETING}(?:[ ,]+[\\p{L}.'-]+){0,4} ?[,.!:]*$`, 'iu');
const CLOSING_LINE = new RegExp(`^${CLOSING}(?:[ ,]+\\p{L}[\\p{L}.'-]*){0,3} ?[,.!]*$`, 'iu');
/** "Ada Byron", "Head of Finance", "Fernline Ltd": capitals throughout but for particles. */
const NAME_LINE =
  /^\p{Lu}[\p{L}\p{N}.'&-]*(?:[ ,|/]+(?:(?:of|and|for|the|at|van|von|der|de|den|da|do|di|du|la|le|et|und|y|e|en|&)|\p{Lu}[\p{L}\p{N}.'&-]*)){0,6}$/u;
const REACHED_LINE =
  /^(?:(?:tel|phone|mobile|mob|t|m|p|fax|e|w)\.? ?[.:]? ?)?(?:\+?[\d ()/.-]{6,24}|\S{1,60}@\S{1,60}|(?:https?:\/\/|www\.)\S{1,80})$/i;
/** One of these is an answer of its own, written with a capital. */
const NO_NAME =
  /^(?:yes|ja|oui|sí|si|sim|maybe|later|please|sorry|perhaps|vielleicht|mon|tues|wednes|thurs|fri|satur|sun|mo|di|mi|do|fr|jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec|okt|dez|mai|juni|juli|märz|lundi|mardi|mercredi|jeudi|vendredi|lunes|martes|miércoles|jueves|viernes|luned|marted|mercoled|gioved|venerd|maandag|dinsdag|woensdag|donderdag|vrijdag|segunda|terça|quarta|quinta|sexta|montag|dienstag|mittwoch|donnerstag|freitag)(?:\p{L}*day|tag|\p{L}*ber|\p{L}*uary|ch|il|us|ì)?$/iu;

const isName = (line: string) => NAME_LINE.test(line) && !line.split(/[ ,|/]+/).some((word) => NO_NAME.test(word));

/**
 * True where "no" is all that a mail says: a greeting, thanks, "not interested" and a signature may stand around it, and nothing that goes on
 * ("No, but ask Bo", "No, Thursday", "No. Why?"). What it answers is for the caller to know.
 */
export function isBareNo(words: string): boolean {
  const lines = words
    .slice(0, 2_000)
    .split('\n')
    .map((line) =>
      flat(line)
        .replace(/["“”„«»*]/g, '')
        .trim(),
    )
    .filter((line) => line !== '');
  if (lines.length === 0 || lines.length > MAX_LINES || words.length > 2_000) return false;
  if (lines.length > 1 && GREETING_LINE.test(lines[0] ?? '') && !ANSWER.test(lines[0] ?? '')) lines.shift();
  const [answer = '', ...rest] = lines;
  const named = THANKED_AND_NAMED.exec(answer)?.[1];
  if (!ANSWER.test(answer) && !(named && isName(named))) return false;
  const closing = rest.findIndex((line) => CLOSING_LINE.test(line));
  const signed = closing < 0 ? rest : rest.filter((_, at) => at !== closing);
  return signed.every((line) => isName(line) || REACHED_LINE.test(line) || CLOSING_LINE.test(line));
}
