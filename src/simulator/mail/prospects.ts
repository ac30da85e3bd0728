import type { Clock, Instant } from '../../kernel/clock.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { Prospect, SampleWorld } from '../world/types.ts';
import type { MailStandIn } from './index.ts';
import { dayInWords, deliveryReport, dressAnswer, dressAutoAnswer } from './prospect-dress.ts';
import { type AnswerKind, type History, isHuman, type Plan, plansFor, returnOf, roll } from './prospect-plan.ts';
import { painWords, wordsOf } from './prospect-words.ts';
import type { SentMessage } from './shapes.ts';

export interface Prospects {
  /** Reads what they were sent and delivers the answers that are due; answers how many. */
  tick(): Promise<number>;
  /** The earliest answer that waits. */
  nextAt(): Instant | undefined;
  /** What was delivered so far, in order, for counting. */
  delivered(): readonly { kind: AnswerKind; isHuman: boolean; email: string; at: Instant }[];
}

interface Waiting extends Plan {
  prospect: Prospect;
  mail: SentMessage;
  number: number;
}

/** The people behind the sample leads: they read what the stand-in took and answer by temperament, in their own time. */
export function createProspects(deps: {
  world: Pick<SampleWorld, 'prospects'>;
  mail: Pick<MailStandIn, 'sentMessages' | 'deliver'>;
  clock: Clock;
  logger: Logger;
}): Prospects {
  const { mail, clock, logger } = deps;
  const byAddress = new Map(deps.world.prospects.map((one) => [one.email, one]));
  const histories = new Map<string, History>();
  const delivered: { kind: AnswerKind; isHuman: boolean; email: string; at: Instant }[] = [];
  let waiting: Waiting[] = [];
  let read = 0;
  let ticking: Promise<unknown> = Promise.resolve();

  function historyOf(email: string): History {
    const found = histories.get(email) ?? { mails: 0, humanAnswers: 0, humanPlanned: false };
    histories.set(email, found);
    return found;
  }

  function receive(prospect: Prospect, sent: SentMessage): void {
    const history = historyOf(prospect.email);
    history.mails += 1;
    const { temperament } = prospect;
    if (temperament.kind === 'away') history.awayUntil ??= returnOf(sent.at, temperament.businessDays, prospect);
    for (const plan of plansFor(prospect, history, sent.at)) {
      if (isHuman(plan.kind)) history.humanPlanned = true;
      if (plan.kind === 'away') history.lastAwayNoteAt = plan.at;
      waiting.push({ ...plan, prospect, mail: sent, number: history.mails });
    }
  }

  function observe(): void {
    const all = mail.sentMessages();
    for (const sent of all.slice(read)) {
      for (const address of new Set(sent.to.map((one) => one.address.toLowerCase()))) {
        const prospect = byAddress.get(address);
        if (prospect) receive(prospect, sent);
      }
    }
    read = all.length;
    waiting.sort((a, b) => a.at - b.at);
  }

  async function answer(one: Waiting): Promise<void> {
    await deliverAnswer(deps, one, historyOf(one.prospect.email));
    const human = isHuman(one.kind);
    if (human) {
      const history = historyOf(one.prospect.email);
      history.humanPlanned = false;
      history.humanAnswers += 1;
    }
    delivered.push({ kind: one.kind, isHuman: human, email: one.prospect.email, at: clock.now() });
    logger.debug({ kind: one.kind }, 'a prospect answered');
  }

  async function deliverDue(): Promise<number> {
    observe();
    let count = 0;
    for (let next = waiting[0]; next && next.at <= clock.now(); next = waiting[0]) {
      await answer(next);
      waiting = waiting.slice(1);
      count += 1;
    }
    return count;
  }

  return {
    tick() {
      const mine = ticking.then(deliverDue, deliverDue);
      ticking = mine;
      return mine;
    },
    nextAt() {
      observe();
      return waiting[0]?.at;
    },
    delivered: () => delivered,
  };
}

async function deliverAnswer(
  deps: { world: Pick<SampleWorld, 'prospects'>; mail: Pick<MailStandIn, 'deliver'>; clock: Clock },
  { kind, prospect, mail: sent, number }: Waiting,
  history: History,
): Promise<void> {
  const to = sent.mailbox;
  const all = deps.world.prospects;
  if (kind === 'bounce') {
    await deps.mail.deliver({
      to,
      raw: deliveryReport(sent, prospect, { rank: rankOf(prospect, all), at: deps.clock.now() }),
    });
    return;
  }
  const isByMachine = kind === 'away' || kind === 'left' || kind === 'desk';
  const variant = rankOf(prospect, all) + (isByMachine ? 0 : number - 1);
  const context = wordsContext(all, prospect, sent, history);
  const words = wordsOf({ kind, language: prospect.language, variant }, context);
  const dressed = isByMachine
    ? { text: words, ...dressAutoAnswer(kind, sent, prospect) }
    : dressAnswer(words, sent, prospect);
  await deps.mail.deliver({
    ...dressed,
    to,
    from: { name: `${prospect.firstName} ${prospect.lastName}`.trim(), address: prospect.email },
    messageId: `<${Math.floor(roll(`${sent.messageId} ${kind} ${prospect.email}`) * 1e9).toString(36)}.${number}@${prospect.email.split('@')[1]}>`,
    inReplyTo: sent.messageId,
    references: [...sent.references, sent.messageId],
  });
}

/** The how-manieth of the same temperament, so that no two of them use the same words while there are others. */
function rankOf(prospect: Prospect, all: Prospect[]): number {
  const kindOf = ({ temperament }: Prospect) =>
    temperament.kind === 'objecting' ? temperament.about : temperament.kind;
  return all.filter((one) => kindOf(one) === kindOf(prospect)).indexOf(prospect);
}

function wordsContext(all: Prospect[], prospect: Prospect, sent: SentMessage, history: History) {
  const others = all.filter((one) => one.company === prospect.company && one !== prospect);
  const colleague = others.find((one) => !['gone', 'desk'].includes(one.temperament.kind)) ?? others[0];
  return {
    me: prospect.firstName,
    company: prospect.company,
    you: sent.from.name.split(' ')[0] || 'there',
    pain: painWords(prospect.language, prospect.painKey),
    colleague: colleague ? `${colleague.firstName} ${colleague.lastName}` : 'my colleague',
    back: dayInWords(history.awayUntil ?? sent.at, prospect),
  };
}
