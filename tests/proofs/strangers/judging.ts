import type { PersonKey } from './cast.ts';
import { type Attack, isAttack } from './forging.ts';
import { type Account, type ColleagueRow, type DoorWord, doors, isColleague } from './table.ts';
import type { Outcome } from './tries.ts';

/** What the table says of a cell: for people outside what the door says, for colleagues whether they may. */
export type Expected = DoorWord;
/** What was found; `torn` a refusal that changed something all the same, `nothing` neither a refusal nor an effect. */
export type Found = DoorWord | 'torn' | 'nothing';

const ACCOUNT: Partial<Record<PersonKey, Account>> = {
  owner: 'rep',
  colleague: 'rep',
  leader: 'team_lead',
  'other leader': 'team_lead',
  manager: 'manager',
  admin: 'admin',
};

const accountOf = (key: PersonKey): Account => ACCOUNT[key] ?? (key.split(',')[0] as Account);

/** `like` names another gesture whose door says what people outside get. */
export function expectedOf(key: PersonKey | Attack, row: ColleagueRow, like = row.gesture): Expected {
  if (isAttack(key)) return 'no';
  if (isColleague(key)) return row.may[key] ? 'yes' : 'no';
  return doors.get(like)?.[accountOf(key)] ?? 'no';
}

/** Where the two tables speak of the same people, they must say the same: nobody may behind a door that is shut. */
export function contradictions(rows: readonly ColleagueRow[]): string[] {
  return rows.flatMap((row) =>
    (Object.keys(row.may) as (keyof typeof row.may)[])
      .filter((key) => row.may[key] && doors.get(row.gesture)?.[accountOf(key)] !== 'yes')
      .map((key) => `${row.name}: the table lets ${key} do it, and the door does not let a ${accountOf(key)} in.`),
  );
}

/** How a refusal behind the door reads. */
const REFUSED =
  /This lead belongs to|belongs to somebody else|Only the person whom|started by somebody else|This is for |not known here|That was too long ago|is changed by a manager|already closed|Something went wrong|older version|not there any more/;

export function foundOf(key: PersonKey | Attack, row: ColleagueRow, outcome: Outcome): Found {
  if (!isAttack(key) && isColleague(key) && outcome.door === 'yes') return insideOf(row, outcome);
  // A payload that is not signed, and what the app itself says, reach nobody who could write it down.
  return outcome.door ?? (outcome.shown.length < 12 ? 'no' : 'nothing');
}

function insideOf({ kind }: ColleagueRow, { changed, shown, showsIt, mails }: Outcome): Found {
  if (REFUSED.test(shown)) return changed.length > 0 || mails > 0 ? 'torn' : 'no';
  if (kind === 'acts') return changed.length > 0 ? 'yes' : 'nothing';
  if (kind === 'shows') return showsIt ? 'yes' : 'nothing';
  return 'yes';
}

const FORM_ITSELF = /"callback_id":"access\.request"|"action_id":"access\.join"|You asked for access/;
/** What there is to press, fill in or submit in the form and the card that offers it. */
const OF_THE_FORM = new Set(['', 'access.request', 'access.join', 'reason', 'role']);
const SHORT = 700;
/** Where a request for access may leave its trace. */
const OF_REQUESTS = new Set(['access_requests', 'slack_posts', 'cursors', 'log_entries']);

/** What a person who is denied got all the same, in words; none is as it should be. */
export function spilled(row: ColleagueRow, found: Found, outcome: Outcome): string[] {
  const out: string[] = [];
  if (found !== 'no' && found !== 'form') return out;
  const isRequest = row.gesture === 'view:access.request' && found === 'form';
  const changed = outcome.changed.filter((one) => !(isRequest && OF_REQUESTS.has(one)));
  if (changed.length > 0) out.push(`changed ${changed.join(', ')}`);
  if (outcome.mails > 0) out.push('a message left');
  return out;
}

/** Without words of its own: a menu, and the tab of messages. */
const isMute = ({ name, gesture }: ColleagueRow): boolean =>
  gesture.startsWith('options:') || name === 'event:app_home_opened prompts';

/** What somebody outside must not see: a lead, or more than the form or a short refusal. */
export function overseen(found: Found, { shown, showsLeads }: Outcome): string[] {
  if (showsLeads) return ['a lead'];
  const ids = [...shown.matchAll(/"(?:action_id|callback_id)":"([^"]*)"/g)].map((one) => one[1] ?? '');
  if (found === 'form' && ids.some((id) => !OF_THE_FORM.has(id))) return ['more than the form'];
  if (found === 'no' && (ids.some((id) => id !== '') || shown.length > SHORT)) return ['more than a refusal'];
  return [];
}

/** A person who is denied is told so: by the form, or in a sentence. */
export function untold(row: ColleagueRow, found: Found, { shown, isDirect }: Outcome): string[] {
  if (!isDirect || isMute(row)) return [];
  if (found === 'form' && !FORM_ITSELF.test(shown)) return ['is not given the form'];
  return found === 'no' && shown.length < 30 ? ['is told nothing'] : [];
}
