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

export function mailboxConnectedCard(address: string): Card {
  const text = `Your mailbox ${words(address)} is connected`;
  return { text, blocks: [section(`*${text}.*\nWhat you approve leaves from it, and answers are read there.`)] };
}

/** The provider takes no call for this mailbox any more: its owner alone can mend it. */
export function mailboxLostCard(address: string, reason: string): Card {
  const text = `Your mailbox ${words(address)} has to be connected again`;
  return {
    text,
    blocks: [
      section(`*${text}.*\n${words(reason)}\nUntil then nothing leaves from it, and no answer is read.`),
      actions(button('Connect again', 'mailbox.connect', { style: 'primary' })),
    ],
  };
}

/** "SMS to +44 20 ..." for where texts come in. */
export function inboxWords(inboxId: string): string {
  const [channel = '', number = ''] = inboxId.split(':');
  return `${channel === 'sms' ? 'SMS' : 'WhatsApp'} to ${number}`;
}

/** Its provider does not answer, or not to the end: nobody has to do anything but know. */
export function mailboxUnreadCard(what: string, since: string): Card {
  const text = `${words(what)} could not be read since ${since}`;
  const more =
    'Nothing leaves from it until it can: an answer may lie there that nobody has seen. It is tried every two minutes.';
  return { text, blocks: [section(`*${text}.*\n${more}`)] };
}

export function mailboxReadAgainCard(what: string): Card {
  const text = `${words(what)} is read again`;
  const more = 'What came in meanwhile has been taken in. What waited leaves in its windows and with the usual gaps.';
  return { text, blocks: [section(`*${text}.*\n${more}`)] };
}

/** A message that no try could take in; whose it is can't be told. */
export function unreadableCard(isMail: boolean, at: string): Card {
  const what = isMail ? 'A mail in your mailbox' : 'A text to one of the team’s numbers';
  const where = isMail ? 'Look through your newest mail' : 'Look at the newest messages at Twilio';
  const text = `${what} could not be read`;
  const more = `It was set aside at ${at}, after several tries. ${where}: if a lead answered or said no, log it with \`/lead log\`.`;
  return { text, blocks: [section(`*${text}.*\n${more}`)] };
}

/** The way to the provider's consent, for one person and one use; `own` is the address that Slack has of them. */
export function connectLinkCard(
  ask: { url: string; needsThisMachine: boolean },
  { mailbox, own }: { mailbox?: string; own?: string },
): Card {
  const text = mailbox ? `Connect ${words(mailbox)} again` : 'Connect your mailbox';
  const where = ask.needsThisMachine
    ? 'Open it in a browser on the machine that runs this app: without BASE_URL, Google can send you back to that machine only.'
    : 'Google asks you, and sends you back here.';
  return {
    text,
    blocks: [
      section(`*<${ask.url}|${text}>*\n${where} The link is yours alone, for 15 minutes.`),
      context(
        `${own ? `Choose ${words(own)} there, your address in Slack; another one of yours has to stand in the settings first. ` : ''}It asks for your mail, to make drafts, send what was approved and read the answers. You can take it back at any time: \`/sales disconnect\`.`,
      ),
    ],
  };
}

export function mailboxRunsCard(address: string): Card {
  return { text: `The mailbox ${words(address)} runs already. Nothing was changed.` };
}
