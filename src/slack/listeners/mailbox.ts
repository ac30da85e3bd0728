import type { Member } from '../../features/access/index.ts';
import { NotConnected } from '../../kernel/errors.ts';
import type { Features } from '../features.ts';
import type { Action, Reply } from '../gesture.ts';
import { connectLinkCard } from '../views/mailbox.ts';
import { connectCard } from '../views/setup.ts';

/** The way to the person's own mailbox; where it works already, that it does. */
export async function connectMailbox(member: Member, features: Features): Promise<Reply> {
  const mailbox = await features.channels.mailboxOf(member.id);
  if (mailbox && mailbox.status !== 'reconnect') return { say: connectCard(mailbox, features.connections()) };
  try {
    return {
      say: connectLinkCard(await features.channels.beginConnect(member), {
        mailbox: mailbox?.address,
        own: member.email,
      }),
    };
  } catch (error) {
    if (error instanceof NotConnected) return { say: connectCard(undefined, features.connections()) };
    throw error;
  }
}

export const mailboxActions: Action[] = [
  { id: 'mailbox.connect', run: ({ member }, features) => connectMailbox(member, features) },
];
