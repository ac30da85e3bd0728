import type fc from 'fast-check';
import type { TouchView } from '../../../../src/features/sequences/index.ts';
import { DAY_MS, MINUTE_MS } from '../../../../src/kernel/clock.ts';
import { AppError } from '../../../../src/kernel/errors.ts';
import type { MailFault } from '../../../support/fake-mail-provider.ts';
import { manager, otherRep, rep } from '../../../support/people.ts';
import type { Engine, Stall } from './engine.ts';
import { mustHold } from './invariants.ts';
import type { LeadModel, Model, Place } from './model.ts';

export type Command = fc.AsyncCommand<Model, Engine, true>;

export const PEOPLE = { Rosa: rep, Otto: otherRep } as const;
export type Person = keyof typeof PEOPLE;
const ADDRESS: Record<string, string> = { [rep.id]: 'rosa@seller.example', [otherRep.id]: 'otto@seller.example' };

/** How often each kind of command ran, so that a test can tell that it has tried them. */
export const tally = new Map<string, number>();

function command(
  kind: string,
  words: string,
  may: (model: Model) => boolean,
  run: (model: Model, engine: Engine) => Promise<void>,
): Command {
  return {
    check: async (model) => may(model),
    async run(model, engine) {
      tally.set(kind, (tally.get(kind) ?? 0) + 1);
      await run(model, engine);
      await mustHold(model, engine);
    },
    toString: () => words,
  };
}

/** About one lead that is there. */
function about(
  kind: string,
  number: number,
  run: (lead: LeadModel, engine: Engine, model: Model) => Promise<void>,
  may: (lead: LeadModel) => boolean = () => true,
): Command {
  const fits = (model: Model) => {
    const lead = model.leads.get(number);
    return lead !== undefined && may(lead);
  };
  return command(kind, `${kind} lead ${number}`, fits, async (model, engine) => {
    const lead = model.leads.get(number);
    if (lead) await run(lead, engine, model);
  });
}

/** What a person may try and be told "no" to; anything else that goes wrong is a fault. */
async function tries(act: Promise<unknown>): Promise<boolean> {
  try {
    await act;
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

async function touchesOf(engine: Engine, lead: LeadModel): Promise<TouchView[]> {
  try {
    return (await engine.w.sequences.review(manager, lead.id)).touches;
  } catch {
    return [];
  }
}

/** A person says yes to what they see, and remembers what that was. */
async function sayYes(engine: Engine, lead: LeadModel, touches: TouchView[]): Promise<void> {
  for (const touch of touches.filter((one) => one.canApprove)) {
    const seen = { touchId: touch.id, draftId: touch.draft?.id ?? '', fingerprint: touch.fingerprint ?? '' };
    const [outcome] = await engine.w.sequences.approve(manager, [seen]);
    if (outcome?.result !== 'approved') continue;
    lead.approved.set(touch.id, {
      step: touch.step,
      subject: touch.draft?.subject ?? '',
      body: touch.draft?.body ?? '',
      to: touch.address ?? '',
      from: ADDRESS[lead.ownerId] ?? '',
      at: engine.w.clock.now(),
    });
  }
}

export function addLead(number: number, place: Place, company: string, owner: Person): Command {
  const where = place.timezone ? `${place.country}, ${place.timezone}` : place.country;
  return command(
    'add',
    `lead ${number} (${where}, of ${company}) is added for ${owner}`,
    (model) => !model.leads.has(number),
    async (model, engine) => {
      const ownerId = PEOPLE[owner].id;
      const email = `lead${number}@${company.toLowerCase()}.example`;
      const input = {
        firstName: 'Ada',
        lastName: `Byron ${number}`,
        title: 'Head of Billing',
        company,
        email,
        ...place,
      };
      const result = await engine.w.leads.add(PEOPLE[owner], input);
      if (!result.added) throw new Error('a duplicate in a model');
      const nothing = { isPaused: false, isArchived: false, isClosed: false, isHeld: false };
      model.leads.set(number, {
        number,
        id: result.lead.id,
        email,
        ownerId,
        place,
        company,
        ...nothing,
        ended: 'it is on no sequence',
        approved: new Map(),
      });
    },
  );
}

async function enrolNow(lead: LeadModel, engine: Engine): Promise<void> {
  const { enrolled } = await engine.w.sequences.enrol(manager, [lead.id]);
  if (enrolled.length === 0) return;
  lead.ended = undefined;
  lead.isHeld = false;
  lead.awayUntil = undefined;
  lead.approved.clear();
}

export const enrol = (number: number): Command => about('enrol', number, enrolNow);

export const draft = (): Command =>
  command(
    'draft',
    'drafts are written',
    (model) => model.leads.size > 0,
    async (_model, engine) => {
      await engine.w.sequences.draftPlanned();
    },
  );

export const approveAll = (number: number): Command =>
  about('approve all of', number, async (lead, engine) => sayYes(engine, lead, await touchesOf(engine, lead)));

/** The ordinary beginning in one go. */
export const makeReady = (number: number): Command =>
  about('enrol, draft and approve', number, async (lead, engine) => {
    await enrolNow(lead, engine);
    await engine.w.sequences.draftPlanned({ leadIds: [lead.id] });
    await sayYes(engine, lead, await touchesOf(engine, lead));
  });

function ofStep(
  kind: string,
  number: number,
  step: number,
  run: (touch: TouchView, lead: LeadModel, engine: Engine, model: Model) => Promise<void>,
): Command {
  const inner = about(kind, number, async (lead, engine, model) => {
    const touch = (await touchesOf(engine, lead)).find((one) => one.step === step);
    if (touch) await run(touch, lead, engine, model);
  });
  return { ...inner, toString: () => `${kind} step ${step} of lead ${number}` };
}

export const approveOne = (number: number, step: number): Command =>
  ofStep('approve', number, step, (touch, lead, engine) => sayYes(engine, lead, [touch]));

export const edit = (number: number, step: number, newSubject: boolean): Command =>
  ofStep(newSubject ? 'edit the subject of' : 'edit', number, step, async (touch, lead, engine, model) => {
    model.counter += 1;
    const words = {
      body: `Better words ${model.counter}.`,
      ...(newSubject ? { subject: `Question ${model.counter}` } : {}),
    };
    // A subject belongs to the whole thread, so a person changes it where the thread begins.
    if (newSubject && step !== 1) return;
    const seenDraftId = touch.draft?.id ?? '';
    if (!(await tries(engine.w.sequences.edit(manager, touch.id, words, { seenDraftId })))) return;
    lead.approved.delete(touch.id);
    if (newSubject) lead.approved.clear();
  });

export const regenerate = (number: number, step: number): Command =>
  ofStep('write anew', number, step, async (touch, lead, engine) => {
    if (await tries(engine.w.sequences.regenerate(manager, touch.id))) lead.approved.delete(touch.id);
  });

export const skip = (number: number, step: number): Command =>
  ofStep('skip', number, step, async (touch, lead, engine) => {
    if ((await engine.w.sequences.skip(manager, touch.id)).status === 'skipped') lead.approved.delete(touch.id);
  });

export const pullBack = (number: number, step: number): Command =>
  ofStep('pull back', number, step, async (touch, lead, engine) => {
    if ((await engine.w.sequences.pullBack(manager, touch.id)).pulledBack) lead.approved.delete(touch.id);
  });

export const dismiss = (number: number): Command =>
  about('dismiss', number, async (lead, engine) => {
    await engine.w.sequences.dismiss(manager, lead.id, 'no longer relevant');
    lead.ended ??= 'a person ended its sequence';
  });

export const doTasks = (number: number): Command =>
  about('tasks are done for', number, async (lead, engine) => {
    for (const touch of await touchesOf(engine, lead))
      if (touch.status === 'task') await engine.w.sequences.completeTask(manager, touch.id);
  });

export const pauseLead = (number: number): Command =>
  about('pause', number, async (lead, engine) => {
    await engine.w.leads.pause(manager, lead.id);
    lead.isPaused = true;
  });

/** Takes a pause and the archive back alike. */
export const resumeLead = (number: number): Command =>
  about(
    'resume',
    number,
    async (lead, engine) => {
      await engine.w.leads.resume(manager, lead.id);
      lead.isPaused = false;
      lead.isArchived = false;
    },
    (lead) => lead.isPaused || lead.isArchived,
  );

export const archive = (number: number): Command =>
  about('archive', number, async (lead, engine) => {
    await engine.w.leads.archive(manager, lead.id);
    lead.isArchived = true;
  });

export const close = (number: number, outcome: 'won' | 'lost'): Command =>
  about(`${outcome}:`, number, async (lead, engine) => {
    await engine.w.leads.setOutcome(manager, lead.id, { outcome, reason: 'so it went' });
    lead.isClosed = true;
  });

export const reopen = (number: number): Command =>
  about('open again', number, async (lead, engine) => {
    await engine.w.leads.setStage(manager, lead.id, 'contacted');
    lead.isClosed = false;
  });

export const resumeSequence = (number: number): Command =>
  about(
    'sequence goes on for',
    number,
    async (lead, engine) => {
      await engine.w.sequences.resume(manager, lead.id);
      lead.isHeld = false;
    },
    (lead) => lead.isHeld,
  );

export const changeAddress = (number: number): Command =>
  about('new address of', number, async (lead, engine, model) => {
    model.counter += 1;
    const email = `lead${number}.${model.counter}@${lead.company.toLowerCase()}.example`;
    await engine.w.leads.edit(manager, lead.id, { email }, (await engine.w.leads.get(lead.id)).version);
    lead.email = email;
  });

export const move = (number: number, place: Place): Command => {
  const to = place.timezone ?? place.country;
  const inner = about('move', number, async (lead, engine) => {
    const changes = { country: place.country, timezone: place.timezone ?? '' };
    await engine.w.leads.edit(manager, lead.id, changes, (await engine.w.leads.get(lead.id)).version);
    lead.place = place;
  });
  return { ...inner, toString: () => `lead ${number} moves to ${to}` };
};

export const handOver = (number: number, to: Person): Command => {
  const inner = about('hand over', number, async (lead, engine) => {
    if (await tries(engine.w.leads.handOver(manager, [lead.id], PEOPLE[to].id))) lead.ownerId = PEOPLE[to].id;
  });
  return { ...inner, toString: () => `hand lead ${number} over to ${to}` };
};

/** Reads the mailboxes; what lay in those that could be read is heard from now on. */
async function read(model: Model, engine: Engine): Promise<void> {
  const { problems } = await engine.w.interactions.readMailboxes();
  const boxes = await engine.w.channels.mailboxes();
  const isRead = (address: string) =>
    boxes.some(
      (one) => one.address === address && one.status !== 'reconnect' && !problems.some((p) => p.mailboxId === one.id),
    );
  for (const one of model.unread.filter((mail) => isRead(mail.mailbox))) one.heard();
  model.unread = model.unread.filter((mail) => !isRead(mail.mailbox));
}

type Arrival = (lead: LeadModel, engine: Engine, to: string) => Promise<unknown> | unknown;

/** A mail comes in and is read at once, where the mailbox can be read. */
function arrives(
  kind: string,
  number: number,
  arrive: Arrival,
  heard: (lead: LeadModel, engine: Engine, model: Model) => void,
): Command {
  return about(kind, number, async (lead, engine, model) => {
    const last = engine.w.mail.sent.filter((one) => one.to.address === lead.email).at(-1);
    const mailbox = last?.mailbox ?? ADDRESS[lead.ownerId] ?? '';
    await arrive(lead, engine, mailbox);
    model.unread.push({ mailbox, heard: () => heard(lead, engine, model) });
    await read(model, engine);
  });
}

const ended = (why: string) => (lead: LeadModel) => {
  lead.ended ??= why;
};
const noEffect = () => undefined;
const says =
  (text: string, more: { subject?: string; headers?: Record<string, string> } = {}): Arrival =>
  (lead, engine, to) =>
    engine.w.mail.deliver({ to, from: lead.email, text, ...more });
const reports =
  (action: string, status?: string): Arrival =>
  (lead, engine, to) =>
    engine.w.mail.deliver({
      to,
      from: 'mailer-daemon@provider.example',
      text: 'A report on your message.',
      report: { finalRecipient: lead.email, action, status },
    });
const ROBOT = { 'auto-submitted': 'auto-replied' };

export const reply = (number: number): Command =>
  arrives('reply of', number, says('Thanks, I will think about it.'), ended('the lead has answered'));
export const autoReply = (number: number): Command =>
  arrives('auto-reply of', number, says('I have received your message.', { headers: ROBOT }), noEffect);
export const outOfOffice = (number: number): Command =>
  arrives(
    'out-of-office of',
    number,
    says('I am out of the office.', { subject: 'Out of office', headers: ROBOT }),
    (lead, engine) => {
      // A week, to the morning of that day.
      if (lead.ended === undefined) lead.awayUntil = Math.max(lead.awayUntil ?? 0, engine.w.clock.now() + 6 * DAY_MS);
    },
  );
export const leftCompany = (number: number): Command =>
  arrives(
    'gone from the company:',
    number,
    says('I no longer work here.', { headers: ROBOT }),
    ended('the lead has left'),
  );
export const softBounce = (number: number): Command =>
  arrives('soft bounce of', number, reports('delayed', '4.2.2'), noEffect);
export const hardBounce = (number: number): Command => {
  let address = '';
  return arrives(
    'hard bounce of',
    number,
    (lead, engine, to) => {
      address = lead.email;
      return reports('failed', '5.1.1')(lead, engine, to);
    },
    (lead, _engine, model) => {
      model.deadAddresses.add(address);
      if (lead.email === address) ended('the mail came back')(lead);
    },
  );
};
const personSaysNo = (why: string) => (lead: LeadModel, _engine: Engine, model: Model) => {
  lead.saidNo = why;
  model.deadAddresses.add(lead.email);
};
export const optOut = (number: number): Command =>
  arrives('opt-out of', number, says('Please do not write to me again.'), personSaysNo('the lead said no'));
export const complaint = (number: number): Command =>
  arrives('complaint of', number, reports('complained'), personSaysNo('the lead complained'));
export const writtenByHand = (number: number): Command =>
  arrives(
    'mail by hand to',
    number,
    (lead, engine, mailbox) => engine.w.mail.writeByHand(mailbox, { to: lead.email, text: 'A word from me.' }),
    (lead) => {
      if (lead.ended === undefined) lead.isHeld = true;
    },
  );

export const pauseAll = (): Command =>
  command(
    'pause all',
    'everything is paused',
    (model) => !model.areAllPaused,
    async (model, engine) => {
      await engine.w.settings.set(manager, 'sendingPaused', true);
      model.areAllPaused = true;
    },
  );
export const resumeAll = (): Command =>
  command(
    'resume all',
    'everything goes on',
    (model) => model.areAllPaused,
    async (model, engine) => {
      await engine.w.settings.set(manager, 'sendingPaused', false);
      model.areAllPaused = false;
    },
  );
export const remove = (who: Person): Command =>
  command(
    'remove',
    `${who} is removed`,
    (model) => !model.removed.has(PEOPLE[who].id),
    async (model, engine) => {
      await engine.w.access.deactivate(PEOPLE[who].id, 'left');
      model.removed.add(PEOPLE[who].id);
    },
  );
export const takeBack = (who: Person): Command =>
  command(
    'take back',
    `${who} is back`,
    (model) => model.removed.has(PEOPLE[who].id),
    async (model, engine) => {
      await engine.w.access.ensureMember(PEOPLE[who]);
      model.removed.delete(PEOPLE[who].id);
    },
  );
export const reconnect = (who: Person): Command =>
  command(
    'reconnect',
    `${who} connects the mailbox again`,
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
    'turn',
    `${words} pass`,
    () => true,
    async (_model, engine) => {
      engine.w.clock.set(engine.w.clock.now() + minutes * MINUTE_MS);
    },
  );
};

/** To the next instant with work, and it is done; as the timetable goes about it. */
export const nextWork = (times: number): Command =>
  command(
    'next work',
    times === 1 ? 'the clock turns to the next work' : `the clock turns to the next work, ${times} times`,
    (model) => model.leads.size > 0,
    async (model, engine) => {
      for (let i = 0; i < times; i += 1) {
        const next = await engine.w.sequences.nextDueAt();
        if (next === undefined || next > engine.w.clock.now() + 40 * DAY_MS) return;
        engine.w.clock.set(Math.max(engine.w.clock.now(), Math.ceil(next / MINUTE_MS) * MINUTE_MS));
        await read(model, engine);
        await engine.tick(0);
        await mustHold(model, engine);
      }
    },
  );

export const tick = (worker: 0 | 1): Command =>
  command(
    'tick',
    worker === 0 ? 'a worker sends' : 'the other worker sends',
    () => true,
    (_model, engine) => engine.tick(worker),
  );
export const twoTicks = (): Command =>
  command(
    'two ticks',
    'two workers send at once',
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
    `${operation} ${what}`,
    FAULT_WORDS[`${operation} ${what}`] ?? what,
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
const ENDS = {
  never: 'a worker will be gone',
  failing: 'a call will hang and fail',
  late: 'a call will hang and go on',
};

export const stall = (one: Stall): Command =>
  command(
    `stall ${one.operation} ${one.when} ${one.ends}`,
    `a call ${ENDS[one.ends]} ${STALL_WORDS[one.operation][one.when]}`,
    () => true,
    async (_model, engine) => void engine.stalls.push(one),
  );
/** The next mail sets out and stands at a call; meanwhile something happens; then the call goes on. */
export const during = (one: Stall, inner: Command): Command =>
  command(
    'during',
    `the next mail sets out, ${ENDS[one.ends]} ${STALL_WORDS[one.operation][one.when]}; meanwhile ${inner}`,
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
    'release',
    'the calls that hang come to their end',
    () => true,
    (_model, engine) => engine.release(),
  );
export const restart = (): Command =>
  command(
    'restart',
    'the workers are gone, and started anew',
    () => true,
    async (_model, engine) => engine.restart(),
  );
export const loseDrafts = (): Command =>
  command(
    'lose drafts',
    'somebody deletes all drafts by hand',
    () => true,
    async (_model, engine) => engine.w.mail.loseDrafts(),
  );

/** A person looks into the mailbox and says how it is. */
export const settleUnclear = (number: number): Command =>
  about('look into the mailbox for', number, async (lead, engine, model) => {
    for (const touch of (await touchesOf(engine, lead)).filter((one) => one.status === 'unclear')) {
      const didGo = engine.w.mail.sent.some((one) => one.touchKey === touch.id);
      if (didGo) model.attested.add(touch.id);
      else lead.approved.delete(touch.id);
      await engine.w.sequences.settleUnclear(manager, touch.id, didGo);
    }
  });
