import { MINUTE_MS } from '../../../src/kernel/clock.ts';
import type { Doubled } from './gestures.ts';
import type { Kit, Subject } from './kit.ts';

async function review(kit: Kit, { name }: Subject) {
  return kit.modal(kit.people.rep, '/touches', name, 'review.approve');
}

async function confirming(kit: Kit, verb: string) {
  const subject = await kit.drafted();
  const view = await review(kit, subject);
  await kit.click(kit.people.rep, view, 'touch.more', `${verb}:${(await kit.firstTouch(subject))?.id}`);
  return kit.opened(kit.people.rep, 'touch.confirm');
}

/** The LinkedIn step as a task for its rep, as if its day had come. */
async function task(kit: Kit): Promise<{ subject: Subject; touchId: string }> {
  const subject = await kit.approved();
  const step = (await kit.touches(subject)).find((one) => one.channel === 'linkedin');
  if (!step) throw new Error('the plan has no LinkedIn step');
  await kit.world.db('touches').where({ id: step.id }).update({ status: 'task' });
  return { subject, touchId: step.id };
}

/** A mail of which nobody knows whether it left, with the card that asks its rep. */
async function unclear(kit: Kit): Promise<{ subject: Subject; touchId: string }> {
  const { db, clock } = kit.world;
  const subject = await kit.approved();
  const touch = await kit.firstTouch(subject);
  const row = await db('touches').where({ id: touch?.id }).first();
  const now = clock.now();
  await db('touches').where({ id: row.id }).update({ status: 'unclear' });
  await db('sends').insert({
    touch_id: row.id,
    approval_id: row.approval_id,
    state: 'unclear',
    claim: `claim-${row.id}`,
    claimed_at: now,
    lease_until: now + MINUTE_MS,
    mailbox_id: (await kit.features.channels.mailboxOf(kit.people.rep.id))?.id,
    to_address: subject.email,
  });
  await db.transaction((scope) =>
    kit.features.threads.append(scope, {
      at: now,
      kind: 'touch.unclear',
      leadId: subject.leadId,
      refs: { touchId: row.id, step: 1 },
    }),
  );
  await kit.world.settle();
  return { subject, touchId: row.id };
}

export const touchGestures: Doubled[] = [
  {
    covers: ['action:touch.approve_all'],
    what: 'the drafts on a card are approved',
    async ready(kit) {
      const { rep } = kit.people;
      // The card is drawn for one lead alone.
      for (const { leadId } of await kit.features.sequences.waiting(rep))
        await kit.features.sequences.dismiss(kit.people.admin, leadId, 'to have one alone');
      for (const one of await kit.features.sequences.tasks(rep)) await kit.features.sequences.skip(rep, one.id);
      const { leadId } = await kit.drafted();
      const card = await kit.cardOf(rep, '/touches', '', 'touch.approve_all', leadId);
      return () => kit.click(rep, card, 'touch.approve_all');
    },
  },
  {
    covers: ['view:review.approve'],
    what: 'the drafts of a modal are approved',
    async ready(kit) {
      const view = await review(kit, await kit.drafted());
      return () => kit.submit(kit.people.rep, view);
    },
  },
  {
    covers: ['view:touch.save'],
    what: 'the words of a draft are changed',
    async ready(kit) {
      const subject = await kit.drafted();
      const view = await review(kit, subject);
      await kit.click(kit.people.rep, view, 'touch.edit');
      const form = await kit.opened(kit.people.rep, 'touch.save');
      return () => kit.submit(kit.people.rep, form, { body: 'Would a short look at this be of use to you?' });
    },
  },
  ...['regenerate', 'skip', 'dismiss'].map(
    (verb): Doubled => ({
      covers: ['view:touch.confirm'],
      what: `a draft: ${verb}`,
      async ready(kit) {
        const view = await confirming(kit, verb);
        return () => kit.submit(kit.people.rep, view);
      },
    }),
  ),
  {
    covers: ['action:touch.more'],
    what: 'a test is sent to the own mailbox',
    async ready(kit) {
      const subject = await kit.drafted();
      const view = await review(kit, subject);
      const id = (await kit.firstTouch(subject))?.id;
      return () => kit.click(kit.people.rep, view, 'touch.more', `test:${id}`);
    },
  },
  {
    covers: ['action:touch.pull_back'],
    what: 'an approval is pulled back',
    async ready(kit) {
      const subject = await kit.approved();
      const view = await review(kit, subject).catch(() => undefined);
      const open = view ?? (await kit.modal(kit.people.rep, '/touches', 'approved', 'touch.approved'));
      const id = (await kit.firstTouch(subject))?.id ?? '';
      return () => kit.click(kit.people.rep, open, 'touch.pull_back', { value: id });
    },
  },
  {
    covers: ['action:touch.pull_back_lead'],
    what: 'all approvals of a lead are pulled back',
    async ready(kit) {
      const { rep } = kit.people;
      for (const { leadId } of await kit.features.sequences.waiting(rep))
        await kit.features.sequences.dismiss(kit.people.admin, leadId, 'to have one alone');
      for (const one of await kit.features.sequences.tasks(rep)) await kit.features.sequences.skip(rep, one.id);
      const { leadId } = await kit.drafted();
      const card = await kit.cardOf(rep, '/touches', '', 'touch.approve_all', leadId);
      await kit.click(rep, card, 'touch.approve_all');
      const done = await kit.card(rep, 'touch.pull_back_lead', leadId);
      await kit.world.settle();
      return () => kit.click(rep, done, 'touch.pull_back_lead');
    },
  },
  {
    covers: ['action:touch.went_out'],
    what: 'a person says that a mail went out',
    async ready(kit) {
      const { touchId } = await unclear(kit);
      const card = await kit.card(kit.people.rep, 'touch.went_out', touchId);
      return () => kit.click(kit.people.rep, card, 'touch.went_out');
    },
  },
  {
    covers: ['action:touch.did_not_go'],
    what: 'a person says that a mail did not go',
    async ready(kit) {
      const { touchId } = await unclear(kit);
      const card = await kit.card(kit.people.rep, 'touch.did_not_go', touchId);
      return () => kit.click(kit.people.rep, card, 'touch.did_not_go');
    },
  },
  {
    covers: ['action:task.done'],
    what: 'a task is done',
    async ready(kit) {
      const { rep } = kit.people;
      const { touchId } = await task(kit);
      const list = await kit.cardOf(rep, '/touches', '', 'task.show', touchId);
      await kit.click(rep, list, 'task.show', { value: touchId });
      const card = await kit.card(rep, 'task.done', touchId);
      return () => kit.click(rep, card, 'task.done');
    },
  },
  {
    covers: ['view:task.sent'],
    what: 'a message that was sent by hand is attested',
    async ready(kit) {
      const { rep } = kit.people;
      const { touchId } = await task(kit);
      const list = await kit.cardOf(rep, '/touches', '', 'task.show', touchId);
      await kit.click(rep, list, 'task.show', { value: touchId });
      const card = await kit.card(rep, 'task.copy', touchId);
      await kit.closeAll(rep);
      await kit.click(rep, card, 'task.copy');
      const view = await kit.opened(rep, 'task.sent');
      return () => kit.submit(rep, view, { words: 'Other words, as they were sent.' });
    },
  },
  {
    covers: ['action:task.answered', 'view:task.answered'],
    what: 'an answer to a task is kept',
    async ready(kit) {
      const { rep } = kit.people;
      const { touchId } = await task(kit);
      const list = await kit.cardOf(rep, '/touches', '', 'task.show', touchId);
      await kit.click(rep, list, 'task.show', { value: touchId });
      const card = await kit.card(rep, 'task.answered', touchId);
      await kit.closeAll(rep);
      await kit.click(rep, card, 'task.answered');
      const view = await kit.opened(rep, 'task.answered');
      return () => kit.submit(rep, view, { text: 'Let us talk on Tuesday.' });
    },
  },
  {
    covers: ['view:reply.send'],
    what: 'a reply is answered',
    async ready(kit) {
      const { rep } = kit.people;
      const { leadId, name, email } = await kit.lead();
      const mailbox = await kit.features.channels.mailboxOf(rep.id);
      await kit.features.interactions.readMailboxes();
      await kit.world.mail.deliver({
        to: mailbox?.address ?? '',
        from: { name, address: email },
        subject: 'A question',
        text: 'What would it cost for us?',
      });
      await kit.features.interactions.readMailboxes();
      await kit.world.settle();
      const card = await kit.card(rep, 'reply.answer', leadId);
      await kit.closeAll(rep);
      await kit.click(rep, card, 'reply.answer');
      const view = await kit.opened(rep, 'reply.send');
      return () => kit.submit(rep, view, { body: 'Shall we talk on Thursday?' });
    },
  },
  {
    covers: ['action:coaching.dispute'],
    what: 'a point of the coaching is called wrong',
    async ready(kit) {
      const { rep } = kit.people;
      const { leadId } = await kit.lead();
      const text =
        'I told them all about our product for a while. They said it is too expensive. I explained that it is not. We said goodbye.';
      await kit.features.interactions.log(rep, { leadId, kind: 'call', at: kit.world.clock.now(), text });
      await kit.world.settle();
      const card = await kit.card(rep, 'coaching.dispute', leadId);
      return () => kit.click(rep, card, 'coaching.dispute');
    },
  },
];
