import { pick } from '../proof.ts';
import type { World } from './world.ts';

/** How an answer comes in: Gmail tells of a mail more than once, of two in the wrong order, and in two mailboxes. */
const WAYS = ['twice', 'in two mailboxes', 'in the wrong order', 'behind a machine’s'] as const;

interface Given {
  email: string;
  leadId: string;
  /** Answers of a person, each with a Message-ID of its own. */
  messageIds: string[];
}

/** Some leads answer their mails, each in one of these ways. */
export function createAnswers(world: World, random: () => number) {
  const { mail, db, features, people } = world;
  const given: Given[] = [];
  let looked = 0;
  let delivered = 0;
  let counter = 0;

  async function answer(
    to: string,
    from: string,
    about: { subject: string; messageId: string },
    way: (typeof WAYS)[number],
  ) {
    counter += 1;
    const id = (nth: number) => `<answer-${counter}-${nth}@there.example>`;
    const base = {
      to,
      from: { name: 'Nora', address: from },
      subject: `Re: ${about.subject}`,
      inReplyTo: about.messageId,
    };
    const first = { ...base, text: 'Thank you, let us talk next week.', messageId: id(1) };
    const second = { ...base, text: 'And please bring your colleague.', messageId: id(2) };
    const machine = {
      ...base,
      text: 'I am out of the office until Friday.',
      messageId: id(3),
      headers: { 'Auto-Submitted': 'auto-replied' },
    };
    const other = (await features.channels.mailboxes()).find((one) => one.address !== to)?.address ?? to;
    const mails = {
      twice: [first, first],
      'in two mailboxes': [first, { ...first, to: other }],
      'in the wrong order': [second, first, first],
      'behind a machine’s': [machine, first, machine],
    }[way];
    for (const one of mails) await mail.deliver(one);
    delivered += mails.length;
    const { id: leadId } = await db('leads').where({ email_key: from }).first('id');
    const messageIds = [...new Set(mails.filter((one) => one !== machine).map((one) => one.messageId))];
    given.push({ email: from, leadId, messageIds });
  }

  return {
    answered: new Set<string>() as Set<string>,
    waiting: () => mail.sentMessages().length - looked,

    /** Answers to what has left since; how many people answered. */
    async give(): Promise<number> {
      const before = given.length;
      const sent = mail.sentMessages();
      for (; looked < sent.length; looked += 1) {
        const one = sent[looked];
        const from = one?.to[0]?.address.toLowerCase() ?? '';
        if (!one || random() > 0.25 || this.answered.has(from)) continue;
        this.answered.add(from);
        await answer(one.mailbox, from, one, pick(random, WAYS));
      }
      return given.length - before;
    },

    /** Each answer is in the log once, ended its sequence once, and its rep was coached on it once. */
    async check(broken: (words: string) => void): Promise<void> {
      for (const { email, leadId, messageIds } of given) {
        const entries: { id: number; kind: string }[] = await db('log_entries')
          .where({ lead_id: leadId })
          .whereIn('kind', ['lead.replied', 'sequence.stopped'])
          .select('id', 'kind');
        const replies = entries.filter((one) => one.kind === 'lead.replied');
        const stops = entries.length - replies.length;
        if (replies.length !== messageIds.length)
          broken(`${messageIds.length} answers of ${email} are in the log ${replies.length} times.`);
        if (stops !== 1) broken(`the answer of ${email} ended its sequence ${stops} times.`);
        for (const { id } of replies) {
          const nudges = await db('nudges').where({ entry_id: id, for_member_id: people.rep.id, kind: 'reply' });
          if (nudges.length > 1) broken(`the rep was coached ${nudges.length} times on one answer of ${email}.`);
        }
      }
    },

    async counts() {
      const logged = await db('log_entries').where({ kind: 'lead.replied' }).count({ n: '*' }).first();
      return {
        mails_in: delivered,
        answers: given.reduce((sum, one) => sum + one.messageIds.length, 0),
        answers_logged: Number(logged?.n),
      };
    },
  };
}
