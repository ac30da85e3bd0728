import type { Member } from '../../features/access/index.ts';
import type { Mailbox } from '../../features/channels/index.ts';
import type { Card } from '../gesture.ts';
import { button, section, words } from './blocks.ts';

/** What is connected and what is not, with what to do about it. */
export function connectionsCard(connections: { name: string; connected: boolean; todo?: string }[]): Card {
  const missing = connections.filter((one) => !one.connected);
  const text =
    missing.length === 0
      ? 'Everything is connected'
      : `${missing.length} of ${connections.length} are not connected or set yet`;
  const lines = connections.map((one) =>
    one.connected
      ? `:white_check_mark: *${words(one.name)}*`
      : `:white_circle: *${words(one.name)}* · ${words(one.todo ?? 'not connected')}`,
  );
  return { text, blocks: [section(`*${text}*\n${lines.join('\n')}`)] };
}

/** `/sales connect` where nothing is to be done, or nothing can be. */
export function connectCard(
  mailbox: Mailbox | undefined,
  connections: { name: string; connected: boolean; todo?: string }[],
): Card {
  if (mailbox) {
    const state = mailbox.status === 'active' ? 'connected' : `paused: ${mailbox.statusReason ?? 'by the team'}`;
    const text = `Your mailbox ${words(mailbox.address)} is ${words(state)}.`;
    return { text, blocks: [section(`${text} \`/sales disconnect\` takes the permission back.`)] };
  }
  const gmail = connections.find((one) => /gmail|google/i.test(one.name));
  const todo = gmail && !gmail.connected && gmail.todo ? ` For an admin: ${words(gmail.todo)}` : '';
  const text = `You have no mailbox here, so your emails wait.${todo}`;
  return { text, blocks: [section(text)] };
}

/** `/sales pause`: the kill switch, for managers and admins. */
export function pauseCard(member: Member, isPaused: boolean): Card {
  const mayPause = member.role === 'manager' || member.role === 'admin';
  const text = isPaused ? 'Sending is paused for the whole team' : 'Sending is on';
  if (!mayPause) return { text, blocks: [section(`*${text}.* A manager or admin can change that.`)] };
  if (isPaused)
    return {
      text,
      blocks: [
        section(`*${text}.* What is due waits.`, button('Resume sending', 'sending.resume', { style: 'primary' })),
      ],
    };
  const confirm = {
    title: 'Pause all sending?',
    text: 'No touch of anybody leaves until it is resumed. Approvals and drafts stay.',
    yes: 'Pause',
  };
  return {
    text,
    blocks: [section(`*${text}.*`, button('Pause everything', 'sending.pause', { style: 'danger', confirm }))],
  };
}
