import type { TouchView } from '../../../../src/features/sequences/index.ts';
import { manager } from '../../../support/people.ts';
import { ADDRESS, about, type Command, command, PEOPLE, type Person, touchesOf, tries } from './command.ts';
import type { Engine } from './engine.ts';
import type { LeadModel, Model, Place } from './model.ts';

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
      footer: touch.footer,
      at: engine.w.clock.now(),
    });
  }
}

export function addLead([number, place, company, owner]: [number, Place, string, Person]): Command {
  const where = place.timezone ? `${place.country}, ${place.timezone}` : place.country;
  return command(
    ['add', `lead ${number} (${where}, of ${company}) is added for ${owner}`],
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
        // Steps by hand can be done, and so approved.
        phone: `+44 20 7946 ${String(number).padStart(4, '0')}`,
        linkedin: `https://www.linkedin.com/in/sample-lead-${number}`,
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

export const enrol = (number: number): Command => about(['enrol', number], enrolNow);

export const draft = (): Command =>
  command(
    ['draft', 'drafts are written'],
    (model) => model.leads.size > 0,
    async (_model, engine) => {
      await engine.w.sequences.draftPlanned();
    },
  );

export const approveAll = (number: number): Command =>
  about(['approve all of', number], async (lead, engine) => sayYes(engine, lead, await touchesOf(engine, lead)));

/** The ordinary beginning in one go. */
export const makeReady = (number: number): Command =>
  about(['enrol, draft and approve', number], async (lead, engine) => {
    await enrolNow(lead, engine);
    await engine.w.sequences.draftPlanned({ leadIds: [lead.id] });
    await sayYes(engine, lead, await touchesOf(engine, lead));
  });

function ofStep(
  [kind, number, step]: [kind: string, number: number, step: number],
  run: (touch: TouchView, lead: LeadModel, engine: Engine, model: Model) => Promise<void>,
): Command {
  const inner = about([kind, number], async (lead, engine, model) => {
    const touch = (await touchesOf(engine, lead)).find((one) => one.step === step);
    if (touch) await run(touch, lead, engine, model);
  });
  return { ...inner, toString: () => `${kind} step ${step} of lead ${number}` };
}

export const approveOne = (number: number, step: number): Command =>
  ofStep(['approve', number, step], (touch, lead, engine) => sayYes(engine, lead, [touch]));

export const edit = (number: number, step: number, newSubject: boolean): Command =>
  ofStep([newSubject ? 'edit the subject of' : 'edit', number, step], async (touch, lead, engine, model) => {
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
  ofStep(['write anew', number, step], async (touch, lead, engine) => {
    if (await tries(engine.w.sequences.regenerate(manager, touch.id))) lead.approved.delete(touch.id);
  });

export const skip = (number: number, step: number): Command =>
  ofStep(['skip', number, step], async (touch, lead, engine) => {
    if ((await engine.w.sequences.skip(manager, touch.id)).status === 'skipped') lead.approved.delete(touch.id);
  });

export const pullBack = (number: number, step: number): Command =>
  ofStep(['pull back', number, step], async (touch, lead, engine) => {
    if ((await engine.w.sequences.pullBack(manager, touch.id)).pulledBack) lead.approved.delete(touch.id);
  });

export const dismiss = (number: number): Command =>
  about(['dismiss', number], async (lead, engine) => {
    await engine.w.sequences.dismiss(manager, lead.id, 'no longer relevant');
    lead.ended ??= 'a person ended its sequence';
  });

export const doTasks = (number: number): Command =>
  about(['tasks are done for', number], async (lead, engine) => {
    for (const touch of await touchesOf(engine, lead))
      if (touch.status === 'task') await engine.w.sequences.completeTask(manager, touch.id);
  });

export const pauseLead = (number: number): Command =>
  about(['pause', number], async (lead, engine) => {
    await engine.w.leads.pause(manager, lead.id);
    lead.isPaused = true;
  });

/** Words in the notes that ask for silence, with no mail of theirs: the sequence is not stopped, and still nothing may leave. */
export const noteSilence = (number: number): Command =>
  about(['a note asks for silence for', number], async (lead, engine, model) => {
    const { version } = await engine.w.leads.get(lead.id);
    await engine.w.leads.edit(manager, lead.id, { notes: 'Do not contact.' }, version);
    lead.saidNo ??= 'a note asks for silence';
    model.deadAddresses.add(lead.email);
  });

/** Takes a pause and the archive back alike. */
export const resumeLead = (number: number): Command =>
  about(['resume', number, (lead) => lead.isPaused || lead.isArchived], async (lead, engine) => {
    await engine.w.leads.resume(manager, lead.id);
    lead.isPaused = false;
    lead.isArchived = false;
  });

export const archive = (number: number): Command =>
  about(['archive', number], async (lead, engine) => {
    await engine.w.leads.archive(manager, lead.id);
    lead.isArchived = true;
  });

export const close = (number: number, outcome: 'won' | 'lost'): Command =>
  about([`${outcome}:`, number], async (lead, engine) => {
    await engine.w.leads.setOutcome(manager, lead.id, { outcome, reason: 'so it went' });
    lead.isClosed = true;
  });

export const reopen = (number: number): Command =>
  about(['open again', number], async (lead, engine) => {
    await engine.w.leads.setStage(manager, lead.id, 'contacted');
    lead.isClosed = false;
  });

export const resumeSequence = (number: number): Command =>
  about(['sequence goes on for', number, (lead) => lead.isHeld], async (lead, engine) => {
    await engine.w.sequences.resume(manager, lead.id);
    lead.isHeld = false;
  });

export const changeAddress = (number: number): Command =>
  about(['new address of', number], async (lead, engine, model) => {
    model.counter += 1;
    const email = `lead${number}.${model.counter}@${lead.company.toLowerCase()}.example`;
    await engine.w.leads.edit(manager, lead.id, { email }, (await engine.w.leads.get(lead.id)).version);
    lead.email = email;
  });

export const move = (number: number, place: Place): Command => {
  const to = place.timezone ?? place.country;
  const inner = about(['move', number], async (lead, engine) => {
    const changes = { country: place.country, timezone: place.timezone ?? '' };
    await engine.w.leads.edit(manager, lead.id, changes, (await engine.w.leads.get(lead.id)).version);
    lead.place = place;
  });
  return { ...inner, toString: () => `lead ${number} moves to ${to}` };
};

export const handOver = (number: number, to: Person): Command => {
  const inner = about(['hand over', number], async (lead, engine) => {
    if (await tries(engine.w.leads.handOver(manager, [lead.id], PEOPLE[to].id))) lead.ownerId = PEOPLE[to].id;
  });
  return { ...inner, toString: () => `hand lead ${number} over to ${to}` };
};

/** It stands below each mail, so that whoever approved the old one is asked again. */
export const newPostalAddress = (number: number): Command =>
  command(
    ['postal address', `the postal address becomes Long Lane ${number}`],
    () => true,
    (_model, engine) => engine.w.settings.set(manager, 'postalAddress', `Long Lane ${number}, 1012 AB Amsterdam`),
  );

export const pauseAll = (): Command =>
  command(
    ['pause all', 'everything is paused'],
    (model) => !model.areAllPaused,
    async (model, engine) => {
      await engine.w.settings.set(manager, 'sendingPaused', true);
      model.areAllPaused = true;
    },
  );
export const resumeAll = (): Command =>
  command(
    ['resume all', 'everything goes on'],
    (model) => model.areAllPaused,
    async (model, engine) => {
      await engine.w.settings.set(manager, 'sendingPaused', false);
      model.areAllPaused = false;
    },
  );
export const remove = (who: Person): Command =>
  command(
    ['remove', `${who} is removed`],
    (model) => !model.removed.has(PEOPLE[who].id),
    async (model, engine) => {
      await engine.w.access.deactivate(PEOPLE[who].id, 'left');
      model.removed.add(PEOPLE[who].id);
    },
  );
export const takeBack = (who: Person): Command =>
  command(
    ['take back', `${who} is back`],
    (model) => model.removed.has(PEOPLE[who].id),
    async (model, engine) => {
      await engine.w.access.ensureMember(PEOPLE[who]);
      model.removed.delete(PEOPLE[who].id);
    },
  );

/** A person looks into the mailbox and says how it is. */
export const settleUnclear = (number: number): Command =>
  about(['look into the mailbox for', number], async (lead, engine, model) => {
    for (const touch of (await touchesOf(engine, lead)).filter((one) => one.status === 'unclear')) {
      const didGo = engine.w.mail.sent.some((one) => one.touchKey === touch.id);
      if (didGo) model.attested.add(touch.id);
      else lead.approved.delete(touch.id);
      await engine.w.sequences.settleUnclear(manager, touch.id, didGo);
    }
  });
