/** By RFC 3463: what the classes of a permanent failure say, the longer code first. */
const CLASSES: [string, string][] = [
  ['5.1.', 'The address does not exist'],
  ['5.2.1', 'The mailbox is switched off'],
  ['5.2.2', 'The mailbox is full'],
  ['5.2.3', 'The mail is too long for this mailbox'],
  ['5.2.', 'The mailbox takes no mail'],
  ['5.3.', 'The mail system there takes no mail'],
  ['5.4.', 'The mail could not be delivered to that domain'],
  ['5.7.', 'The other side refuses our mail by its rules'],
];

/** Why a mail came back for good; without a code only that it did. */
export function bounceWords(status: string | undefined): string {
  const found = CLASSES.find(([start]) => status?.startsWith(start));
  if (found) return `${found[1]} (the mail came back, ${status}).`;
  return `The mail came back${status ? ` (${status})` : ''}: this address can’t be reached.`;
}
