import { DAY_MS, MINUTE_MS } from '../../../../src/kernel/clock.ts';
import type { MailFault } from '../../../support/fake-mail-provider.ts';
import { ADDRESS, type Command, command, PEOPLE, type Person, read } from './command.ts';
import type { Engine, Stall } from './engine.ts';
import { mustHold } from './invariants.ts';

export const reconnect = (who: Person): Command =>
  command(
    ['reconnect', `${who} connects the mailbox again`],
    () => true,
    async (model, engine) => {
      const { id: memberId, name: displayName } = PEOPLE[who];
      const address = ADDRESS[memberId] ?? '';
      await engine.w.channels.connectMailbox({
        memberId,
        address,
        displayName,
        credentials: '{}',
        at: engine.w.clock.now(),
      });
      await read(model, engine);
    },
  );

export const turn = (minutes: number): Command => {
  const words =
    minutes < 60
      ? `${minutes} minutes`
      : minutes < 1_440
        ? `${Math.round(minutes / 60)} hours`
        : `${Math.round(minutes / 1_440)} days`;
  return command(
    ['turn', `${words} pass`],
    () => true,
    async (_model, engine) => {
      engine.w.clock.set(engine.w.clock.now() + minutes * MINUTE_MS);
    },
  );
};

/** To the next instant with work, and it is done; as the timetable goes about it. */
export const nextWork = (times: number): Command =>
  command(
    [
      'next work',
      times === 1 ? 'the clock turns to the next work' : `the clock turns to the next work, ${times} times`,
    ],
    (model) => model.leads.size > 0,
    async (model, engine) => {
      for (let i = 0; i < times; i += 1) {
        const next = await engine.nextDueAt();
        if (next === undefined || next > engine.w.clock.now() + 40 * DAY_MS) return;
        engine.w.clock.set(Math.max(engine.w.clock.now() + MINUTE_MS, Math.ceil(next / MINUTE_MS) * MINUTE_MS));
        await read(model, engine);
        await engine.tick(0);
        await mustHold(model, engine);
      }
    },
  );

export const tick = (worker: 0 | 1): Command =>
  command(
    ['tick', worker === 0 ? 'a worker sends' : 'the other worker sends'],
    () => true,
    (_model, engine) => engine.tick(worker),
  );
export const twoTicks = (): Command =>
  command(
    ['two ticks', 'two workers send at once'],
    () => true,
    (_model, engine) => engine.tick(0, 1),
  );

const FAULT_WORDS: Record<string, string> = {
  'createDraft down': 'making a draft will fail',
  'createDraft lost_after': 'a draft will be made, its answer lost',
  'createDraft rate_limited': 'making a draft will be rate limited',
  'createDraft refused': 'a draft will be refused',
  'createDraft grant_dead': 'the grant is dead when a draft is made',
  'sendDraft lost_after': 'a send will be taken, its answer lost',
  'sendDraft lost_before': 'a send will answer 500, not taken',
  'sendDraft rate_limited': 'a send will be rate limited',
  'sendDraft refused': 'a send will be refused',
  'sendDraft grant_dead': 'the grant is dead when a mail is sent',
  'sendDraft gone': 'somebody deletes the draft before the send',
  'lookUpDraft down': 'looking a send up will fail',
  'deleteDraft down': 'deleting a draft will fail',
  'findDrafts down': 'looking for drafts will fail',
};
type Operation = Parameters<Engine['w']['mail']['fail']>[0];
export const FAULTS = Object.keys(FAULT_WORDS).map((one) => one.split(' ') as [Operation, MailFault]);

export const fault = ([operation, what]: [Operation, MailFault]): Command =>
  command(
    [`${operation} ${what}`, FAULT_WORDS[`${operation} ${what}`] ?? what],
    () => true,
    async (model, engine) => {
      engine.w.mail.fail(operation, what);
      model.mayLeaveDrafts ||= operation === 'deleteDraft';
    },
  );

const STALL_WORDS = {
  createDraft: { before: 'before a draft is made', after: 'when a draft was made' },
  sendDraft: { before: 'before a mail is taken', after: 'when a mail was taken' },
} as const;
const ENDS = { never: 'its worker is gone', failing: 'its call hangs and fails', late: 'its call hangs and goes on' };

export const stall = (one: Stall): Command =>
  command(
    [
      `stall ${one.operation} ${one.when} ${one.ends}`,
      `of the next mail: ${ENDS[one.ends]} ${STALL_WORDS[one.operation][one.when]}`,
    ],
    () => true,
    async (_model, engine) => void engine.stalls.push(one),
  );
/** The next mail sets out and stands at a call; meanwhile something happens; then the call goes on. */
export const during = (one: Stall, inner: Command): Command =>
  command(
    ['during', `the next mail sets out, ${ENDS[one.ends]} ${STALL_WORDS[one.operation][one.when]}; meanwhile ${inner}`],
    (model) => model.leads.size > 0,
    async (model, engine) => {
      engine.stalls.unshift(one);
      await nextWork(1).run(model, engine);
      if (await inner.check(model)) await inner.run(model, engine);
      await engine.release();
      const left = engine.stalls.indexOf(one);
      if (left >= 0) engine.stalls.splice(left, 1);
    },
  );
export const release = (): Command =>
  command(
    ['release', 'the calls that hang come to their end'],
    () => true,
    (_model, engine) => engine.release(),
  );
export const restart = (): Command =>
  command(
    ['restart', 'the workers are gone, and started anew'],
    () => true,
    async (_model, engine) => engine.restart(),
  );
export const loseDrafts = (): Command =>
  command(
    ['lose drafts', 'somebody deletes all drafts by hand'],
    () => true,
    async (_model, engine) => engine.w.mail.loseDrafts(),
  );
