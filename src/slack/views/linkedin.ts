import { z } from 'zod';
import type { Problem } from '../../features/drafting/index.ts';
import type { Lead } from '../../features/leads/index.ts';
import type { LinkedinTask, TouchView } from '../../features/sequences/index.ts';
import type { Card, View } from '../gesture.ts';
import { actions, button, context, input, section, words } from './blocks.ts';
import { choices, inline, modal, nameOf, personText, textField } from './parts.ts';
import { pack } from './parts-state.ts';
import { problemText } from './review-touch.ts';

export const SEND_VIEW = 'linkedin.send';
export const sendStateSchema = z.object({
  touchId: z.string(),
  draftId: z.string(),
  fingerprint: z.string(),
});

export interface SendForm {
  touch: TouchView;
  lead: Lead;
  task: LinkedinTask;
  /** What was typed before, where the form comes again. */
  body?: string;
  /** Why it comes again. */
  note?: string;
  problems?: Problem[];
}

/** The words to be changed, and the one press that sends exactly these, now and in the reader's own name. */
export function sendModal({ touch, lead, task, body, note, problems = [] }: SendForm): View {
  const mayVouch = problems.length > 0 && problems.every((one) => one.canVouch);
  const vouch = choices('vouch', [{ text: 'I vouch for these words', value: 'yes' }]);
  return modal({
    callbackId: SEND_VIEW,
    title: 'Send through LinkedIn',
    submit: 'Send now',
    close: 'Not now',
    state: pack({
      touchId: touch.id,
      draftId: touch.draft?.id ?? '',
      fingerprint: task.fingerprint ?? '',
    }),
    blocks: [
      section(`To ${words(personText(lead))}`),
      ...(note ? [section(`:warning: ${inline(note, 400)}`)] : []),
      ...(problems.length > 0 ? [section(problemText(problems))] : []),
      input('body', 'Message', textField('body', { initial: body ?? touch.draft?.body, multiline: true, max: 3_000 }), {
        hint: 'It goes out exactly as it stands here, in your name, when you press “Send now”. LinkedIn takes messages to your direct connections only.',
      }),
      ...(mayVouch
        ? [
            input('vouch', 'No source for it?', vouch, {
              optional: true,
              hint: 'For facts that you know. It is kept on record that you said so.',
            }),
          ]
        : []),
      context(`${limitWords(task)}. Until it is sent, it stays a task that you can do by hand.`),
    ],
  });
}

export const limitWords = ({ done, perDay }: LinkedinTask): string =>
  `${done} of ${perDay} LinkedIn messages are sent in 24 hours`;

/** After the press, where there is nothing more to do here. */
export function sentModal(lead: Lead, result: 'sent' | 'already' | 'unclear'): View {
  const name = inline(nameOf(lead));
  const text = {
    sent: `Sent to ${name} through LinkedIn. Their answer comes to you on LinkedIn: tell it here with “They answered”, or in the lead’s thread.`,
    already: `The message to ${name} was sent by an earlier press, or is on its way. It goes out once.`,
    unclear: `*It is not known whether the message to ${name} went out.* LinkedIn gave no clear answer, and nobody can ask it afterwards. Please look into your conversation with them; a card in your messages takes what you found. Nothing is sent again until you say so.`,
  }[result];
  const title = result === 'unclear' ? 'Please look' : result === 'sent' ? 'Sent' : 'Sent once';
  return modal({ callbackId: 'linkedin.sent', title, blocks: [section(text)] });
}

/** The way to LinkedIn's consent, for one person and one use. */
export function linkedinLinkCard(ask: { url: string; needsThisMachine: boolean }, isAgain: boolean): Card {
  const text = isAgain ? 'Connect LinkedIn again' : 'Connect your LinkedIn';
  const where = ask.needsThisMachine
    ? 'Open it in a browser on the machine that runs this app: without BASE_URL, LinkedIn can send you back to that machine only.'
    : 'LinkedIn asks you, and sends you back here.';
  return {
    text,
    blocks: [
      section(`*<${ask.url}|${text}>*\n${where} The link is yours alone, for 15 minutes.`),
      context(
        'It asks to send messages in your name. Each one goes out by your own press only, never by itself. You can take it back at any time: `/sales disconnect linkedin`.',
      ),
    ],
  };
}

export function linkedinConnectedCard(until: string): Card {
  const text = 'Your LinkedIn is connected';
  const more = `A due LinkedIn task has “Send through LinkedIn” for people of whom the URN is known. The permission ends on ${until}.`;
  return { text, blocks: [section(`*${text}.*\n${more}`)] };
}

/** LinkedIn takes no message of this member any more: they alone can mend it. */
export function linkedinLostCard(reason: string): Card {
  const text = 'Your LinkedIn has to be connected again';
  return {
    text,
    blocks: [
      section(`*${text}.*\n${words(reason)}\nUntil then LinkedIn steps are tasks that you do by hand.`),
      actions(button('Connect again', 'linkedin.connect', { style: 'primary' })),
    ],
  };
}
