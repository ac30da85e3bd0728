import { lockRow, type Scope } from '../../db/index.ts';
import { addBusinessDays, formatDay, fromLocal, toLocal, zonesOf } from '../../kernel/calendar.ts';
import { DAY_MS } from '../../kernel/clock.ts';
import { clip, oneLine } from '../../kernel/escape.ts';
import type { Harm } from '../deliverability/index.ts';
import type { Lead } from '../leads/index.ts';
import type { NewEntry } from '../threads/index.ts';
import type { InboundKind, InteractionDeps, Reading } from './index.ts';
import { withoutTag } from './matching.ts';
import type { Taken } from './receiving.ts';
import { returnsAt } from './returning.ts';
import { isPermanent } from './rules.ts';

/** Days for which a lead who is away without a date is left alone. */
const AWAY_DAYS = 7;
/** Business days after the stated return: the first morning back is no time for a mail like ours. */
const AFTER_RETURN = 2;
const MAX_NOTE = 2_000;

type Effect = (scope: Scope, taken: Taken, lead: Lead) => Promise<void>;

const plainKey = (address: string | undefined) => address?.trim().toLowerCase() ?? '';
const dated = (taken: Taken) => formatDay(taken.now, 'utc');

/** What caused a change is told before it, and the log is locked behind the leads, in the one order that all others keep. */
export async function lockLeads(scope: Scope, leads: Pick<Lead, 'id'>[]): Promise<void> {
  for (const id of leads.map((one) => one.id).sort()) await lockRow(scope, 'leads', id);
}

const SUMMARY_MAX = 200;

/** A first reading as the log keeps it; its summary names objections as the playbook called them at that time. */
export function readingRefs(reading: Reading | undefined): Record<string, string> {
  return {
    intents: (reading?.intents ?? []).join(','),
    objections: (reading?.objections ?? []).join(','),
    sentiment: reading?.sentiment ?? 'unclear',
    ...(reading ? { summary: clip(reading.summary, SUMMARY_MAX) } : {}),
  };
}

/** What each kind of mail does, inside the transaction that records it. */
export function createEffects(deps: InteractionDeps) {
  const { threads, sequences, leads, channels, deliverability } = deps;

  async function entry(
    scope: Scope,
    taken: Taken,
    lead: Lead,
    what: Pick<NewEntry, 'kind' | 'refs' | 'text' | 'actorId'>,
  ): Promise<void> {
    await threads.append(scope, {
      ...what,
      at: taken.now,
      leadId: lead.id,
      refs: { inboundId: taken.inboundId, mailboxId: taken.mailbox.id, channel: 'email', ...what.refs },
      onceKey: `${taken.onceKey}:${lead.id}`,
    });
  }

  /** The words of somebody else who answers in the lead's thread begin with who that is. */
  function wordsOf(taken: Taken, lead: Lead): { text: string; fromOther: boolean } {
    const { name, address } = taken.mail.from;
    const words = taken.words || '(no words of their own)';
    const isOwn = !lead.email || withoutTag(plainKey(lead.email)) === withoutTag(address);
    if (isOwn) return { text: words, fromOther: false };
    const who = oneLine(name && name.toLowerCase() !== address ? `${name} <${address}>` : address).slice(0, 200);
    return { text: `From ${who}:\n${words}`, fromOther: true };
  }

  /** What a mail of ours did counts for the mailbox that sent it, whichever one hears of it. Last of all that an effect does. */
  async function harm(scope: Scope, { touchId, now, limits }: Taken, kind: Harm): Promise<void> {
    if (touchId) await deliverability.mark(scope, { touchId, kind, at: now }, limits);
  }

  const replied: Effect = async (scope, taken, lead) => {
    const { reading, now } = taken;
    const { text, fromOther } = wordsOf(taken, lead);
    await entry(scope, taken, lead, { kind: 'lead.replied', refs: { ...readingRefs(reading), fromOther }, text });
    await sequences.stop(scope, lead.id, 'The lead has answered.', now);
    await leads.markReplied(scope, lead.id, now);
    if (reading?.isAngry) await harm(scope, taken, 'angry');
  };

  const optedOut: Effect = async (scope, taken, lead) => {
    const { now, mail } = taken;
    const isComplaint = mail.report?.action === 'complained';
    const reason = isComplaint ? 'complained' : 'opted_out';
    const source = isComplaint ? `reported as spam on ${dated(taken)}` : `said so by email on ${dated(taken)}`;
    await channels.suppressPerson(scope, lead, { reason, source, at: now });
    const { text } = wordsOf(taken, lead);
    await entry(scope, taken, lead, { kind: 'lead.opted_out', refs: { reason }, text });
    await sequences.stop(scope, lead.id, 'The lead does not want to be written to.', now);
    if (!isComplaint) await leads.markReplied(scope, lead.id, now);
    if (isComplaint) await harm(scope, taken, 'complained');
    else if (taken.reading?.isAngry) await harm(scope, taken, 'angry');
  };

  const bounced: Effect = async (scope, taken, lead) => {
    const { mail, now } = taken;
    const { report } = mail;
    const all = report?.recipients ?? [{ address: report?.finalRecipient ?? plainKey(lead.email), ...report }];
    const failed = all.filter((one) => isPermanent(report ? one : undefined, mail.text));
    // A report closes no address but the lead's own. One on a mail of ours may name only where that was forwarded to.
    const own = failed.find((one) => one.address === plainKey(lead.email));
    if (own) {
      const source = `the mail came back on ${dated(taken)}`;
      await channels.suppress(scope, { channel: 'email', address: own.address, reason: 'bounced', source, at: now });
    }
    const isNamed = all.some((one) => one.address === plainKey(lead.email));
    const permanent = own !== undefined || (failed.length > 0 && taken.answersOurs && !isNamed);
    await entry(scope, taken, lead, {
      kind: 'lead.bounced',
      refs: { permanent, status: report?.status ?? '', touchId: taken.touchId ?? '' },
    });
    if (permanent) await sequences.stop(scope, lead.id, 'The address does not exist (the mail came back).', now);
    if (permanent) await harm(scope, taken, 'bounced');
  };

  const robot =
    (reason: string): Effect =>
    (scope, taken, lead) =>
      entry(scope, taken, lead, {
        kind: 'lead.auto_replied',
        refs: { reason },
        text: taken.words.slice(0, MAX_NOTE),
      });

  const away: Effect = async (scope, taken, lead) => {
    const zone = lead.timezone ?? zonesOf(lead.country)[0] ?? 'utc';
    const monthFirst = lead.country === 'US';
    const back = returnsAt(`${taken.mail.subject}\n${taken.words}`, taken.now, { zone, monthFirst });
    const { year, month, day } = toLocal(back ?? taken.now + AWAY_DAYS * DAY_MS, zone);
    const resume = addBusinessDays({ year, month, day }, back ? AFTER_RETURN : 0, lead.country);
    const until = fromLocal(resume, 9 * 60, zone);
    const reason = back
      ? `Out of office; goes on ${AFTER_RETURN} business days after the return.`
      : 'Out of office without a date; waits a week.';
    await sequences.postpone(scope, lead.id, until, reason, (waits) =>
      entry(scope, taken, lead, {
        kind: 'lead.auto_replied',
        refs: { reason: 'out_of_office', until, dated: back !== undefined, waits },
        text: taken.words.slice(0, MAX_NOTE),
      }),
    );
  };

  const left: Effect = async (scope, taken, lead) => {
    await robot('left_company')(scope, taken, lead);
    await sequences.stop(scope, lead.id, 'The lead no longer works there.', taken.now);
  };

  const byHand: Effect = async (scope, taken, lead) => {
    const { mailbox, now } = taken;
    await entry(scope, taken, lead, {
      kind: 'message.logged',
      actorId: mailbox.memberId,
      refs: { happenedAt: now, byHand: true },
      text: taken.words || taken.mail.subject,
    });
    await sequences.hold(scope, lead.id, `${mailbox.displayName} wrote to this lead by hand.`, now);
  };

  const effects: Partial<Record<InboundKind, Effect>> = {
    reply: replied,
    opt_out: optedOut,
    bounce: bounced,
    out_of_office: away,
    left_company: left,
    auto_reply: robot('automatic'),
    by_hand: byHand,
  };

  return async (scope: Scope, taken: Taken): Promise<void> => {
    await lockLeads(scope, taken.leads);
    if (taken.kind === 'opt_out' && taken.mail.report === undefined) {
      const source = `said so by email on ${dated(taken)}`;
      const { address } = taken.mail.from;
      const no = { channel: 'all' as const, reason: 'opted_out' as const, source, at: taken.now };
      await channels.suppress(scope, { ...no, address });
      if (taken.optOut) await channels.suppress(scope, { ...no, address: { hash: taken.optOut.addressHash } });
    }
    for (const lead of taken.leads) await effects[taken.kind]?.(scope, taken, lead);
  };
}
