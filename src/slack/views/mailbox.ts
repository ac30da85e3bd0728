import type { Mailbox } from '../../features/channels/index.ts';
import type { Card } from '../gesture.ts';
import { actions, button, context, section, words } from './blocks.ts';

/** What stopped a mailbox: the reason with its figures. */
interface Pause {
  mailbox: Pick<Mailbox, 'id' | 'address'>;
  reason: string;
  /** Whose it is, when the reader is somebody else. */
  ownerName?: string;
  /** Who may resume it, for a reader who may not. */
  resumers?: string;
}

const AFTERWARDS = 'What is approved waits. Replies are still read, and opt-outs still count.';

/** To the owner and to whoever may resume it; a reader who may not is told who can. */
export function mailboxPausedCard({ mailbox, reason, ownerName, resumers }: Pause): Card {
  const whose = ownerName ? `The mailbox of ${words(ownerName)}` : 'Your mailbox';
  const text = `${whose} (${words(mailbox.address)}) is paused`;
  const advice =
    'Look at who was written to and how before it goes on: providers remember. Resuming begins a new count.';
  return {
    text: `${text}: ${words(reason)}`,
    blocks: [
      section(`*${text}.*\n${words(reason)}.\n${AFTERWARDS}`),
      context(resumers ? `${advice} ${words(resumers)} can resume it.` : advice),
      ...(resumers ? [] : [actions(button('Resume', 'mailbox.resume', { value: mailbox.id, style: 'primary' }))]),
    ],
  };
}

export function mailboxResumedCard(address: string, byName: string): Card {
  const text = `The mailbox ${words(address)} goes on, resumed by ${words(byName)}`;
  const more = 'A new count begins. What waited leaves within half an hour, in its windows and with the usual gaps.';
  return { text, blocks: [section(`*${text}.*\n${more}`)] };
}

export function mailboxRunsCard(address: string): Card {
  return { text: `The mailbox ${words(address)} runs already. Nothing was changed.` };
}
