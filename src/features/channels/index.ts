import { randomBytes } from 'node:crypto';
import { type Db, inTransaction, type Scope } from '../../db/index.ts';
import { type Clock, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import { InvalidInput, NotConnected } from '../../kernel/errors.ts';
import { oneLine } from '../../kernel/escape.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { SecretBox } from '../../kernel/secret-box.ts';
import type { Threads } from '../threads/index.ts';
import { type Connecting, createConnecting } from './connecting.ts';
import { createInboxes, type Inboxes } from './inboxes.ts';
import { createLinkedinAccounts, type LinkedinAccounts, type LinkedinPorts } from './linkedin.ts';
import { createOptOutTokens, type OptOutToken } from './opt-out.ts';
import type {
  CallProvider,
  CallReport,
  IncomingText,
  MailboxAccess,
  MailboxChanges,
  MailConsent,
  MailProvider,
  OutgoingMail,
  OutgoingText,
  SentMail,
  TextChannel,
  TextProvider,
  TextReport,
  TextTemplate,
} from './ports.ts';
import { addressKey, plainAddress } from './rules.ts';
import { type AddressHash, createChannelStore, createSaltStore } from './store.ts';

export type { LinkedinAccount, LinkedinPorts } from './linkedin.ts';
export type { CallReport, IncomingText, TextReport } from './ports.ts';

export type Channel = 'email' | 'linkedin' | 'whatsapp' | 'sms' | 'call';

export interface Mailbox {
  id: string;
  memberId: string;
  address: string;
  displayName: string;
  provider: 'gmail';
  status: 'active' | 'paused' | 'reconnect';
  statusReason?: string;
  connectedAt: Instant;
  cursor?: string;
}

export interface Suppression {
  channel: Channel | 'all';
  reason: 'opted_out' | 'bounced' | 'complained' | 'erased' | 'do_not_contact';
  source: string;
  at: Instant;
}

export interface Channels extends Connecting, Inboxes, LinkedinAccounts {
  mailboxes(): Promise<Mailbox[]>;
  mailboxOf(memberId: string): Promise<Mailbox | undefined>;
  mailbox(id: string): Promise<Mailbox | undefined>;
  connectMailbox(input: {
    memberId: string;
    address: string;
    displayName: string;
    credentials: string;
    at: Instant;
  }): Promise<Mailbox>;
  pauseMailbox(id: string, reason: string, status?: 'paused' | 'reconnect'): Promise<void>;
  /** A reason never to write to an address on a channel (or 'all'); the first reason stays. */
  suppress(
    scope: Scope,
    entry: {
      channel: Channel | 'all';
      /** Or its hash, where nothing more is known. */
      address: string | { hash: string };
      reason: Suppression['reason'];
      source: string;
      at: Instant;
    },
  ): Promise<void>;
  /** The person says no, not the address: every way to reach them closes. */
  suppressPerson(
    scope: Scope,
    person: { email?: string; phone?: string; linkedin?: string },
    entry: { reason: Suppression['reason']; source: string; at: Instant },
  ): Promise<void>;
  suppressionOf(channel: Channel, address: string): Promise<Suppression | undefined>;
  /** As suppressions keep it. */
  hashOf(address: string): string;
  /** Inside another feature's transaction: somebody of the team wrote to this address by hand. */
  noteByHand(scope: Scope, entry: { address: string; mailboxId: string; at: Instant }): Promise<void>;
  /** When the team last wrote to it by hand, and who, as far as its mailboxes have been read. */
  writtenByHand(address: string): Promise<{ by: string; at: Instant } | undefined>;
  /** What an opt-out link of a mail says, without the address in the clear. */
  optOutToken(touchId: string, address: string): string;
  /** Undefined for a token that was not made here. */
  readOptOut(token: string): OptOutToken | undefined;
  /** For the one exit only. */
  createDraft(mailboxId: string, mail: OutgoingMail): Promise<{ providerDraftId: string; providerThreadId?: string }>;
  /** For the one exit only. */
  sendDraft(mailboxId: string, providerDraftId: string): Promise<SentMail>;
  lookUpDraft(
    mailboxId: string,
    providerDraftId: string,
    hint: { touchKey: string; providerThreadId?: string; subject: string; to: string },
  ): Promise<{ state: 'waiting' } | { state: 'sent'; mail: SentMail } | { state: 'gone' }>;
  /** Whether it was there to delete; false also for one that has just been sent. */
  deleteDraft(mailboxId: string, providerDraftId: string): Promise<boolean>;
  findDrafts(mailboxId: string, touchKey: string): Promise<string[]>;
  /** The own number that messages of this channel leave from; undefined where it is not connected. */
  textSender(channel: TextChannel): string | undefined;
  /** For the one exit only. */
  sendText(text: OutgoingText): Promise<TextReport>;
  lookUpText(text: OutgoingText, since: Instant): Promise<TextReport | undefined>;
  textReport(providerMessageId: string): Promise<TextReport | undefined>;
  /** Where texts of this channel come in; undefined where it is not connected. */
  textInbox(channel: TextChannel): string | undefined;
  receivedTexts(channel: TextChannel, since: Instant): Promise<IncomingText[]>;
  /** WhatsApp's approved templates; [] while they can't be read. Kept for some minutes. */
  templates(): Promise<TextTemplate[]>;
  /** The own number that calls come from; undefined where calls are not connected. */
  callSender(): string | undefined;
  /** Whether who calls must press 1 before the lead is rung. */
  callsAskFirst(): boolean;
  /** For the one place that rings a lead only. */
  placeCall(call: Parameters<CallProvider['place']>[0]): Promise<CallReport>;
  callReport(providerCallId: string): Promise<CallReport | undefined>;
  /** What became of the lead's leg; undefined when none is known. */
  leadLegOf(providerCallId: string): Promise<CallReport | undefined>;
  lookUpCall(call: { memberPhone: string }, since: Instant): Promise<CallReport | undefined>;
  /** Behind the mailbox's cursor, or behind this one; `more` says that there is more than one answer holds. */
  changesSince(mailboxId: string, cursor?: string): Promise<MailboxChanges>;
  /** Only once everything up to it has been taken in. */
  saveCursor(mailboxId: string, cursor: string): Promise<void>;
}

const NO_TEXTS =
  'WhatsApp and SMS are not connected. Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and the number to send from.';
const NO_CALLS = 'Calls are not connected. Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_VOICE_FROM.';
const TEMPLATES_KEPT_MS = 10 * MINUTE_MS;
const NO_MAIL = 'No mail provider is connected. Set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET, then connect a mailbox.';

/**
 * The salt under which addresses are hashed: made once, kept for good, sealed as soon as there is a key.
 * Throws NotConnected when it was sealed with another key: with a wrong salt nobody's "no" would be found again.
 */
export async function openAddressSalt(deps: { db: Db; clock: Clock; secretBox: SecretBox }): Promise<string> {
  const store = createSaltStore(deps.db);
  const wrap = (salt: string) => {
    try {
      return { salt: deps.secretBox.seal(salt), isSealed: true };
    } catch (error) {
      if (error instanceof NotConnected) return { salt, isSealed: false };
      throw error;
    }
  };
  let kept = await store.read();
  if (!kept) {
    await store.insert(wrap(randomBytes(32).toString('base64')), deps.clock.now());
    kept = await store.read();
  }
  if (!kept) throw new Error('the salt of the suppressions could not be kept');
  if (kept.isSealed) return deps.secretBox.open(kept.salt);
  const sealed = wrap(kept.salt);
  if (sealed.isSealed) await store.replace(sealed, deps.clock.now());
  return kept.salt;
}

export function createChannels(deps: {
  db: Db;
  clock: Clock;
  ids: Ids;
  secretBox: SecretBox;
  addressHash: AddressHash;
  mail?: MailProvider;
  texts?: TextProvider;
  calls?: CallProvider;
  threads: Pick<Threads, 'append'>;
  consent?: MailConsent;
  redirect?: { uri: string; isPublic: boolean };
  linkedin?: LinkedinPorts;
  people: Parameters<typeof createConnecting>[0]['people'];
  moreMailboxes: Parameters<typeof createConnecting>[0]['moreMailboxes'];
  onRefused: Parameters<typeof createConnecting>[0]['onRefused'];
}): Channels {
  const store = createChannelStore(deps.db, deps.addressHash);

  async function access(mailboxId: string): Promise<MailboxAccess> {
    const found = await store.credentials(mailboxId);
    if (!found) throw new NotConnected('This mailbox is not connected any more.');
    return { address: found.address, credentials: deps.secretBox.open(found.sealed) };
  }

  /** A grant that has died marks its mailbox, so that nobody waits for it in vain. What is missing on our side marks nothing. */
  async function through<T>(
    mailboxId: string,
    call: (mail: MailProvider, access: MailboxAccess) => Promise<T>,
  ): Promise<T> {
    if (!deps.mail) throw new NotConnected(NO_MAIL);
    const granted = await access(mailboxId);
    try {
      return await call(deps.mail, granted);
    } catch (error) {
      if (error instanceof NotConnected) await lose(mailboxId, error.forUser);
      throw error;
    }
  }

  /** Told to its owner once, however often it is noticed. */
  async function lose(mailboxId: string, reason: string): Promise<void> {
    await inTransaction(deps.db, async (scope) => {
      const memberId = await createChannelStore(scope, deps.addressHash).lose(mailboxId, reason);
      if (memberId === undefined) return;
      const refs = { mailboxId, memberId, reason };
      await deps.threads.append(scope, { at: deps.clock.now(), kind: 'mailbox.lost', refs });
    });
  }

  const texts = (): TextProvider => {
    if (!deps.texts) throw new NotConnected(NO_TEXTS);
    return deps.texts;
  };
  const calls = (): CallProvider => {
    if (!deps.calls) throw new NotConnected(NO_CALLS);
    return deps.calls;
  };
  let kept: { at: Instant; templates: TextTemplate[] } | undefined;

  async function templates(): Promise<TextTemplate[]> {
    const now = deps.clock.now();
    if (!deps.texts?.senders.whatsapp) return [];
    if (kept && now - kept.at < TEMPLATES_KEPT_MS && now >= kept.at) return kept.templates;
    const read = await deps.texts.templates().catch(() => undefined);
    if (read) kept = { at: now, templates: read };
    return kept?.templates ?? [];
  }

  const nameOf = async (memberId: string) => (await deps.people()).find((one) => one.id === memberId)?.name;
  const tokens = createOptOutTokens(deps.addressHash);
  const suppress: Channels['suppress'] = (scope, entry) =>
    createChannelStore(scope, deps.addressHash).suppress({ ...entry, id: deps.ids.next('sup') });

  const connectMailbox: Channels['connectMailbox'] = async (input) => {
    const address = plainAddress(input.address);
    if (!address) throw new InvalidInput('This is not a mail address.', 'address');
    return store.connect({
      ...input,
      address,
      displayName: oneLine(input.displayName),
      id: deps.ids.next('mbx'),
      sealed: deps.secretBox.seal(input.credentials),
    });
  };

  return {
    ...createConnecting({ ...deps, nameOf, connect: connectMailbox }),
    ...createLinkedinAccounts({ ...deps, nameOf }),
    ...createInboxes(deps),
    mailboxes: store.mailboxes,
    mailboxOf: store.mailboxOf,
    mailbox: store.mailbox,
    connectMailbox,
    pauseMailbox: (id, reason, status = 'paused') => store.setStatus(id, status, reason),
    suppress,
    async suppressPerson(scope, person, entry) {
      for (const address of [person.email, person.phone, person.linkedin]) {
        if (address) await suppress(scope, { ...entry, channel: 'all', address });
      }
    },
    suppressionOf: store.suppressionOf,
    hashOf: (address) => deps.addressHash(addressKey(address)),
    noteByHand: (scope, entry) => createChannelStore(scope, deps.addressHash).noteByHand(entry),
    async writtenByHand(address) {
      const last = await store.byHandTo(address);
      const mailbox = last && (await store.mailbox(last.mailboxId));
      return last && { by: mailbox?.displayName ?? 'Somebody of the team', at: last.at };
    },
    optOutToken: (touchId, address) => tokens.make(touchId, addressKey(address)),
    readOptOut: tokens.read,
    createDraft: (id, mail) => through(id, (provider, box) => provider.createDraft(box, mail)),
    sendDraft: (id, draftId) => through(id, (provider, box) => provider.sendDraft(box, draftId)),
    lookUpDraft: (id, draftId, hint) => through(id, (provider, box) => provider.lookUpDraft(box, draftId, hint)),
    deleteDraft: (id, draftId) => through(id, (provider, box) => provider.deleteDraft(box, draftId)),
    findDrafts: (id, touchKey) => through(id, (provider, box) => provider.findDrafts(box, touchKey)),
    textSender: (channel) => deps.texts?.senders[channel],
    sendText: async (text) => texts().send(text),
    lookUpText: async (text, since) => texts().lookUp(text, since),
    textReport: async (id) => texts().status(id),
    textInbox(channel) {
      const number = deps.texts?.senders[channel];
      return number && `${channel}:${number}`;
    },
    receivedTexts: async (channel, since) => texts().received(channel, since),
    templates,
    callSender: () => deps.calls?.sender,
    callsAskFirst: () => deps.calls?.asksFirst === true,
    placeCall: async (call) => calls().place(call),
    callReport: async (id) => calls().status(id),
    leadLegOf: async (id) => calls().leadLeg(id),
    lookUpCall: async (call, since) => calls().lookUp(call, since),
    changesSince: (id, cursor) =>
      through(id, async (provider, box) => provider.changesSince(box, cursor ?? (await store.cursor(id)))),
    saveCursor: store.saveCursor,
  };
}
