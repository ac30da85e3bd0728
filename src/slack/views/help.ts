import type { Member } from '../../features/access/index.ts';
import type { CoachingPoint } from '../../features/coaching/index.ts';
import { clip } from '../../kernel/escape.ts';
import type { Card } from '../gesture.ts';
import { actions, button, context, section, words } from './blocks.ts';

/** What there is, in the order of a day. Each line is one command and what it gives. */
export function helpCard(member: Member): Card {
  const admin = member.role === 'admin' ? '\n`/sales admin` who has access, requests, audit trail' : '';
  const pause =
    member.role === 'admin' || member.role === 'manager'
      ? '\n`/sales pause` stops all sending at once; the same resumes it'
      : '';
  return {
    text: 'What this app does, and its commands',
    blocks: [
      section(
        'It ranks your leads, writes five touches for each, asks you before anything leaves, reads what comes back, and tells you what to do next. *Nothing is sent without a person’s yes.*',
      ),
      section(
        [
          '`/leads` who is worth the next hour, with reasons; enrol one or many',
          '`/lead` add, find, show, import a CSV file; `log`, `edit`, `stage`, `won`, `lost`, `pause`, `resume`, `archive` or `hand over` and a name',
          '`/touches` what waits for your approval, and your tasks',
          '`/thread` everything that happened with a lead, in order',
          '`/coach` prepares you for a call',
          '`/pipeline` the funnel, now',
          '`/playbook` what we sell, proof, voice, answers to objections',
          '`/why` why a lead is or is not being written to',
          `\`/sales\` home, help, connect; \`/sales away\` sends answers to your team lead meanwhile${pause}${admin}`,
        ].join('\n'),
      ),
      context(
        'In a message’s menu, “Log to a lead” keeps that message with a lead. What you write into a lead’s Slack thread becomes a note.',
        'Left out on purpose: sending without approval, mailbox warm-up, driving a LinkedIn session, automatic calls.',
      ),
      actions(button('Refresh my Home tab', 'home.refresh')),
    ],
  };
}

/** What is known before a call: each point with what it rests on. */
export function prepareCard(leadId: string, prepared: { headline: string; points: CoachingPoint[] }): Card {
  const headline = words(prepared.headline);
  const lines = prepared.points.map(
    (one) => `• ${words(one.text)}${one.quote ? ` (“${words(clip(one.quote, 200))}”)` : ''}`,
  );
  return {
    text: headline,
    blocks: [
      section(`*${headline}*`),
      section(
        lines.length > 0
          ? lines.join('\n')
          : 'Nothing is known beyond the name yet. A note or a logged call changes that.',
      ),
      actions(
        button('Show lead', 'lead.show', { value: leadId }),
        button('Whole thread', 'thread.show', { value: leadId }),
      ),
    ],
  };
}

export function unknownQuestionCard(member: Member): Card {
  const text = `I can’t answer that yet, ${words(member.name.split(' ')[0] ?? '')}. Write “prepare me for” and a lead’s name before a call.`;
  return { text, blocks: [section(text), actions(button('What it can do', 'home.help'))] };
}
