import { DAY_MS, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import { NotFound } from '../../kernel/errors.ts';
import type { Channel } from '../channels/index.ts';
import { type GateName, type GateVerdict, isByHand, sessionEnd, TASK_GATES } from './gates.ts';
import type { ChannelPassport, ForecastStep, SequenceDeps, Sequences } from './index.ts';
import { type GateFacts, type GateLimits, judge } from './judging.ts';
import { createSequenceStore, type TouchRecord } from './store.ts';
import { addressFor, createWorld } from './world.ts';

const CHANNELS: Channel[] = ['email', 'linkedin', 'whatsapp', 'sms', 'call'];
/** What is asked of one touch of a sequence, not of a channel. */
const OF_A_TOUCH: ReadonlySet<GateName> = new Set([
  'sequence',
  'reply',
  'approval',
  'unchanged',
  'order',
  'spacing',
  'due',
  'gap',
]);
/** A person's yes is what is still to come. */
const ASSUMED: ReadonlySet<GateName> = new Set(['approval', 'unchanged', 'order']);
const OPEN: ReadonlySet<TouchRecord['status']> = new Set(['planned', 'drafted', 'approved']);
const SPAN_MS = 30 * DAY_MS;
const LOOKS = 200;

/** The gates asked about what is not there yet: a message on any channel, and the days to come. */
export function createForecasting(deps: SequenceDeps): Pick<Sequences, 'passport' | 'forecast'> {
  const store = createSequenceStore(deps.db);
  const world = createWorld(deps);

  const passport: Sequences['passport'] = async (_member, leadId) => {
    const around = await world.around(leadId);
    const out: ChannelPassport[] = [];
    for (const channel of CHANNELS) {
      const facts = await world.factsFor(imagined(leadId, channel, deps.clock.now()), around);
      const gates = judge(facts, await world.limits()).filter((one) => !OF_A_TOUCH.has(one.gate));
      const stops = gates.filter((one) => one.verdict !== 'pass');
      const { contact } = facts.channelFacts;
      const waits = stops.flatMap((one) => (one.verdict === 'wait' ? [one.until] : []));
      out.push({
        channel,
        address: addressFor(around.lead, channel),
        isOpen: stops.length === 0,
        basis: contact.basis,
        rule: contact.rule,
        needs: contact.needs,
        gates,
        ...(channel === 'whatsapp' ? { freeUntil: freeUntil(facts) } : {}),
        couldPassAt: stops.length > 0 && waits.length === stops.length ? Math.max(...waits) : undefined,
      });
    }
    return out;
  };

  const forecast: Sequences['forecast'] = async (_member, leadId) => {
    const enrollment = await store.enrollmentOf(leadId);
    if (!enrollment) throw new NotFound('This lead is not on a sequence yet. Enrol it first.');
    const around = await world.around(leadId);
    const limits = await world.limits();
    const out: ForecastStep[] = [];
    const ahead: { at: Instant; channel: Channel; step: number }[] = [];
    for (const touch of (await store.touchesOf(enrollment.id)).filter((one) => OPEN.has(one.status))) {
      const facts = await world.factsFor(touch, around);
      const found = runAhead(facts, { limits, touch, ahead, planDay: (step) => enrollment.plan[step - 1]?.day ?? 0 });
      if (found.at !== undefined) ahead.push({ at: found.at, channel: touch.channel, step: touch.step });
      const { id: touchId, step, channel } = touch;
      out.push({ touchId, step, channel, ...found, needsApproval: touch.status !== 'approved' });
    }
    return out;
  };

  return { passport, forecast };
}

/** Until when WhatsApp takes free words; undefined while it takes a template alone. */
function freeUntil({ channelFacts, now }: GateFacts): Instant | undefined {
  const end = sessionEnd(channelFacts.lastHeardAt);
  return end !== undefined && end > now ? end : undefined;
}

/** A touch that nobody planned, for what the gates say of its channel. */
function imagined(leadId: string, channel: Channel, now: Instant): TouchRecord {
  return {
    id: '',
    enrollmentId: '',
    leadId,
    step: 1,
    channel,
    status: 'planned',
    dueAt: now,
    nextTryAt: now,
    tries: 0,
  };
}

interface Ahead {
  limits: GateLimits;
  touch: TouchRecord;
  /** What this lead has been sent by then, if all goes as told. */
  ahead: { at: Instant; channel: Channel; step: number }[];
  planDay: (step: number) => number;
}

/** The first instant from a touch's own on at which every gate would pass, by the same rules as when it is sent. */
function runAhead(facts: GateFacts, { limits, touch, ahead, planDay }: Ahead): Pick<ForecastStep, 'at' | 'reason'> {
  const until = facts.now + SPAN_MS;
  // A task comes up by fewer gates than a message leaves by.
  const isAsked = (gate: GateName) => !isByHand(touch.channel) || TASK_GATES.has(gate);
  const earlier = ahead.filter((one) => one.channel === 'email').at(-1);
  let at = Math.max(facts.now, touch.dueAt);
  let reason: string | undefined;
  for (let look = 0; look < LOOKS; look += 1) {
    const then: GateFacts = {
      ...facts,
      now: at,
      channelFacts: { ...facts.channelFacts, now: at },
      approval: { state: 'ok', expiresAt: at + DAY_MS },
      changes: [],
      earlierEmail:
        earlier && touch.channel === 'email'
          ? { open: false, sentAt: earlier.at, planGapDays: Math.max(1, planDay(touch.step) - planDay(earlier.step)) }
          : { ...facts.earlierEmail, open: false },
      leadSentLast7Days: [...facts.leadSentLast7Days, ...ahead.map((one) => one.at)].filter(
        (one) => one > at - 7 * DAY_MS,
      ),
      companyNewLast7Days: facts.companyNewLast7Days.filter((one) => one > at - 7 * DAY_MS),
      mailbox: { ...facts.mailbox, sentLast24Hours: at > facts.now + DAY_MS ? 0 : facts.mailbox.sentLast24Hours },
    };
    const stop: GateVerdict | undefined = judge(then, limits).find(
      (one) => one.verdict !== 'pass' && !ASSUMED.has(one.gate) && isAsked(one.gate),
    );
    if (!stop || stop.verdict === 'pass') return { at, reason };
    if (stop.verdict === 'block') return { reason: stop.reason };
    reason = stop.reason;
    at = Math.max(stop.until, at + MINUTE_MS);
    if (at > until) return { reason: `Not in the next 30 days. ${stop.reason}` };
  }
  return { reason };
}
